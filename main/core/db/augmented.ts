import type { AugmentationKind } from '../../../shared/model/taught.ts';
import { all, type ReadDb, run, type WriteDb } from './connection.ts';

/** The vector (see `encodeEmbedding`) of a changed copy of a photo. */
export interface AugmentedRow {
  photoId: number;
  kind: AugmentationKind;
  vector: Uint8Array;
}

export function insertAugmented(db: WriteDb, modelId: number, { photoId, kind, vector }: AugmentedRow): void {
  run(
    db,
    `INSERT INTO augmented_embedding (photo_id, model_id, kind, vector) VALUES (?, ?, ?, ?)
     ON CONFLICT (photo_id, model_id, kind) DO UPDATE SET vector = excluded.vector`,
    photoId,
    modelId,
    kind,
    vector,
  );
}

/** Of one photo, what there is. */
export function listAugmented(db: ReadDb, modelId: number, photoId: number): AugmentedRow[] {
  return all(
    db,
    `SELECT photo_id AS photoId, kind, vector FROM augmented_embedding
     WHERE photo_id = ? AND model_id = ? ORDER BY kind`,
    photoId,
    modelId,
  );
}
