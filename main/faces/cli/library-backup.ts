import { resolve } from 'node:path';
import type { Command } from 'commander';
import { backupLibrary, restoreLibrary } from '../../core/library.ts';
import type { Output } from './output.ts';
import type { CommonOptions } from './session.ts';

interface BackupDeps {
  addCommonOptions(command: Command): Command;
  createOutput(json: boolean): Output;
}

/** `backup library` and `restore library`: all of the library, below the commands that do the same of corrections. */
export function addLibraryBackupCommands(backup: Command, restore: Command, deps: BackupDeps): void {
  const add = (to: Command, description: string, work: (file: string, dataFolder: string, output: Output) => void) =>
    deps
      // Options that come after "library" are its own.
      .addCommonOptions(to.enablePositionalOptions().command('library <file>').description(description))
      .action((file: string, options: CommonOptions, command: Command) => {
        // Those that come before it are read as those of the command above.
        const earlier = command.parent?.opts<CommonOptions>() ?? options;
        const data = command.parent?.getOptionValueSource('data') === 'cli' ? earlier.data : options.data;
        work(resolve(file), resolve(data), deps.createOutput((options.json ?? earlier.json) === true));
      });

  add(
    backup,
    'write the whole library into a file, also while it is open; without thumbnails',
    (file, dataFolder, output) => {
      const bytes = backupLibrary(dataFolder, file);
      output.print({ file, bytes }, () => [`the library is in ${file} (${Math.ceil(bytes / 1_000_000)} MB)`]);
    },
  );
  add(
    restore,
    'put the library of such a file in the place of the one that is there, which is kept',
    (file, dataFolder, output) => {
      const restored = restoreLibrary(dataFolder, file, Date.now());
      output.print(restored, () => [
        `the library in ${restored.folder} is that of ${file}`,
        ...restored.aside.map((path) => `kept of the one before: ${path}`),
      ]);
    },
  );
}
