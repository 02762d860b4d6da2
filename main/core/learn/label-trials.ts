import { type Candidate, meanOfNearest } from './classifier.ts';
import type { Coordinates } from './coordinates.ts';
import { assignFolds } from './cross-validation.ts';
import { type LinearModel, type LinearOptions, trainLogistic, trainMeans } from './linear-models.ts';
import { findClusters } from './near-duplicates.ts';
import { joinRows, rowOf, type Samples } from './samples.ts';

/** What a label is learnt from; vectors of length 1. */
export interface LabelExamples {
  /** Photos that are it. */
  positives: Samples;
  /** Photos that the user says are not. */
  negatives: Samples;
  /** Others, drawn at random, of which nobody has said anything; most are not. */
  background: Samples;
  /** Changed copies of positives: learnt from with their photo, never judged. */
  copies?: ExampleCopies | undefined;
  /** All as coordinates: background, then positives, negatives and copies. */
  coordinates: Coordinates;
}

/** Vectors of changed copies, and which of the positives each is of. */
export interface ExampleCopies {
  samples: Samples;
  of: readonly number[];
}

/** The same as one list of rows in the order of the coordinates, with what each is. */
export interface LabelTask {
  coordinates: Samples;
  vectors: Samples;
  /** Of each photo; rows behind these are copies. */
  targets: Uint8Array;
  /** By the row of a photo: the rows of its copies. */
  copiesOf?: ReadonlyMap<number, number[]> | undefined;
  /** Which fold each row is left out in; near duplicates of an example are left out with it. */
  foldOf: Uint8Array;
  folds: number;
}

/** `nearest` looks at so many photos that are not it. */
export const NEAREST_NEGATIVES = 40;
const FOLDS = 5;

/** Divides the examples into folds: the same for the same examples and seed. */
export function toTask(
  { positives, negatives, background, copies, coordinates }: LabelExamples,
  random: () => number,
): LabelTask {
  const first = background.count;
  const count = first + positives.count + negatives.count;
  const targets = new Uint8Array(count).fill(1, first, first + positives.count);
  const clusters = findClusters(positives);
  const clusterOf = Uint32Array.from(targets, (target, row) =>
    target ? first + (clusters[row - first] as number) : row < first ? row : row + count,
  );
  const folds = Math.min(FOLDS, positives.count);
  const photos = joinRows(background, joinRows(positives, negatives));
  const copiesOf = copies && Map.groupBy(copies.of.keys(), (copy) => first + (copies.of[copy] as number));
  return {
    coordinates: coordinates.toSamples(),
    vectors: copies ? joinRows(photos, copies.samples) : photos,
    targets,
    copiesOf: copiesOf && new Map([...copiesOf].map(([row, places]) => [row, places.map((copy) => count + copy)])),
    foldOf: assignFolds(targets, clusterOf, folds, random),
    folds,
  };
}

/** Rows of the fold, and the others. */
export function splitFold({ foldOf }: Pick<LabelTask, 'foldOf'>, fold: number): { out: number[]; rows: number[] } {
  const out: number[] = [];
  const rows: number[] = [];
  for (let row = 0; row < foldOf.length; row++) (foldOf[row] === fold ? out : rows).push(row);
  return { out, rows };
}

/** Scores of each row by a model that has not seen it. */
export function scoreLeftOut(candidate: Candidate, task: LabelTask): Float64Array {
  const scores = new Float64Array(task.targets.length);
  for (let fold = 0; fold < task.folds; fold++) {
    const { out, rows } = splitFold(task, fold);
    const score = trainTrial(candidate, task, rows);
    for (const row of out) scores[row] = score(row);
  }
  return scores;
}

/** Learns from some rows; returns the score of any row. */
export function trainTrial(candidate: Candidate, task: LabelTask, rows: readonly number[]): (row: number) => number {
  if (candidate.kind !== 'nearest') {
    const { model, samples } = trainLinear(candidate, task, rows);
    return (row) => scoreLinear(model, samples, row);
  }
  const { targets } = task;
  const samples = candidate.distance === 'l1' ? task.vectors : task.coordinates;
  const positive = rows.filter((row) => targets[row] === 1).map((row) => rowOf(samples, row));
  const negative = rows
    .filter((row) => targets[row] === 0)
    .slice(-NEAREST_NEGATIVES)
    .map((row) => rowOf(samples, row));
  return (row) => {
    const vector = rowOf(samples, row);
    return meanOfNearest(positive, vector, candidate) - meanOfNearest(negative, vector, candidate);
  };
}

/** A linear model from some photos and their copies, and the samples that its weights are for: with dropout the vectors themselves. */
export function trainLinear(
  candidate: Candidate,
  task: Pick<LabelTask, 'coordinates' | 'vectors' | 'targets' | 'copiesOf'>,
  photos: readonly number[],
  onStep?: LinearOptions<LinearModel>['onStep'],
): { model: LinearModel; samples: Samples } {
  const { penalty, dropout, isUnweighted } = candidate;
  const samples = dropout ? task.vectors : task.coordinates;
  const targets = new Uint8Array(samples.count).fill(1);
  targets.set(task.targets);
  const rows = photos.concat(photos.flatMap((row) => task.copiesOf?.get(row) ?? []));
  if (candidate.kind === 'class-mean') return { model: trainMeans({ samples, rows, targets }), samples };
  const options = { dropout, isUnweighted, onStep };
  return { model: trainLogistic({ samples, rows, targets }, penalty ?? 0, options), samples };
}

/** In log-odds. */
export function scoreLinear({ weights, bias }: LinearModel, samples: Samples, row: number): number {
  const vector = rowOf(samples, row);
  let score = bias;
  for (let i = 0; i < vector.length; i++) score += (weights[i] as number) * (vector[i] as number);
  return score;
}
