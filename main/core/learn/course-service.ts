import type { LearnRequest } from '../../../shared/workers.ts';
import type { ReadDb } from '../db/connection.ts';
import { listPhotosWithEmbedding } from '../db/predictions.ts';
import type { GroupClassifier, LabelClassifier, TrainedGroup } from './classifier.ts';
import { Coordinates } from './coordinates.ts';
import { BACKGROUND, chooseExamples, drawStable } from './draw.ts';
import { reportGroup } from './report-group.ts';
import { type LearntReport, reportLabel } from './report-label.ts';
import { joinRows } from './samples.ts';
import { readVectors } from './stored-vectors.ts';
import { type GroupExamples, trainGroup } from './train-group.ts';

type Request<K extends LearnRequest['kind']> = Extract<LearnRequest, { kind: K }>;
type OnStep = (done: number, total: number) => void;

/** Photos of all classes that are learnt from: the work grows with photos times classes. */
const MOST_OF_ALL = 4_000;
/** However many classes there are, so many photos of each are learnt from. */
const LEAST_OF_CLASS = 15;

/** Learns to tell classes apart; those without a photo that was looked at are left out. */
export function teachClasses(db: ReadDb, request: Request<'train-group'>, onStep: OnStep): TrainedGroup {
  return trainGroup(readClasses(db, request).examples, onStep);
}

/** @throws RangeError where none of the examples was looked at */
export function reportOnClasses(db: ReadDb, request: Request<'report-group'>, onStep: OnStep): LearntReport {
  const classifier = JSON.parse(request.classifier) as GroupClassifier;
  const { examples, photoIds } = readClasses(db, request);
  return reportGroup(examples, photoIds, classifier, onStep);
}

/** @throws RangeError where none of the examples was looked at */
export function reportOnLabel(db: ReadDb, request: Request<'report'>, onStep: OnStep): LearntReport {
  const { modelId, concept } = request;
  const [positives, negatives] = [request.positives, request.negatives].map((ids) =>
    readVectors(db, modelId, chooseExamples(ids)),
  );
  if (!positives || !negatives || positives.samples.count === 0) {
    throw new RangeError('None of the examples was looked at yet.');
  }
  const not = new Set([...request.positives, ...request.negatives]);
  const drawn = drawStable(Int32Array.from(listPhotosWithEmbedding(db, modelId)), BACKGROUND, not);
  const background = readVectors(db, modelId, drawn);
  const coordinates = new Coordinates(background.samples);
  coordinates.add(joinRows(positives.samples, negatives.samples));
  const photoIds = [...background.photoIds, ...positives.photoIds, ...negatives.photoIds];
  return reportLabel(
    { positives: positives.samples, negatives: negatives.samples, background: background.samples, coordinates },
    photoIds,
    concept,
    JSON.parse(request.classifier) as LabelClassifier,
    onStep,
  );
}

function readClasses(
  db: ReadDb,
  { modelId, classes }: Request<'train-group' | 'report-group'>,
): { examples: GroupExamples; photoIds: number[] } {
  const most = Math.max(LEAST_OF_CLASS, Math.floor(MOST_OF_ALL / classes.length));
  const chosen = classes.map(({ concept, photoIds }) => ({ concept, photoIds: chooseExamples(photoIds, most) }));
  const read = readVectors(
    db,
    modelId,
    chosen.flatMap(({ photoIds }) => photoIds),
  );
  const has = new Set(read.photoIds);
  const known = chosen
    .map(({ concept, photoIds }) => ({ concept, photoIds: photoIds.filter((id) => has.has(id)) }))
    .filter(({ photoIds }) => photoIds.length > 0);
  const examples = {
    samples: read.samples,
    classOf: Uint16Array.from(known.flatMap(({ photoIds }, k) => photoIds.map(() => k))),
    classes: known.map(({ concept }) => concept),
  };
  return { examples, photoIds: read.photoIds };
}
