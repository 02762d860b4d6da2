import { all, get, type ReadDb, run, transaction, type WriteDb } from './connection.ts';
import { insertRevision } from './revisions.ts';

export interface FolderRow {
  id: number;
  /** Absolute, as the system writes it. */
  path: string;
  addedAtMs: number;
  /** Why it can't be read now; null while it can. */
  problem: string | null;
  lastScanAtMs: number | null;
  /** The user wants it left alone for now. */
  paused: boolean;
}

const COLUMNS = 'id, path, added_at_ms AS addedAtMs, problem, last_scan_at_ms AS lastScanAtMs, paused';

interface StoredFolder extends Omit<FolderRow, 'paused'> {
  paused: 0 | 1;
}

export function listFolders(db: ReadDb): FolderRow[] {
  return all<StoredFolder>(db, `SELECT ${COLUMNS} FROM folder ORDER BY path`).map(fromStored);
}

export function getFolder(db: ReadDb, id: number): FolderRow | undefined {
  const row = get<StoredFolder>(db, `SELECT ${COLUMNS} FROM folder WHERE id = ?`, id);
  return row && fromStored(row);
}

function fromStored(row: StoredFolder): FolderRow {
  return { ...row, paused: row.paused === 1 };
}

export function insertFolder(db: WriteDb, path: string, nowMs: number): number {
  run(db, 'INSERT INTO folder (path, added_at_ms) VALUES (?, ?) ON CONFLICT (path) DO NOTHING', path, nowMs);
  return get<{ id: number }>(db, 'SELECT id FROM folder WHERE path = ?', path)?.id ?? 0;
}

/** Says whether a folder can be read; returns whether that is news. */
export function updateFolderProblem(db: WriteDb, id: number, problem: string | null): boolean {
  return run(db, 'UPDATE folder SET problem = ? WHERE id = ? AND problem IS NOT ?', problem, id, problem).changes > 0;
}

/** Leaves a folder alone, or no longer. */
export function updateFolderPaused(db: WriteDb, id: number, paused: boolean): void {
  run(db, 'UPDATE folder SET paused = ? WHERE id = ?', paused ? 1 : 0, id);
}

export function updateFolderScanned(db: WriteDb, id: number, nowMs: number): void {
  run(db, 'UPDATE folder SET last_scan_at_ms = ?, problem = NULL WHERE id = ?', nowMs, id);
}

/** Forgets a folder and its files. Photos and decisions stay; photos without a file are no longer found. */
export function deleteFolder(db: WriteDb, id: number): void {
  transaction(db, () => {
    const revision = insertRevision(db);
    run(db, 'UPDATE photo SET revision = ? WHERE id IN (SELECT photo_id FROM file WHERE folder_id = ?)', revision, id);
    run(db, 'DELETE FROM folder WHERE id = ?', id);
  });
}

/**
 * Makes a folder part of another that holds it: its files keep all they have.
 * @param prefix path of the inner folder relative to the outer one, with '/'
 */
export function mergeFolder(db: WriteDb, innerId: number, outerId: number, prefix: string): void {
  transaction(db, () => {
    run(
      db,
      `UPDATE OR REPLACE file SET folder_id = ?,
         directory = CASE directory WHEN '' THEN ? ELSE ? || '/' || directory END
       WHERE folder_id = ?`,
      outerId,
      prefix,
      prefix,
      innerId,
    );
    run(db, 'DELETE FROM folder WHERE id = ?', innerId);
  });
}
