import '../more-threads.ts';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { AppError, toPlainError } from '../../../shared/errors.ts';
import { countUnanswered } from '../../core/library.ts';
import { endProcess } from '../end-process.ts';
import { createNodeWorkers, findProgramFiles, getDefaultDataFolder } from '../runtime.ts';
import { addCommands } from './commands.ts';
import { createOutput } from './output.ts';

/** Exit codes of the program. */
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const files = findProgramFiles();

const program = new Command('bowerbird')
  .description('Finds photos by what is in them, on your own computer.')
  .version(files.version)
  .exitOverride()
  .configureOutput({ writeErr: (text) => void process.stderr.write(text) })
  .showHelpAfterError('("bowerbird --help" lists the commands)');

addCommands(program, {
  addCommonOptions: (command) =>
    command
      .option('--data <dir>', 'folder of the library', getDefaultDataFolder())
      .option('--json', 'print one JSON document and nothing else'),
  programFiles: files,
  workers: createNodeWorkers(),
  createOutput,
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
// Otherwise it ends by itself, or goes on serving.
if (program.args[0] !== 'serve' && countUnanswered() > 0) {
  process.stdout.write('', () => endProcess(Number(process.exitCode ?? 0)));
}

/** Says what went wrong in one line (as JSON with a code under --json) and returns the exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError || error instanceof InvalidArgumentError) {
    return error instanceof CommanderError && error.exitCode === 0 ? 0 : EXIT_USAGE;
  }
  const plain = toPlainError(error);
  if (process.argv.includes('--json')) process.stderr.write(`${JSON.stringify({ error: plain })}\n`);
  else process.stderr.write(`bowerbird: ${plain.message}\n`);
  if (!(error instanceof AppError) && process.env.BOWERBIRD_DEBUG) console.error(error);
  return plain.code === 'invalid-request' ? EXIT_USAGE : EXIT_FAILED;
}
