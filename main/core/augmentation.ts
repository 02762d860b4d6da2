import type { AugmentationKind } from '../../shared/model/taught.ts';
import { insertAugmented, listAugmented } from './db/augmented.ts';
import type { WriteDb } from './db/connection.ts';
import { listFilesOfPhoto } from './db/files.ts';
import { encodeEmbedding } from './db/predictions.ts';
import { augmentImage } from './learn/augment-image.ts';
import type { ModelRegistry } from './model-registry.ts';
import type { BatchClassifier } from './queue/batch-classifier.ts';
import type { DecodePool } from './queue/decode-pool.ts';
import { pathOf } from './queue/process-file.ts';

export interface AugmentationDeps {
  db: WriteDb;
  models: ModelRegistry;
  decoders: DecodePool;
  classifier: BatchClassifier;
  /** What the user has switched on. */
  kinds(): readonly AugmentationKind[];
}

/** More examples than these are enough without changed copies. */
const MOST_PHOTOS = 100;

/**
 * Looks at changed copies of examples before a label is learnt from them: each once, for its vector is kept. Photos that
 * can't be read now are left out.
 */
export type Augment = (photoIds: readonly number[]) => Promise<readonly AugmentationKind[]>;

/** @returns the function that `Learner` calls with its positive examples; it gives back the kinds that count */
export function createAugmentation({ db, models, decoders, classifier, kinds }: AugmentationDeps): Augment {
  async function augment(photoId: number, wanted: readonly AugmentationKind[]): Promise<void> {
    const { id: modelId, input } = models.active;
    const known = new Set(listAugmented(db, modelId, photoId).map(({ kind }) => kind));
    const missing = wanted.filter((kind) => !known.has(kind));
    const file = listFilesOfPhoto(db, photoId).find((row) => !row.missing && !row.offline);
    if (missing.length === 0 || !file) return;
    const answer = await decoders.frame({ path: pathOf(file), input });
    if (answer.kind !== 'framed') return;
    for (const kind of missing) {
      const { embedding } = await classifier.classify(await augmentImage(answer.frame, kind));
      if (models.active.id !== modelId) return;
      insertAugmented(db, modelId, { photoId, kind, vector: encodeEmbedding(embedding) });
    }
  }

  return async (photoIds) => {
    const wanted = kinds();
    if (wanted.length === 0 || photoIds.length > MOST_PHOTOS) return [];
    for (const photoId of photoIds) await augment(photoId, wanted);
    return wanted;
  };
}
