import Database from 'better-sqlite3';
import { isSound } from './copies.ts';
import { schemaVersion } from './migrations/migrate.ts';

/** What a file is that is to become the library's database. `newer`: of a newer version of the program. */
export type CopyState = 'good' | 'newer' | 'damaged' | 'foreign';

const TABLES = ['setting', 'folder', 'photo', 'file', 'decision'];

/**
 * Looks a copy of a database through: all of its pages, and whether it is one of this program. It may come from anywhere:
 * one with triggers, views or virtual tables, of which this program has none, is foreign.
 */
export function checkCopy(path: string): CopyState {
  if (!isSound(path)) return 'damaged';
  const connection = new Database(path);
  try {
    connection.pragma('trusted_schema = OFF');
    const version = connection.pragma('user_version', { simple: true }) as number;
    const parts = connection.prepare('SELECT type, name, sql FROM sqlite_schema').all() as {
      type: string;
      name: string;
      sql: string | null;
    }[];
    const isPlain = parts.every(({ type, sql }) => {
      return type === 'index' || (type === 'table' && !/^CREATE\s+VIRTUAL/iu.test(sql ?? ''));
    });
    const isOurs = version > 0 && TABLES.every((name) => parts.some((part) => part.name === name));
    if (!(isOurs && isPlain)) return 'foreign';
    return version > schemaVersion ? 'newer' : 'good';
  } finally {
    connection.close();
  }
}

/** Whether anybody has the database open, another process or this one. One that is damaged is not told apart from a closed one. */
export function isInUse(path: string): boolean {
  const connection = new Database(path, { timeout: 0 });
  try {
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
  } finally {
    connection.close();
  }
}
