import { createRandom } from '../../../shared/random.ts';
import { assignFolds, averagePrecision } from './cross-validation.ts';
import { sigmoid } from './linear-models.ts';
import { minimise } from './minimise.ts';
import { rowOf, type Samples } from './samples.ts';

/** A model's word on some photos beside the user's; rows run in parallel. */
export interface AdaptTask {
  /**
   * Vectors, or coordinates of vectors: of the corrections, and behind these of photos of which nobody said anything and which
   * the model does not find: most of them are not it.
   */
  samples: Samples;
  /** Log-odds that the model gives each. */
  logits: Float64Array;
  /** Of each correction: 1 it is, 0 it is not. */
  targets: Uint8Array;
  /** Of each correction: those of near duplicates share a number. */
  clusterOf: ArrayLike<number>;
  /** From which probability on the model's word finds a photo. */
  foundProbability: number;
}

/** The model's word, adapted: log-odds `slope * logit + offset + weights . vector`. */
export interface Adaptation {
  slope: number;
  offset: number;
  /** Null: the vector does not count. */
  weights: Float64Array | null;
  foundProbability: number;
}

/** How right a word is on corrections that were not learnt from. */
export interface AdaptMeasure {
  /** How far up the confirmed come when all are ranked, 0..1. */
  averagePrecision: number;
  /** Share on the wrong side of the threshold. */
  error: number;
}

export interface AdaptResult {
  adaptation: Adaptation;
  before: AdaptMeasure;
  after: AdaptMeasure;
  /** Whether it is better by a clear margin; otherwise it is not to be used. */
  isBetter: boolean;
}

/** What may be learnt: where the line is, how the log-odds are to be read, or what the vectors tell beside them. */
type Kind = { kind: 'threshold' | 'scale' } | { kind: 'vectors'; penalty: number };

/** From the plainest on. */
const KINDS: readonly Kind[] = [{ kind: 'threshold' }, { kind: 'scale' }, { kind: 'vectors', penalty: 0.01 }];
/** A kind that learns more has to be better by this (average precision less error) than the plainer ones. */
const CLEARLY_BETTER = 0.02;
const OUTER_FOLDS = 5;
const INNER_FOLDS = 3;
const MAX_STEPS = 50;
const SEED = 17;
/** The model's own word counts as much as so many corrections, as to how its log-odds are to be read. */
const OWN_WORD = 2;
/** What photos of which nothing was said count together, beside the corrections: they hold the vectors' word down. */
const BACKGROUND_SHARE = 0.25;
const LEAST_FOUND = 0.05;
const MOST_FOUND = 0.95;
/** Corrections put right less those put wrong: so many standard deviations of chance, and at least so many. */
const CLEAR_DEVIATIONS = 1.28;
const CLEAR_COUNT = 2;
/** Or so much more average precision. */
const CLEAR_PRECISION = 0.03;

/**
 * Learns to read a model's word on one concept better, from corrections. What it learns, and with which threshold, is chosen by
 * cross-validation; how right that way of choosing is, is measured on further corrections that no part of it has seen. Where
 * all kinds together are not better, the threshold alone may be.
 */
export function learnAdaptation(task: AdaptTask): AdaptResult {
  const result = learnKinds(task, KINDS);
  if (result.isBetter) return result;
  const plain = learnKinds(task, KINDS.slice(0, 1));
  return plain.isBetter ? plain : result;
}

function learnKinds(task: AdaptTask, kinds: readonly Kind[]): AdaptResult {
  const rows = Array.from(task.targets, (_, row) => row);
  const background = backgroundOf(task);
  const outerOf = foldsOf(task, rows, OUTER_FOLDS, SEED);
  const after = new Float64Array(rows.length);
  const isRight = new Uint8Array(rows.length);
  /** Photos of which nothing was said, and which the model does not find, that would be found. */
  let strangers = 0;
  for (let fold = 0; fold < OUTER_FOLDS; fold++) {
    const seen = rows.filter((row) => outerOf[row] !== fold);
    const outside = background.filter((_, i) => i % OUTER_FOLDS === fold);
    if (seen.length === rows.length) continue;
    const others = background.filter((_, i) => i % OUTER_FOLDS !== fold);
    const adaptation = choose(task, kinds, seen, others, SEED + fold + 1);
    for (const row of outside)
      if (sigmoid(adaptedLogit(adaptation, task, row)) >= adaptation.foundProbability) strangers++;
    for (const row of rows.filter((other) => outerOf[other] === fold)) {
      after[row] = adaptedLogit(adaptation, task, row);
      const isFound = sigmoid(after[row] as number) >= adaptation.foundProbability;
      isRight[row] = isFound === (task.targets[row] === 1) ? 1 : 0;
    }
  }
  const before = task.logits.subarray(0, rows.length);
  const wasRight = rows.map(
    (row) => sigmoid(before[row] as number) >= task.foundProbability === (task.targets[row] === 1),
  );
  const fixed = rows.filter((row) => isRight[row] && !wasRight[row]).length;
  const broken = rows.filter((row) => !isRight[row] && wasRight[row]).length + strangers;
  const measures = {
    before: {
      averagePrecision: averagePrecision(before, task.targets),
      error: wasRight.filter((right) => !right).length / rows.length,
    },
    after: {
      averagePrecision: averagePrecision(after, task.targets),
      error: isRight.filter((right) => right === 0).length / rows.length,
    },
  };
  const gain = measures.after.averagePrecision - measures.before.averagePrecision;
  const isClear =
    fixed - broken >= Math.max(CLEAR_COUNT, CLEAR_DEVIATIONS * Math.sqrt(fixed + broken)) || gain >= CLEAR_PRECISION;
  return {
    adaptation: choose(task, kinds, rows, background, SEED),
    ...measures,
    isBetter: isClear && gain >= 0 && fixed >= broken,
  };
}

/** The log-odds that an adaptation gives a row. */
export function adaptedLogit(
  { slope, offset, weights }: Adaptation,
  { samples, logits }: AdaptTask,
  row: number,
): number {
  let logit = slope * (logits[row] as number) + offset;
  if (weights) {
    const vector = rowOf(samples, row);
    for (let i = 0; i < weights.length; i++) logit += (weights[i] as number) * (vector[i] as number);
  }
  return logit;
}

/** Compares the kinds on left-out corrections among some, and learns the best of them from all of these. */
function choose(
  task: AdaptTask,
  kinds: readonly Kind[],
  rows: readonly number[],
  background: readonly number[],
  seed: number,
): Adaptation {
  const foldOf = foldsOf(task, rows, INNER_FOLDS, seed);
  const told = [...rows, ...background];
  const targets = Uint8Array.from(told, (row) => task.targets[row] ?? 0);
  const corrected = targets.subarray(0, rows.length);
  const judged = kinds.map((kind) => {
    const leftOut = new Float64Array(task.samples.count);
    for (let fold = 0; fold < INNER_FOLDS; fold++) {
      const fitted = learnFrom(
        task,
        rows.filter((row) => foldOf[row] !== fold),
        background.filter((_, i) => i % INNER_FOLDS !== fold),
        kind,
      );
      for (const row of rows) if (foldOf[row] === fold) leftOut[row] = adaptedLogit(fitted, task, row);
      background.forEach((row, i) => {
        if (i % INNER_FOLDS === fold) leftOut[row] = adaptedLogit(fitted, task, row);
      });
    }
    const probabilities = Float64Array.from(told, (row) => sigmoid(leftOut[row] as number));
    const { threshold, wrong } = findThreshold(probabilities, targets, task.foundProbability);
    const precision = averagePrecision(probabilities.subarray(0, rows.length), corrected);
    return { kind, threshold, worth: precision - wrong / rows.length };
  });
  const best = judged.reduce((chosen, other) => (other.worth > chosen.worth + CLEARLY_BETTER ? other : chosen));
  return { ...learnFrom(task, rows, background, best.kind), foundProbability: best.threshold };
}

/** Learns from some corrections; the background counts where vectors do. The slope is never negative. */
function learnFrom(task: AdaptTask, rows: readonly number[], background: readonly number[], kind: Kind): Adaptation {
  const { samples, logits, targets, foundProbability } = task;
  if (kind.kind === 'threshold') return { slope: 1, offset: 0, weights: null, foundProbability };
  const penalty = kind.kind === 'vectors' ? kind.penalty : 0;
  const size = kind.kind === 'vectors' ? samples.size : 0;
  const backgroundShare = BACKGROUND_SHARE / Math.max(background.length, 1);
  const share = 1 / rows.length;
  const own = OWN_WORD / rows.length;
  const learnt = size > 0 ? [...rows, ...background] : rows;
  const start = new Float64Array(size + 2);
  start[size] = 1;
  const reached = minimise(
    (point, gradient) => {
      const slope = point[size] as number;
      const offset = point[size + 1] as number;
      let value = (own / 2) * ((slope - 1) ** 2 + offset ** 2);
      for (let i = 0; i < size; i++) {
        gradient[i] = penalty * (point[i] as number);
        value += (penalty / 2) * (point[i] as number) ** 2;
      }
      gradient[size] = own * (slope - 1);
      gradient[size + 1] = own * offset;
      for (const row of learnt) {
        const vector = rowOf(samples, row);
        let logit = slope * (logits[row] as number) + offset;
        for (let i = 0; i < size; i++) logit += (point[i] as number) * (vector[i] as number);
        const isCorrection = row < targets.length;
        const wanted = isCorrection ? (targets[row] as number) : 0;
        const weight = isCorrection ? share : backgroundShare;
        value += weight * (Math.max(logit, 0) - logit * wanted + Math.log1p(Math.exp(-Math.abs(logit))));
        const pull = weight * (sigmoid(logit) - wanted);
        for (let i = 0; i < size; i++) gradient[i] = (gradient[i] as number) + pull * (vector[i] as number);
        gradient[size] = (gradient[size] as number) + pull * (logits[row] as number);
        gradient[size + 1] = (gradient[size + 1] as number) + pull;
      }
      return value;
    },
    start,
    { maxSteps: MAX_STEPS },
  );
  return {
    slope: Math.max(reached[size] as number, 0),
    offset: reached[size + 1] as number,
    weights: size > 0 ? reached.slice(0, size) : null,
    foundProbability,
  };
}

/** The threshold that puts fewest on the wrong side; of several the one nearest to the model's own. */
export function findThreshold(
  probabilities: ArrayLike<number>,
  targets: ArrayLike<number>,
  own: number,
): { threshold: number; wrong: number } {
  const sorted = Float64Array.from(probabilities).sort();
  const between = Array.from(sorted.subarray(1), (value, i) => (value + (sorted[i] as number)) / 2);
  const distance = (threshold: number) => Math.abs(toLogit(threshold) - toLogit(own));
  const allowed = between.filter((value) => value >= LEAST_FOUND && value <= MOST_FOUND);
  return [own, ...allowed]
    .map((threshold) => {
      let wrong = 0;
      for (let i = 0; i < targets.length; i++)
        if ((probabilities[i] as number) >= threshold !== (targets[i] === 1)) wrong++;
      return { threshold, wrong };
    })
    .reduce((best, other) =>
      other.wrong < best.wrong || (other.wrong === best.wrong && distance(other.threshold) < distance(best.threshold))
        ? other
        : best,
    );
}

/** The log-odds of a probability. */
export function toLogit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** Rows behind the corrections: photos of which nobody said anything, and which the model does not find. */
function backgroundOf({ samples, targets }: AdaptTask): number[] {
  return Array.from({ length: samples.count - targets.length }, (_, i) => targets.length + i);
}

/** Fold of each correction; only those of `rows` are divided. */
function foldsOf(task: AdaptTask, rows: readonly number[], folds: number, seed: number): Uint8Array {
  const found = assignFolds(
    rows.map((row) => task.targets[row] as number),
    rows.map((row) => task.clusterOf[row] as number),
    folds,
    createRandom(seed),
  );
  const foldOf = new Uint8Array(task.targets.length);
  rows.forEach((row, i) => {
    foldOf[row] = found[i] as number;
  });
  return foldOf;
}
