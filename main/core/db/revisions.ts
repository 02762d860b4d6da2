import { get, type ReadDb, run, type WriteDb } from './connection.ts';

/** Number of the last change of anything a search may find. */
export function getRevision(db: ReadDb): number {
  return get<{ value: number }>(db, 'SELECT value FROM revision')?.value ?? 0;
}

/** Starts a new revision and returns its number; call it inside the transaction whose changes it marks. */
export function insertRevision(db: WriteDb): number {
  run(db, 'UPDATE revision SET value = value + 1');
  return getRevision(db);
}
