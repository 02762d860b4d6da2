import type { ClassifierKind, TaughtMeasures } from '../../../shared/model/taught.ts';
import { sigmoid } from './linear-models.ts';
import { dotRows } from './samples.ts';

/** One way of learning, of those that are compared. */
export interface Candidate {
  kind: ClassifierKind;
  /** Strength of the penalty, where the kind has one. */
  penalty: number | null;
  /** Neighbours that count, where the kind has them. */
  neighbours: number | null;
  /**
   * Of kind `nearest`: what neighbours are near by; the cosine where nothing is said. It stands for L2 as well: on vectors
   * of length 1 the squared L2 distance is 2 - 2 cosine, so the neighbours are the same.
   */
  distance?: 'l1' | undefined;
  /** Of kind `logistic`: share of each vector's numbers that was left out while learning. */
  dropout?: number | undefined;
  /** Of kind `logistic`: whether each photo counted alike; else each side or class did. */
  isUnweighted?: boolean | undefined;
}

/** What was compared when something was learnt, the best first, in words. */
export type Compared = { name: string; score: number; isChosen: boolean }[];

/** A taught label's classifier, all but its vectors: plain JSON. */
export interface LabelClassifier extends TaughtMeasures, Candidate {
  compared?: Compared | undefined;
  /** Of kind `nearest`: how many of the vectors, from the first on, are of the label; else 0. */
  positiveVectors: number;
  bias: number;
  /** Score to log-odds (Platt scaling): `slope * score + offset`. */
  slope: number;
  offset: number;
  foundProbability: number;
  factProbability: number | null;
  reason: string;
  positives: number;
  negatives: number;
  background: number;
}

/** A classifier with its vectors (row by row, float32): one of weights, or the examples themselves. */
export interface TrainedLabel {
  classifier: LabelClassifier;
  vectors: Float32Array;
}

/** What a classifier gives a vector of length 1, before it is made a probability. */
export type Scorer = (vector: Float32Array) => number;

/** The classifier as a function of vectors of length 1 and `size` dimensions. */
export function createScorer({ classifier, vectors }: TrainedLabel, size: number): Scorer {
  const { kind, bias, positiveVectors } = classifier;
  if (kind !== 'nearest') return (vector) => dotRows(vectors, vector) + bias;
  const rows = Array.from({ length: vectors.length / size }, (_, i) => vectors.subarray(i * size, (i + 1) * size));
  const positive = rows.slice(0, positiveVectors);
  const negative = rows.slice(positiveVectors);
  return (vector) => meanOfNearest(positive, vector, classifier) - meanOfNearest(negative, vector, classifier);
}

/** Mean likeness (cosine, or by L1) to the nearest rows. */
export function meanOfNearest(
  rows: readonly Float32Array[],
  vector: Float32Array,
  { neighbours, distance }: Pick<Candidate, 'neighbours' | 'distance'>,
): number {
  const likeness = distance === 'l1' ? likenessByL1 : dotRows;
  const nearest = rows
    .map((row) => likeness(row, vector))
    .sort((a, b) => b - a)
    .slice(0, neighbours ?? 1);
  return nearest.length === 0 ? 0 : nearest.reduce((sum, value) => sum + value, 0) / nearest.length;
}

/** 1 for equal vectors; vectors of length 1 are at most `2 sqrt(size)` apart, so it is never below -1. */
function likenessByL1(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] as number) - (b[i] as number));
  return 1 - sum / Math.sqrt(a.length);
}

export function toProbability({ slope, offset }: LabelClassifier, score: number): number {
  return sigmoid(slope * score + offset);
}

/** One classifier over several classes that exclude each other. */
export interface GroupClassifier extends Candidate {
  compared?: Compared | undefined;
  /** Concept of each class. */
  classes: string[];
  biases: number[];
  /** Scores are multiplied by this before they become shares. */
  scale: number;
  /** What is less probable is "unknown". */
  unknownBelow: number;
  /** A photo that is less like (cosine) the mean of every class is of none of them. */
  strangeBelow: number;
  reason: string;
  /** Cross-validated share of right answers; null where it could not be measured. */
  accuracy: number | null;
  /** Share of right answers on photos that were kept apart until the kind was chosen; null where there were too few. */
  testAccuracy?: number | null | undefined;
  testPhotos?: number | undefined;
  /** Cross-validated: of answers that are not "unknown", the right ones; and how many are not. */
  knownAccuracy: number | null;
  knownShare: number | null;
  /** Of kind `nearest`: class of each vector; else empty. */
  classOf: number[];
}

/** A classifier over several classes, and how to tell what is none of them. */
export interface TrainedGroup {
  classifier: GroupClassifier;
  /** The means of the classes; behind them one of weights a class (none for `class-mean`), or the examples themselves. */
  vectors: Float32Array;
}

/** Scores of the classes for a vector of length 1, before `scale`. */
export function scoreGroup({ classifier, vectors }: TrainedGroup, vector: Float32Array): Float64Array {
  const { kind, classes, biases, classOf } = classifier;
  const size = vector.length;
  const first = kind === 'class-mean' ? 0 : classes.length;
  const row = (i: number) => vectors.subarray((first + i) * size, (first + i + 1) * size);
  if (kind !== 'nearest') return Float64Array.from(classes, (_, k) => dotRows(row(k), vector) + (biases[k] ?? 0));
  return Float64Array.from(classes, (_, k) =>
    meanOfNearest(
      classOf.flatMap((other, i) => (other === k ? [row(i)] : [])),
      vector,
      classifier,
    ),
  );
}

/** How like (cosine) a vector is to the nearest mean of a class. */
export function likenessToGroup({ classifier, vectors }: TrainedGroup, vector: Float32Array): number {
  const size = vector.length;
  return classifier.classes.reduce(
    (most, _, k) => Math.max(most, dotRows(vectors.subarray(k * size, (k + 1) * size), vector)),
    Number.NEGATIVE_INFINITY,
  );
}
