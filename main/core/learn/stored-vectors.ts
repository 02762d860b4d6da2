import type { ReadDb } from '../db/connection.ts';
import { decodeEmbedding, listEmbeddingsOf } from '../db/predictions.ts';
import { normalise, type Samples } from './samples.ts';

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
  const size = known.length > 0 ? (vectors.get(known[0] as number)?.length ?? 0) : 0;
  const values = new Float32Array(known.length * size);
  known.forEach((id, row) => {
    values.set(vectors.get(id) as Float32Array, row * size);
  });
  return { samples: { count: known.length, size, values }, photoIds: known };
}
