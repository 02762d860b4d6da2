import Database from 'better-sqlite3';
import { AppError } from '../../../shared/errors.ts';

/** What SQLite calls it: no page can be added, or the index of its log can't grow. */
const SQLITE_CODES = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);
/** What the system calls it: no space, or none that this user may take. */
const SYSTEM_CODES = new Set(['ENOSPC', 'EDQUOT']);

/** Whether an error says that there is no space left on a disk. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'disk-full';
  if (error instanceof Database.SqliteError) return SQLITE_CODES.has(error.code);
  return error instanceof Error && 'code' in error && SYSTEM_CODES.has(String(error.code));
}

/** The error in words for the user where it says that the disk is full; any other as it is. */
export function toDiskFull(error: unknown): unknown {
  if (!isDiskFull(error) || error instanceof AppError) return error;
  return new AppError(
    'disk-full',
    'There is no space left on the disk that holds Bowerbird’s library. Nothing is lost: make some space, and it goes on by itself.',
  );
}
