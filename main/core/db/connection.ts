import { writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { AppError } from '../../../shared/errors.ts';
import { toDiskFull } from './disk-full.ts';
import { migrate, schemaVersion } from './migrations/migrate.ts';

/** A connection that only reads: what is given to functions that list, get or count. */
export interface ReadDb {
  readonly connection: Database.Database;
  readonly statements: Map<string, Database.Statement<unknown[], unknown>>;
}

/** A connection that may write as well. A function that takes a `ReadDb` can't pass it to one that writes. */
export interface WriteDb extends ReadDb {
  readonly writable: true;
}

/** Value of a column, or of a parameter. */
export type SqlValue = string | number | Uint8Array | null;

/** How long a statement waits for another process to finish writing. */
const BUSY_TIMEOUT_MS = 15_000;

/**
 * Opens the library's database and brings its tables up to date.
 * @throws AppError library-newer where a later version of the program wrote it, library-damaged where it is no database,
 * disk-full
 */
export function openDatabase(path: string): WriteDb {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    connection.pragma('journal_mode = WAL');
    // In WAL mode this survives a killed process without loss, and a power cut without damage.
    connection.pragma('synchronous = NORMAL');
    connection.pragma('foreign_keys = ON');
    // It may have been put back from a file that came from elsewhere.
    connection.pragma('trusted_schema = OFF');
    connection.pragma('cache_size = -32000');
    const found = connection.pragma('user_version', { simple: true }) as number;
    if (found > schemaVersion) {
      throw new AppError(
        'library-newer',
        `This library was last used by a newer version of Bowerbird. Update the program, or use another data folder. (${path})`,
      );
    }
    migrate(connection);
    return { connection, statements: new Map(), writable: true };
  } catch (error) {
    connection?.close();
    if (isDamage(error)) throw new AppError('library-damaged', `The library's database is damaged: ${path}.`);
    throw toDiskFull(error);
  }
}

/** Whether SQLite says that what it reads makes no sense. */
export function isDamage(error: unknown): boolean {
  const code = error instanceof Database.SqliteError ? error.code : '';
  return code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
}

/** The file that says that a database was found damaged while it was open: it is looked through at the next start. */
export function damageMarkOf(databasePath: string): string {
  return databasePath.replace(/\.sqlite$/u, '.damaged');
}

/** @throws AppError library-damaged where the statement meets damage, and leaves a mark of it; disk-full */
function guard<T>(db: ReadDb, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isDamage(error)) throw toDiskFull(error);
    writeFileSync(damageMarkOf(db.connection.name), String(error));
    throw new AppError(
      'library-damaged',
      'The library’s database is damaged. Close Bowerbird and open it again: it is put right from its daily copy, and your corrections come back.',
    );
  }
}

/** Closes the connection; statements made on it can't be used any more. */
export function closeDatabase(db: ReadDb): void {
  db.statements.clear();
  db.connection.close();
}

/** Prepares a statement once per connection. */
function prepare(db: ReadDb, sql: string): Database.Statement<unknown[], unknown> {
  let statement = db.statements.get(sql);
  if (!statement) {
    statement = db.connection.prepare(sql);
    db.statements.set(sql, statement);
  }
  return statement;
}

/** The rows of a query as the table's own file describes them: the one place where SQL's word is taken for a type. */
export function all<Row>(db: ReadDb, sql: string, ...values: SqlValue[]): Row[] {
  return guard(db, () => prepare(db, sql).all(...values) as Row[]);
}

/** The first row of a query, or undefined. */
export function get<Row>(db: ReadDb, sql: string, ...values: SqlValue[]): Row | undefined {
  return guard(db, () => prepare(db, sql).get(...values) as Row | undefined);
}

/** Runs a statement that changes rows. */
export function run(db: WriteDb, sql: string, ...values: SqlValue[]): { changes: number; id: number } {
  const result = guard(db, () => prepare(db, sql).run(...values));
  return { changes: result.changes, id: Number(result.lastInsertRowid) };
}

/** Runs a function in one transaction (IMMEDIATE: it waits for its turn at the start, and never fails half way for that). */
export function transaction<T>(db: WriteDb, work: () => T): T {
  if (db.connection.inTransaction) return work();
  return guard(db, () => db.connection.transaction(work).immediate());
}

/** Changes whenever another connection, of this process or another, has committed something. */
export function getDataVersion(db: ReadDb): number {
  return db.connection.pragma('data_version', { simple: true }) as number;
}

/** The same text as long as nothing was committed: by this connection, or by any other. */
function getChangeStamp(db: ReadDb): string {
  const own = get<{ changes: number }>(db, 'SELECT total_changes() AS changes')?.changes ?? 0;
  return `${getDataVersion(db)}:${own}`;
}

/** Keeps what was read from the database, for each key by itself, until something in the database changes. */
export function keepWhileUnchanged<K, T>(db: ReadDb, read: (key: K) => T): (key: K) => T {
  let stamp = '';
  const kept = new Map<K, T>();
  return (key) => {
    const now = getChangeStamp(db);
    if (now !== stamp) kept.clear();
    stamp = now;
    const value = kept.has(key) ? (kept.get(key) as T) : read(key);
    kept.set(key, value);
    return value;
  };
}
