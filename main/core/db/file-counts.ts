import { get, type ReadDb } from './connection.ts';
import type { FileCounts } from './files.ts';

/** Numbers of photos, or of files, that are counted in a step: a few milliseconds. */
const STEP = 10_000;

/**
 * The same as `countFiles`, in short steps.
 * @param folderId null: all folders that can be read
 */
export function* countFilesInSteps(db: ReadDb, folderId: number | null): Generator<undefined, FileCounts> {
  const folders = folderId === null ? 'SELECT id FROM folder WHERE problem IS NULL' : '?';
  const where = `WHERE missing_since_ms IS NULL AND folder_id IN (${folders})`;
  const count = (select: string, condition: string, ...numbers: number[]) => {
    const values = folderId === null ? numbers : [folderId, ...numbers];
    return get<{ n: number }>(db, `SELECT ${select} ${where} AND ${condition}`, ...values)?.n ?? 0;
  };
  const highest = (table: 'file' | 'photo') =>
    get<{ id: number | null }>(db, `SELECT max(id) AS id FROM ${table}`)?.id ?? 0;
  const failed = count('count(*) AS n FROM file INDEXED BY file_failed', 'failure_code IS NOT NULL');
  yield;
  // First what is still to be done: what is done meanwhile counts twice, and nobody is told too early that nothing is left.
  let pending = 0;
  for (let from = 0, last = highest('file'); from <= last; from += STEP) {
    const waiting = 'photo_id IS NULL AND failure_code IS NULL AND id >= ? AND id < ?';
    pending += count('count(*) AS n FROM file', waiting, from, from + STEP);
    yield;
  }
  let photos = 0;
  let indexed = 0;
  for (let from = 0, last = highest('photo'); from <= last; from += STEP) {
    const read = 'failure_code IS NULL AND photo_id >= ? AND photo_id < ?';
    photos += count('count(*) AS n FROM file', read, from, from + STEP);
    // By itself this is counted along the index; beside the other it would take three times as long.
    indexed += count('count(DISTINCT photo_id) AS n FROM file', read, from, from + STEP);
    yield;
  }
  return { files: photos + pending + failed, indexed, failed, duplicates: photos - indexed, pending };
}
