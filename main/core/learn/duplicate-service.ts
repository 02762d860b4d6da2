import type { LearnRequest, LearnResponse } from '../../../shared/workers.ts';
import type { ReadDb } from '../db/connection.ts';
import { countPhotos, listCompared } from '../db/photos.ts';
import { findDuplicates } from './find-duplicates.ts';
import { dotRows, rowOf } from './samples.ts';
import { readVectors } from './stored-vectors.ts';
import { PRINT_SIZE, readPrint } from './thumb-print.ts';

/** Rows read at a time. */
const CHUNK = 10_000;

/**
 * Groups photos that are nearly the same, and bursts; those that came last come first. Reads the vectors of pairs that may be
 * the same one by one, and never all.
 */
export function groupDuplicates(db: ReadDb, { job, modelId }: Pick<LearnRequest, 'job' | 'modelId'>): LearnResponse {
  const capacity = countPhotos(db);
  const ids = new Int32Array(capacity);
  const prints = new Int8Array(capacity * PRINT_SIZE);
  const takenAtMs = new Float64Array(capacity);
  const cameras = new Int32Array(capacity);
  const cameraNumbers = new Map<string, number>();
  const print = new Float32Array(PRINT_SIZE);
  let count = 0;
  for (let after = 0; ; ) {
    const rows = listCompared(db, after, CHUNK);
    for (const photo of rows) {
      if (count >= capacity) break;
      ids[count] = photo.id;
      takenAtMs[count] = photo.takenAtSource === 'exif' ? photo.takenAtMs : Number.NaN;
      if (photo.camera !== null) {
        const number = cameraNumbers.get(photo.camera) ?? cameraNumbers.size + 1;
        cameraNumbers.set(photo.camera, number);
        cameras[count] = number;
      }
      if (photo.placeholder) {
        readPrint(photo.placeholder, print);
        for (let i = 0, at = count * PRINT_SIZE; i < PRINT_SIZE; i++, at++)
          prints[at] = Math.round((print[i] as number) * 127);
      }
      count++;
    }
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
  }
  const likeness = (a: number, b: number) => {
    const { samples } = readVectors(db, modelId, [ids[a] as number, ids[b] as number]);
    return samples.count === 2 ? dotRows(rowOf(samples, 0), rowOf(samples, 1)) : 0;
  };
  const groups = findDuplicates({ count, prints, takenAtMs, cameras, likeness });
  const latest = (rows: readonly number[]) => rows.reduce((most, row) => Math.max(most, ids[row] as number), 0);
  groups.sort((a, b) => latest(b.rows) - latest(a.rows));
  return {
    kind: 'grouped',
    job,
    groups: groups.map(({ kind, rows }) => ({ kind, photoIds: rows.map((row) => ids[row] as number) })),
  };
}
