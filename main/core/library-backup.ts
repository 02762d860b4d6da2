import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError, assertNever } from '../../shared/errors.ts';
import { replaceDatabase } from './database-keeper.ts';
import { checkCopy, isInUse } from './db/check-copy.ts';
import { isDamage } from './db/connection.ts';
import { writeCopyTo } from './db/copies.ts';
import { createIndexLock } from './index-lock.ts';
import { DATABASE_FILE, LOCK_FILE } from './storage.ts';

/** What `restoreLibrary` did. */
export interface RestoredLibrary {
  /** The data folder. */
  folder: string;
  /** Files of the library that was there before, under their new names; empty where there was none. */
  aside: string[];
}

/**
 * Writes the whole library, settings and what was learnt included, into one file, while it may be in use. Thumbnails and
 * installed networks are not in it. A file of that name is replaced when the new one is whole.
 * @returns bytes of the file
 * @throws AppError not-found where there is no library, library-damaged, folder-unavailable where it can't be written
 */
export function backupLibrary(dataFolder: string, path: string): number {
  const databasePath = join(dataFolder, DATABASE_FILE);
  if (!existsSync(databasePath)) throw new AppError('not-found', `There is no library in ${dataFolder}.`);
  if (path === databasePath) throw new AppError('invalid-request', `${path} is the library itself.`);
  if (!existsSync(dirname(path)))
    throw new AppError('folder-unavailable', `${path} can't be written: its folder is not there.`);
  try {
    writeCopyTo(databasePath, path);
  } catch (error) {
    if (isDamage(error))
      throw new AppError(
        'library-damaged',
        'The library is damaged. Open it once: it is put right, and can be saved then.',
      );
    throw new AppError('folder-unavailable', `${path} can't be written: ${(error as Error).message}`);
  }
  return statSync(path).size;
}

/**
 * Puts the library of such a file into a data folder that nobody has open. What was there is kept under another name.
 * @throws AppError not-found, library-damaged, library-newer, invalid-request where it is none, unsupported where the library
 * is open; then nothing is changed
 */
export function restoreLibrary(dataFolder: string, path: string, nowMs: number): RestoredLibrary {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new AppError('not-found', `There is no file ${path}.`);
  const databasePath = join(dataFolder, DATABASE_FILE);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const lock = createIndexLock(join(dataFolder, LOCK_FILE));
  const draft = join(dataFolder, 'library.restoring.sqlite');
  const refuseIfOpen = () => {
    if (lock.tryAcquire() && !(existsSync(databasePath) && isInUse(databasePath))) return;
    throw new AppError('unsupported', `The library in ${dataFolder} is open. Close Bowerbird, and try again.`);
  };
  try {
    refuseIfOpen();
    copyFileSync(path, draft);
    refuseUnlessGood(draft, path);
    // Looking it through may have taken a while.
    refuseIfOpen();
    return { folder: dataFolder, aside: replaceDatabase(dataFolder, draft, nowMs) };
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(draft + end, { force: true });
    lock.close();
  }
}

/** @param path what the user calls it */
function refuseUnlessGood(draft: string, path: string): void {
  const state = checkCopy(draft);
  switch (state) {
    case 'good':
      return;
    case 'damaged':
      throw new AppError('library-damaged', `${path} is damaged, or no library of Bowerbird’s. Nothing was changed.`);
    case 'foreign':
      throw new AppError('invalid-request', `${path} is no library of Bowerbird’s. Nothing was changed.`);
    case 'newer':
      throw new AppError(
        'library-newer',
        `${path} was written by a newer version of Bowerbird. Update the program first.`,
      );
    default:
      assertNever(state);
  }
}
