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
  /** Whether the user set `foundProbability` by hand. */
  isThresholdChosen: boolean;
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
  /** What to search for. */
  query: string;
  /** The photo that the user gave it last, as a cover; 0 where there is none. */
  coverId: number;
  /** Photos that a search for it finds by what was learnt. */
  photos: number;
  /** Null until it has an example that was looked at. */
  classifier: TaughtClassifier | null;
  /** Whether `restoreTaught` has an earlier version to go back to. */
  hasPrevious: boolean;
  /** Whether examples came since it was learnt. */
  isBehind: boolean;
  /** Why it could not be learnt the last time, in one sentence; null where it could. */
  lastError: string | null;
}

/** Least probability by which a photo can be found: what is below is not kept. */
export const leastFoundProbability = 0.02;

/** One classifier over several classes that exclude each other, learnt from a folder of folders. */
export interface TaughtGroup {
  name: string;
  classes: { name: string; concept: string }[];
  kind: ClassifierKind;
  /** Why this kind, in one sentence. */
  reason: string;
  /** ISO 8601, UTC. */
  trainedAt: string;
  /** Cross-validated share of right answers; null where there were too few photos to measure. */
  accuracy: number | null;
  /** Share of right answers on photos that were kept apart until the end, and how many there were; null without. */
  testAccuracy: number | null;
  testPhotos: number;
  /** Of answers that are not "unknown", the right ones; how many are not; and below which probability they are. */
  knownAccuracy: number | null;
  knownShare: number | null;
  unknownBelow: number;
  /** Whether examples of its classes came or went since it was learnt. */
  isBehind: boolean;
}

/** Changed copies of examples that a label can be learnt from as well. */
export const augmentationKinds = ['flip', 'rotate', 'crop', 'brightness'] as const;

export type AugmentationKind = (typeof augmentationKinds)[number];
