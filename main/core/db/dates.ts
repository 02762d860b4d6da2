import { all, run, type WriteDb } from './connection.ts';
import { insertRevision } from './revisions.ts';

/** When a photo was taken: local wall-clock time as if it were UTC. */
export interface TakenDate {
  photoHash: Uint8Array;
  takenAtMs: number;
}

/**
 * Says as part of a change when photos were taken of which their files do not say so; of all others it stays as it is.
 * @returns of how many photos something changed
 */
export function insertDates(db: WriteDb, changeId: number, dates: readonly TakenDate[]): number {
  let count = 0;
  for (const { photoHash, takenAtMs } of dates) {
    count += run(
      db,
      `INSERT INTO change_date (change_id, photo_hash, taken_at_ms_before, taken_at_ms_after)
       SELECT ?, hash, taken_at_ms, ? FROM photo WHERE hash = ? AND taken_at_source = 'file'`,
      changeId,
      takenAtMs,
      photoHash,
    ).changes;
  }
  if (count === 0) return 0;
  run(
    db,
    `UPDATE photo SET taken_at_ms = taken_at_ms_after, taken_at_source = 'exif', revision = ?
     FROM change_date WHERE change_id = ? AND photo_hash = hash`,
    insertRevision(db),
    changeId,
  );
  return count;
}

/** Gives photos back the time that they had before a change, but for those that have another by now. Returns their hashes. */
export function undoDates(db: WriteDb, changeId: number): Uint8Array[] {
  const dated = all<{ hash: Uint8Array }>(
    db,
    `SELECT hash FROM change_date JOIN photo ON hash = photo_hash
     WHERE change_id = ? AND taken_at_source = 'exif' AND taken_at_ms = taken_at_ms_after`,
    changeId,
  ).map(({ hash }) => hash);
  if (dated.length === 0) return [];
  run(
    db,
    `UPDATE photo SET taken_at_ms = taken_at_ms_before, taken_at_source = 'file', revision = ?
     FROM change_date WHERE change_id = ? AND photo_hash = hash
       AND taken_at_source = 'exif' AND taken_at_ms = taken_at_ms_after`,
    insertRevision(db),
    changeId,
  );
  return dated;
}
