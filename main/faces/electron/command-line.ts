import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the command line asks the window for. */
export interface WindowCommand {
  /** Folders to add. */
  folders: string[];
  /** Where the library lives; undefined for the default. */
  dataFolder: string | undefined;
  /** The system starts it at login: nobody waits for a window. */
  isHidden: boolean;
}

/**
 * Reads `[FOLDER...] [--data DIR] [--hidden]`. Chromium and Electron take switches of their own from the same line, and the system
 * adds some: what is not known is passed over.
 * @param args without the program itself (and without the app's folder, where Electron was given one)
 */
export function readCommandLine(args: readonly string[], workingFolder: string): WindowCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { data: { type: 'string' }, hidden: { type: 'boolean' } },
  });
  return {
    folders: positionals.map((folder) => resolve(workingFolder, folder)),
    isHidden: values.hidden === true,
    dataFolder: typeof values.data === 'string' ? resolve(workingFolder, values.data) : undefined,
  };
}
