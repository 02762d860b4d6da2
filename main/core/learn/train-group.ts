import { createRandom } from '../../../shared/random.ts';
import { explainChoice, listCompared, logistic, nearestCandidates, plainCandidate } from './candidates.ts';
import { type Candidate, type GroupClassifier, likenessToGroup, scoreGroup, type TrainedGroup } from './classifier.ts';
import { Coordinates } from './coordinates.ts';
import { assignFolds } from './cross-validation.ts';
import { countDroppedOut } from './dropout.ts';
import { meanOf, type SoftmaxModel, toShares, trainSoftmax } from './linear-models.ts';
import { findClusters } from './near-duplicates.ts';
import { pickRows, rowOf, type Samples } from './samples.ts';

/** Photos of classes that exclude each other; vectors of length 1. */
export interface GroupExamples {
  samples: Samples;
  /** Of each sample, 0..classes.length-1. */
  classOf: Uint16Array;
  /** Concept of each class. */
  classes: readonly string[];
}

/** Which photos choose the kind, and which are kept apart until that is done. */
export interface GroupSplit {
  training: number[];
  /** Empty where a class has too few photos to spare any. */
  test: number[];
  /** Of each training photo: the fold it is left out in. */
  foldOf: Uint8Array;
  folds: number;
}

/** What a classifier that had not seen a photo says of it. */
export interface LeftOut {
  scores: Float64Array;
  likeness: number;
}

const FOLDS = 5;
/** From so many photos of each class on, a fifth of them is kept apart. */
const LEAST_FOR_TEST = 10;
/** Comparing many penalties of many classes takes minutes and changes little. */
const MANY_CLASSES = 20;
const PENALTIES = [0.00005, 0.001];
const MANY_PENALTIES = [0.0001];
/** Examples that `nearest` keeps at most. */
const MAX_NEAREST = 400;
const DROPOUT = 0.3;
/** Numbers that are trained on at most with dropout, times classes. */
const MOST_DROPPED_OUT = 40_000_000;
/** Classes are unbalanced from this ratio of the largest to the smallest on. */
const UNBALANCED = 1.5;
const CLEARLY_BETTER = 0.02;
/** One-sided, 95 in 100. */
const SURE_DEVIATIONS = 1.64;
/** Of photos of the classes, the share that may be taken for strangers. */
const STRANGE_SHARE = 0.02;
/** How often an answer that is not "unknown" has to be right. */
const KNOWN_PRECISION = 0.95;
const SCALES = [1, 2, 4, 8, 16, 32, 64];
const SEED = 12;
const TEST_SEED = 13;

/**
 * Learns to tell classes apart. A fifth of each class is kept apart where there are enough photos; on the others kinds and
 * penalties are compared by stratified cross-validation, and it is measured from which probability on an answer is right.
 * The photos kept apart then tell once how right the best is, and it is trained on all.
 * @param onStep is told how many trainings of all are done
 */
export function trainGroup(
  examples: GroupExamples,
  onStep: (done: number, total: number) => void = () => {},
): TrainedGroup {
  const { samples, classOf, classes } = examples;
  const least = sizeOfLeast(examples);
  if (least < 2 || classes.length < 2) {
    const reason = 'Logistic regression: two photos of each class are needed to compare kinds.';
    const trained = trainCandidate(logistic(PENALTIES[0] ?? 0), samples, classOf, classes);
    return { ...trained, classifier: { ...trained.classifier, reason } };
  }
  const split = splitGroup(examples);
  const training = pickExamples(examples, split.training);
  const candidates = listCandidates(training);
  const total = candidates.length * split.folds + 2;
  let done = 0;
  const step = () => onStep(++done, total);
  const judged = candidates.map((candidate) => {
    const leftOut = answerLeftOut(candidate, training, split, { onFold: step });
    const isRight = leftOut.map(({ scores }, row) => indexOfMost(scores) === training.classOf[row]);
    return { candidate, leftOut, isRight, score: isRight.filter(Boolean).length / leftOut.length };
  });
  const best = judged.reduce((chosen, other) => (isClearlyBetter(other, chosen) ? other : chosen));
  const scores = best.leftOut.map((one) => one.scores);
  const scale = findScale(scores, training.classOf);
  const known = findUnknownThreshold(
    scores.map((of, row) => {
      const shares = toShares(of.map((score) => score * scale));
      const k = indexOfMost(shares);
      return { probability: shares[k] as number, right: k === training.classOf[row] };
    }),
  );
  const likeness = Float64Array.from(best.leftOut, (one) => one.likeness).sort();
  const tested = answerTest(best.candidate, examples, split);
  step();
  const right = tested.filter((one, i) => indexOfMost(one.scores) === classOf[split.test[i] as number]).length;
  const { classifier, vectors } = trainCandidate(best.candidate, samples, classOf, classes);
  step();
  const compared = listCompared(judged, best.candidate);
  const testAccuracy = tested.length > 0 ? right / tested.length : null;
  return {
    classifier: {
      ...classifier,
      scale,
      ...known,
      strangeBelow: likeness[Math.floor(likeness.length * STRANGE_SHARE)] ?? -1,
      accuracy: best.score,
      testAccuracy,
      testPhotos: tested.length,
      reason: explainChoice(compared, 'accuracy') + tellTest(testAccuracy, tested.length),
      compared,
    },
    vectors,
  };
}

/**
 * Whether one way is better than another by more than chance among the photos on which they differ (a sign test's normal
 * approximation), and by enough to matter.
 */
function isClearlyBetter(
  one: { isRight: boolean[]; score: number },
  other: { isRight: boolean[]; score: number },
): boolean {
  const differing = one.isRight.filter((right, row) => right !== other.isRight[row]).length;
  const chance = (SURE_DEVIATIONS * Math.sqrt(differing)) / one.isRight.length;
  return one.score - other.score > Math.max(CLEARLY_BETTER, chance);
}

const tellTest = (accuracy: number | null, photos: number): string =>
  accuracy === null ? '' : ` Of ${photos} photos kept apart until then, ${Math.round(accuracy * 100)} % were right.`;

/** Photos of the smallest class. */
export const sizeOfLeast = ({ classOf, classes }: Pick<GroupExamples, 'classOf' | 'classes'>): number =>
  Math.min(...countByClass(classOf, classes.length));

function countByClass(classOf: Uint16Array, classes: number): number[] {
  const counts: number[] = new Array(classes).fill(0);
  for (const k of classOf) counts[k] = (counts[k] ?? 0) + 1;
  return counts;
}

export function pickExamples({ samples, classOf, classes }: GroupExamples, rows: readonly number[]): GroupExamples {
  return {
    samples: pickRows(samples, rows),
    classOf: Uint16Array.from(rows, (row) => classOf[row] as number),
    classes,
  };
}

/** Divides photos for learning and judging: near duplicates stay on one side, and in one fold. The same each time. */
export function splitGroup(examples: GroupExamples): GroupSplit {
  const { samples, classOf } = examples;
  const clusters = findClusters(samples);
  const all = [...classOf.keys()];
  const isApart =
    sizeOfLeast(examples) >= LEAST_FOR_TEST ? assignFolds(classOf, clusters, FOLDS, createRandom(TEST_SEED)) : null;
  const training = all.filter((row) => isApart?.[row] !== 0);
  const test = all.filter((row) => isApart?.[row] === 0);
  const seen = Uint16Array.from(training, (row) => classOf[row] as number);
  const folds = Math.max(2, Math.min(FOLDS, sizeOfLeast({ classOf: seen, classes: examples.classes })));
  const clusterOf = training.map((row) => clusters[row] as number);
  return { training, test, folds, foldOf: assignFolds(seen, clusterOf, folds, createRandom(SEED)) };
}

/** Rows of the fold, and the others. */
export function rowsOfFold({ foldOf }: Pick<GroupSplit, 'foldOf'>, fold: number): { out: number[]; rows: number[] } {
  const all = [...foldOf.keys()];
  return { out: all.filter((row) => foldOf[row] === fold), rows: all.filter((row) => foldOf[row] !== fold) };
}

/**
 * What is said of each training photo by a classifier that has not seen it.
 * @param onStep is told what each step of the solver reached, and in which fold
 */
export function answerLeftOut(
  candidate: Candidate,
  training: GroupExamples,
  split: Pick<GroupSplit, 'foldOf' | 'folds'>,
  told: { onFold?: () => void; onStep?: (trained: TrainedGroup, fold: number) => void } = {},
): LeftOut[] {
  const answers: LeftOut[] = new Array(training.samples.count);
  for (let fold = 0; fold < split.folds; fold++) {
    const { out, rows } = rowsOfFold(split, fold);
    const { samples, classOf, classes } = pickExamples(training, rows);
    const { onStep } = told;
    const trained = trainCandidate(
      candidate,
      samples,
      classOf,
      classes,
      onStep && ((reached) => onStep(reached, fold)),
    );
    for (const row of out) answers[row] = answerOf(trained, rowOf(training.samples, row));
    told.onFold?.();
  }
  return answers;
}

/** What is said of each photo kept apart by a classifier that has learnt from the training photos. */
export function answerTest(candidate: Candidate, examples: GroupExamples, { training, test }: GroupSplit): LeftOut[] {
  if (test.length === 0) return [];
  const { samples, classOf, classes } = pickExamples(examples, training);
  const trained = trainCandidate(candidate, samples, classOf, classes);
  return test.map((row) => answerOf(trained, rowOf(examples.samples, row)));
}

const answerOf = (trained: TrainedGroup, vector: Float32Array): LeftOut => ({
  scores: scoreGroup(trained, vector),
  likeness: likenessToGroup(trained, vector),
});

function listCandidates({ samples, classOf, classes }: GroupExamples): Candidate[] {
  const penalties = classes.length > MANY_CLASSES ? MANY_PENALTIES : PENALTIES;
  const [penalty = 0] = penalties;
  const counts = countByClass(classOf, classes.length);
  const isUnbalanced = Math.max(...counts) >= UNBALANCED * Math.min(...counts);
  const mayDropOut = countDroppedOut(samples.count, samples.size) * classes.length <= MOST_DROPPED_OUT;
  return [
    ...penalties.map(logistic),
    ...(isUnbalanced ? [{ ...logistic(penalty), isUnweighted: true }] : []),
    ...(mayDropOut ? [{ ...logistic(penalty), dropout: DROPOUT }] : []),
    plainCandidate('class-mean'),
    ...(samples.count <= MAX_NEAREST ? nearestCandidates(Math.min(...counts)) : []),
  ];
}

/**
 * One kind with one penalty, trained on all that it is given; nothing is measured.
 * @param onStep is told what each step of the solver reached
 */
export function trainCandidate(
  candidate: Candidate,
  samples: Samples,
  classOf: Uint16Array,
  classes: readonly string[],
  onStep?: (trained: TrainedGroup) => void,
): TrainedGroup {
  const rows = Array.from({ length: samples.count }, (_, row) => row);
  const plain: GroupClassifier = {
    ...candidate,
    classes: [...classes],
    biases: classes.map(() => 0),
    scale: 1,
    unknownBelow: 0,
    strangeBelow: -1,
    reason: '',
    accuracy: null,
    knownAccuracy: null,
    knownShare: null,
    classOf: [],
  };
  const rest = candidate.kind === 'nearest' ? samples.count : candidate.kind === 'logistic' ? classes.length : 0;
  const means = new Float32Array((classes.length + rest) * samples.size);
  classes.forEach((_, k) => {
    const own = rows.filter((row) => classOf[row] === k);
    means.set(meanOf(samples, own), k * samples.size);
  });
  if (candidate.kind === 'class-mean') return { classifier: plain, vectors: means };
  if (candidate.kind === 'nearest') {
    means.set(samples.values, classes.length * samples.size);
    return { classifier: { ...plain, classOf: [...classOf] }, vectors: means };
  }
  const { penalty, dropout, isUnweighted } = candidate;
  // Dropout leaves out numbers of the vectors themselves, so there it has to be them.
  const coordinates = samples.count < samples.size && !dropout ? new Coordinates(samples) : undefined;
  const reduced = coordinates?.toSamples() ?? samples;
  const toTrained = ({ weights, biases }: SoftmaxModel): TrainedGroup => {
    const vectors = Float32Array.from(means);
    classes.forEach((_, k) => {
      const own = weights.subarray(k * reduced.size, (k + 1) * reduced.size);
      vectors.set(coordinates?.toVector(Float64Array.from(own)) ?? own, (classes.length + k) * samples.size);
    });
    return { classifier: { ...plain, biases: [...biases] }, vectors };
  };
  const options = { dropout, isUnweighted, onStep: onStep && ((model: SoftmaxModel) => onStep(toTrained(model))) };
  return toTrained(trainSoftmax(reduced, rows, classOf, classes.length, penalty ?? 0, options));
}

/** The factor that makes shares of left-out photos most like the truth (temperature scaling, by log loss). */
function findScale(scores: readonly Float64Array[], classOf: Uint16Array): number {
  const losses = SCALES.map((scale) =>
    scores.reduce((sum, of, row) => {
      const share = toShares(of.map((score) => score * scale))[classOf[row] as number] as number;
      return sum - Math.log(Math.max(share, 1e-9));
    }, 0),
  );
  return SCALES[losses.indexOf(Math.min(...losses))] ?? 1;
}

/** The least probability above which answers are right as often as is wanted; of all where that is never so. */
export function findUnknownThreshold(
  answers: readonly { probability: number; right: boolean }[],
): Pick<GroupClassifier, 'unknownBelow' | 'knownAccuracy' | 'knownShare'> {
  const sorted = [...answers].sort((a, b) => b.probability - a.probability);
  let right = 0;
  let best: Pick<GroupClassifier, 'unknownBelow' | 'knownAccuracy' | 'knownShare'> | undefined;
  sorted.forEach((answer, i) => {
    right += Number(answer.right);
    const accuracy = right / (i + 1);
    if (accuracy >= KNOWN_PRECISION)
      best = { unknownBelow: answer.probability, knownAccuracy: accuracy, knownShare: (i + 1) / sorted.length };
  });
  return best ?? { unknownBelow: 0, knownAccuracy: right / Math.max(sorted.length, 1), knownShare: 1 };
}

/** Index of the largest. */
export function indexOfMost(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}
