/**
 * How well something was learnt, on photos that the classifier had not seen when it judged them. Shares are 0..1. What
 * could not be measured, for there were too few examples, is null or empty.
 */
export interface TeachingReport {
  /** ISO 8601, UTC: when what it tells of was learnt. */
  trainedAt: string;
  /** Photos of each part: learnt from to choose the kind, and kept apart until the end. */
  split: { training: number; test: number };
  /** All kinds that were compared, the best first, and which was taken. */
  candidates: CandidateReport[];
  /** Share of right answers on the test photos, each judged once; null where there are none. */
  testAccuracy: number | null;
  /** How training went on: one entry for each step of the solver. */
  epochs: EpochReport[];
  /** By number of examples of each class. */
  learningCurve: LearningPoint[];
  /** What precision and recall would be if photos were found from each probability on, the least first. */
  thresholds: ThresholdPoint[];
  /** Where the bounds lie now. */
  foundProbability: number | null;
  factProbability: number | null;
  /** Whether the user set `foundProbability` by hand. */
  isThresholdChosen: boolean;
  confusion: Confusion | null;
  /** Wrong answers, the surest first. */
  mistakes: Mistake[];
}

/** One way of telling a label that was tried. */
export interface CandidateReport {
  /** In words: "logistic regression, penalty 0.001". */
  name: string;
  /** Cross-validated: accuracy of a classifier of several classes, average precision of one label. */
  score: number;
  isChosen: boolean;
}

export interface EpochReport {
  trainingLoss: number;
  trainingAccuracy: number;
  validationLoss: number;
  validationAccuracy: number;
}

export interface LearningPoint {
  examples: number;
  /** Mean over several draws, and its 95 % interval. */
  accuracy: number;
  low: number;
  high: number;
}

export interface ThresholdPoint {
  probability: number;
  precision: number;
  recall: number;
}

/** Which class was taken for which. */
export interface Confusion {
  classes: { name: string; concept: string }[];
  /** Cells that are not empty: indexes into `classes`; `answer` is null for "unknown". */
  cells: { truth: number; answer: number | null; photoIds: number[] }[];
}

export interface Mistake {
  photoId: number;
  /** What the user says it is; null: none of the classes, or not the label. */
  truth: { name: string; concept: string } | null;
  answer: { name: string; concept: string } | null;
  /** How probable the wrong answer was. */
  probability: number;
}
