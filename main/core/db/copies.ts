import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Copies that are kept; the one before the newest is for damage that was noticed late. */
const KEPT = 2;
const SUFFIX = '.sqlite';
const BESIDE = ['', '-wal', '-shm'];

/** A whole copy of the database. */
export interface DatabaseCopy {
  path: string;
  madeAtMs: number;
}

/** Complete copies in a folder, newest first. */
export function listCopies(folder: string): DatabaseCopy[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const madeAtMs = Number(name.slice(0, -SUFFIX.length));
      return name.endsWith(SUFFIX) && Number.isSafeInteger(madeAtMs) ? [{ path: join(folder, name), madeAtMs }] : [];
    })
    .sort((a, b) => b.madeAtMs - a.madeAtMs);
}

/**
 * Writes a copy of a database that may be in use, reading every row: where that works, nothing in it is damaged. Older
 * copies are deleted when the new one is whole.
 * @throws Error from SQLite: `SQLITE_CORRUPT` where the database is damaged, `SQLITE_FULL` where the disk is
 */
export function writeCopy(databasePath: string, folder: string, nowMs: number): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.part')) rmSync(join(folder, name));
  writeCopyTo(databasePath, join(folder, `${nowMs}${SUFFIX}`));
  // One from the future was made while the clock was ahead, and would be taken for the newest for ever.
  const copies = listCopies(folder);
  const kept = copies.filter(({ madeAtMs }) => madeAtMs <= nowMs).slice(0, KEPT);
  for (const { path } of copies) if (!kept.some((copy) => copy.path === path)) rmSync(path);
}

/**
 * Writes a copy of a database that may be in use to a place of its own, whole or not at all.
 * @throws Error as `writeCopy`
 */
export function writeCopyTo(databasePath: string, target: string): void {
  const unfinished = `${target}.part`;
  rmSync(unfinished, { force: true });
  const source = new Database(databasePath, { readonly: true });
  try {
    source.prepare('VACUUM INTO ?').run(unfinished);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    source.close();
  }
}

/** Whether all pages of a database can be read and make sense: 20 s for a million photos. */
export function isSound(path: string): boolean {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(path);
    // It may come from anywhere: what its tables want computed is computed only where that can do no harm.
    connection.pragma('trusted_schema = OFF');
    return connection.pragma('quick_check(1)', { simple: true }) === 'ok';
  } catch {
    return false;
  } finally {
    connection?.close();
  }
}

/**
 * Puts the newest sound copy in the place of a damaged database, which is kept beside it under another name.
 * @returns the copy that was taken; null where there was none, and the place is empty now
 */
export function restoreFromCopy(databasePath: string, folder: string, nowMs: number): DatabaseCopy | null {
  const aside = databasePath.replace(/\.sqlite$/u, `.damaged-${nowMs}.sqlite`);
  for (const end of BESIDE) if (existsSync(databasePath + end)) renameSync(databasePath + end, aside + end);
  const copy = listCopies(folder).find(({ path }) => isSound(path)) ?? null;
  if (copy) {
    // Under another name first: a half-written file would be taken for the database.
    const unfinished = `${databasePath}.part`;
    copyFileSync(copy.path, unfinished);
    renameSync(unfinished, databasePath);
  }
  return copy;
}

/** Size and time of a file: what changes when anybody writes to it. Empty where there is none. */
export function getFileStamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.size}:${stat.mtimeMs}` : '';
}
