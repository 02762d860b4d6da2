import { AppError, assert } from '../../shared/errors.ts';
import type { HeatMap } from '../../shared/model/area.ts';
import type { ReadDb } from './db/connection.ts';
import { listFilesOfPhoto } from './db/files.ts';
import { listSearchableById } from './db/searchable.ts';
import { sharesOf } from './labels/class-shares.ts';
import type { ConceptSpace } from './labels/concept-space.ts';
import type { Labeller } from './labels/labeller.ts';
import type { ModelRegistry } from './model-registry.ts';
import type { BatchClassifier } from './queue/batch-classifier.ts';
import type { DecodePool } from './queue/decode-pool.ts';
import { pathOf } from './queue/process-file.ts';

export interface HeatMapDeps {
  db: ReadDb;
  space: ConceptSpace;
  labeller: Labeller;
  models: ModelRegistry;
  decoders: DecodePool;
  classifier: BatchClassifier;
}

/**
 * Where in a photo the active model sees a concept. The photo is decoded and looked at anew: 24 megapixels take 0.2 s as a
 * JPEG and 1.3 s as a TIFF.
 * @throws AppError not-found (photo or file), unsupported (the model knows no such thing, or can't tell where)
 */
export async function getHeatMap(deps: HeatMapDeps, photoId: number, concept: string): Promise<HeatMap> {
  const { db, space, labeller, models, decoders, classifier } = deps;
  const { id: modelId, input } = models.active;
  const photo = listSearchableById(db, modelId, [photoId])[0];
  if (!photo) throw new AppError('not-found', `There is no photo number ${photoId} in the library.`);
  const number = space.numberOf(concept);
  if (number === undefined) throw new AppError('not-found', `There is no label "${concept}".`);
  const model = labeller.modelOf(modelId);
  assert(model, 'the active model is in the library');
  const shares = sharesOf(space, model, photo.modelId === modelId ? photo.classes : [], number);
  if (shares.length === 0) {
    const { name } = space.concept(number);
    throw new AppError('unsupported', `The model does not know “${name}” by itself, so it can’t show where it is.`);
  }
  const { frame, area } = await cut();
  const map = await classifier.map(frame, shares);
  if (!map) throw new AppError('unsupported', `${models.active.packId} can’t show where it sees something.`);
  return { ...map, frame: area };

  async function cut() {
    const files = listFilesOfPhoto(db, photoId).filter((file) => !file.missing && !file.offline);
    let reason = 'None of the files of this photo can be reached now.';
    for (const file of files) {
      const answer = await decoders.frame({ path: pathOf(file), input });
      if (answer.kind === 'framed') return answer;
      if (answer.kind === 'failed') reason = `${pathOf(file)} can’t be read now: ${answer.reason}`;
    }
    throw new AppError('not-found', reason);
  }
}
