import Database from 'better-sqlite3';
import { isSound } from './copies.ts';
import { schemaVersion } from './migrations/migrate.ts';

/** What a file is that is to become the library's database. `newer`: of a newer version of the program. */
export type CopyState = 'good' | 'newer' | 'damaged' | 'foreign';

const TABLES = ['setting', 'folder', 'photo', 'file', 'decision'];

/**
 * Looks a copy of a database through: all of its pages, and whether it is one of this program. It may come from anywhere:
 * one with triggers, views, virtual tables or computed columns, of which this program has none, is foreign.
 */
export function checkCopy(path: string): CopyState {
  if (!isSound(path)) return 'damaged';
  const connection = new Database(path);
  try {
    connection.pragma('trusted_schema = OFF');
    const version = connection.pragma('user_version', { simple: true }) as number;
    // What SQLite itself makes of each entry, whatever words it is written in.
    const tables = connection.pragma('main.table_list') as { name: string; type: string }[];
    const isOurs = version > 0 && TABLES.every((name) => tables.some((table) => table.name === name));
    const isPlain = tables.every(({ type }) => type === 'table') && !hasExtras(connection);
    if (!(isOurs && isPlain)) return 'foreign';
    return version > schemaVersion ? 'newer' : 'good';
  } finally {
    connection.close();
  }
}

/** Whether there are triggers, or columns that are computed. */
function hasExtras(connection: Database.Database): boolean {
  const { extras } = connection
    .prepare(
      `SELECT (SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index')) +
         (SELECT count(*) FROM sqlite_schema AS tables, pragma_table_xinfo(tables.name) AS columns
          WHERE tables.type = 'table' AND columns.hidden <> 0) AS extras`,
    )
    .get() as { extras: number };
  return extras > 0;
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
