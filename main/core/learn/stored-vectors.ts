import type { ReadDb } from '../db/connection.ts';
import { decodeEmbedding, listEmbeddingsOf } from '../db/predictions.ts';
import { fromRows, normalise, type Samples } from './samples.ts';

/**
 * Vectors of some photos, of length 1, in the order asked for: read one by one, for lessons that need a few of them.
 * @returns the photos that have one as well
 */
export function readVectors(
  db: ReadDb,
  modelId: number,
  photoIds: readonly number[],
): { samples: Samples; photoIds: number[] } {
  const vectors = new Map<number, Float32Array>();
  for (const { photoId, vector } of listEmbeddingsOf(db, modelId, photoIds)) {
    vectors.set(photoId, normalise(decodeEmbedding(vector)));
  }
  const known = photoIds.filter((id) => vectors.has(id));
  return { samples: fromRows(known.map((id) => vectors.get(id) as Float32Array)), photoIds: known };
}
