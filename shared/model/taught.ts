/** How a taught label is told from its examples. */
export const classifierKinds = ['logistic', 'class-mean', 'nearest'] as const;

export type ClassifierKind = (typeof classifierKinds)[number];

/** What cross-validation measured of a classifier; each is null where there were too few examples to measure. */
export interface TaughtMeasures {
  /** How far up the examples come when all are ranked, 0..1. */
  averagePrecision: number | null;
  /** Of what is found: how much is right, and how much of what is right is found. */
  precision: number | null;
  recall: number | null;
}

/** What was learnt of a label. */
export interface TaughtClassifier extends TaughtMeasures {
  kind: ClassifierKind;
  /** Why this kind, in one sentence. */
  reason: string;
  /** ISO 8601, UTC. */
  trainedAt: string;
  /** What it was learnt from: photos that are it, that are not, and others drawn from the library. */
  positives: number;
  negatives: number;
  background: number;
  /** Probability that finds a photo, and that makes it a fact; null: never a fact yet. */
  foundProbability: number;
  factProbability: number | null;
}

/** A label that the user teaches. */
export interface TaughtLabel {
  concept: string;
  name: string;
  /** What it is a kind of; null where nothing was said. */
  parent: { name: string; concept: string } | null;
  /** Photos that the user said are it, and are not. */
  positives: number;
  negatives: number;
  /** Photos that a search for it finds by what was learnt. */
  photos: number;
  /** Null until it has an example that was looked at. */
  classifier: TaughtClassifier | null;
  /** Whether `restoreTaught` has an earlier version to go back to. */
  hasPrevious: boolean;
  /** Whether examples came since it was learnt. */
  isBehind: boolean;
}
