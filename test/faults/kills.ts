import Database from 'better-sqlite3';
import { makeTemporaryFolder } from '../support/temporary.ts';
import type { HostOptions } from './host.ts';

/** How often each kind of work is killed. */
export const kills = Number(process.env.BOWERBIRD_KILLS ?? 12);
/** What the moments are drawn with. */
export const seed = Number(process.env.BOWERBIRD_SEED ?? Date.now() % 1_000_000);
/** A kill takes a second or two; on a busy machine more. */
export const timeout = 60_000 + kills * 15_000;

/** What programs have compiled once is kept for those that are started after them. */
export function makeHostOptions(): HostOptions {
  return { env: { NODE_COMPILE_CACHE: makeTemporaryFolder() } };
}

/** Reads from a database as it was left, before the program has seen it again. */
export function inspect<T>(path: string, read: (connection: Database.Database) => T): T {
  const connection = new Database(path);
  try {
    return read(connection);
  } finally {
    connection.close();
  }
}

/** All that SQLite itself finds wrong. */
export function faultsOf(connection: Database.Database): unknown[] {
  const found = connection.pragma('integrity_check') as { integrity_check: string }[];
  const broken = connection.pragma('foreign_key_check') as unknown[];
  return [...found.map((row) => row.integrity_check).filter((text) => text !== 'ok'), ...broken];
}
