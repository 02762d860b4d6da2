import type { ClassifierKind } from '../../../shared/model/taught.ts';
import { createRandom } from '../../../shared/random.ts';
import { type GroupClassifier, likenessToGroup, scoreGroup, type TrainedGroup } from './classifier.ts';
import { Coordinates } from './coordinates.ts';
import { assignFolds } from './cross-validation.ts';
import { meanOf, toShares, trainSoftmax } from './linear-models.ts';
import { findClusters } from './near-duplicates.ts';
import { pickRows, rowOf, type Samples } from './samples.ts';

export interface GroupCandidate {
  kind: ClassifierKind;
  penalty: number | null;
  neighbours: number | null;
}

/** Photos of classes that exclude each other; vectors of length 1. */
export interface GroupExamples {
  samples: Samples;
  /** Of each sample, 0..classes.length-1. */
  classOf: Uint16Array;
  /** Concept of each class. */
  classes: readonly string[];
}

const FOLDS = 5;
/** Comparing many penalties of many classes takes minutes and changes little. */
const MANY_CLASSES = 20;
const PENALTIES = [0.00005, 0.001];
const MANY_PENALTIES = [0.0001];
/** Examples that `nearest` keeps at most. */
const MAX_NEAREST = 400;
const NEIGHBOURS = 3;
const CLEARLY_BETTER = 0.02;
/** Of photos of the classes, the share that may be taken for strangers. */
const STRANGE_SHARE = 0.02;
/** How often an answer that is not "unknown" has to be right. */
const KNOWN_PRECISION = 0.95;
const SCALES = [1, 2, 4, 8, 16, 32, 64];
const SEED = 12;

/**
 * Learns to tell classes apart: compares kinds and penalties by stratified cross-validation, measures from which
 * probability on an answer is right, and trains the best on all.
 */
export function trainGroup(examples: GroupExamples): TrainedGroup {
  const { samples, classOf, classes } = examples;
  const sizes = classes.map((_, k) => classOf.reduce((sum, other) => sum + Number(other === k), 0));
  const least = Math.min(...sizes);
  const first: GroupCandidate = { kind: 'logistic', penalty: 0.00005, neighbours: null };
  if (least < 2 || classes.length < 2) {
    const reason = 'Logistic regression: two photos of each class are needed to compare kinds.';
    const trained = trainCandidate(first, samples, classOf, classes);
    return { ...trained, classifier: { ...trained.classifier, reason } };
  }
  const folds = Math.min(FOLDS, least);
  const foldOf = assignFolds(classOf, findClusters(samples), folds, createRandom(SEED));
  const penalties = classes.length > MANY_CLASSES ? MANY_PENALTIES : PENALTIES;
  const candidates: GroupCandidate[] = [
    ...penalties.map((penalty): GroupCandidate => ({ ...first, penalty })),
    { kind: 'class-mean', penalty: null, neighbours: null },
  ];
  if (samples.count <= MAX_NEAREST)
    candidates.push({ kind: 'nearest', penalty: null, neighbours: Math.min(NEIGHBOURS, least) });
  const judged = candidates.map((candidate) => {
    const scores: Float64Array[] = new Array(samples.count);
    const likeness = new Float64Array(samples.count);
    for (let fold = 0; fold < folds; fold++) {
      const rows = [...foldOf.keys()].filter((row) => foldOf[row] !== fold);
      const seen = Uint16Array.from(rows, (row) => classOf[row] as number);
      const trained = trainCandidate(candidate, pickRows(samples, rows), seen, classes);
      for (const [row, other] of foldOf.entries()) {
        if (other !== fold) continue;
        scores[row] = scoreGroup(trained, rowOf(samples, row));
        likeness[row] = likenessToGroup(trained, rowOf(samples, row));
      }
    }
    const right = scores.filter((of, row) => indexOfMost(of) === classOf[row]).length;
    return { candidate, scores, likeness, accuracy: right / samples.count };
  });
  const logistic = judged
    .filter(({ candidate }) => candidate.kind === 'logistic')
    .sort((a, b) => b.accuracy - a.accuracy);
  const best = judged.reduce(
    (chosen, other) => (other.accuracy > chosen.accuracy + CLEARLY_BETTER ? other : chosen),
    logistic[0] as (typeof judged)[number],
  );
  const { classifier, vectors } = trainCandidate(best.candidate, samples, classOf, classes);
  const scale = findScale(best.scores, classOf);
  const shares = best.scores.map((of) => toShares(of.map((score) => score * scale)));
  const answers = shares.map((of, row) => {
    const k = indexOfMost(of);
    return { probability: of[k] as number, right: k === classOf[row] };
  });
  const known = findUnknownThreshold(answers);
  const strangeBelow = best.likeness.sort()[Math.floor(samples.count * STRANGE_SHARE)] ?? -1;
  return {
    classifier: {
      ...classifier,
      scale,
      ...known,
      strangeBelow,
      accuracy: best.accuracy,
      reason: explain(judged, best),
    },
    vectors,
  };
}

/** One kind with one penalty, trained on all that it is given; nothing is measured. */
export function trainCandidate(
  candidate: GroupCandidate,
  samples: Samples,
  classOf: Uint16Array,
  classes: readonly string[],
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
  const vectors = new Float32Array((classes.length + rest) * samples.size);
  classes.forEach((_, k) => {
    const own = rows.filter((row) => classOf[row] === k);
    vectors.set(meanOf(samples, own), k * samples.size);
  });
  if (candidate.kind === 'class-mean') return { classifier: plain, vectors };
  if (candidate.kind === 'nearest') {
    vectors.set(samples.values, classes.length * samples.size);
    return { classifier: { ...plain, classOf: [...classOf] }, vectors };
  }
  const coordinates = samples.count < samples.size ? new Coordinates(samples) : undefined;
  const reduced = coordinates?.toSamples() ?? samples;
  const { weights, biases } = trainSoftmax(reduced, rows, classOf, classes.length, candidate.penalty ?? 0);
  classes.forEach((_, k) => {
    const own = weights.subarray(k * reduced.size, (k + 1) * reduced.size);
    vectors.set(coordinates?.toVector(Float64Array.from(own)) ?? own, (classes.length + k) * samples.size);
  });
  return { classifier: { ...plain, biases: [...biases] }, vectors };
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

function explain(
  judged: readonly { candidate: GroupCandidate; accuracy: number }[],
  best: { candidate: GroupCandidate; accuracy: number },
): string {
  const told = judged
    .filter((other) => other !== best)
    .map(
      ({ candidate, accuracy }) =>
        `${candidate.kind}${candidate.penalty ? ` ${candidate.penalty}` : ''} ${accuracy.toFixed(3)}`,
    );
  return `${best.candidate.kind}${best.candidate.penalty ? ` with penalty ${best.candidate.penalty}` : ''}: ${best.accuracy.toFixed(3)} right on photos it had not seen (${told.join(', ')}).`;
}
