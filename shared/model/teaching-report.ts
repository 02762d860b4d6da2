/**
 * How well something was learnt, on photos that the classifier had not seen when it judged them. Shares are 0..1. What
 * could not be measured, for there were too few examples, is null or empty.
 */
export interface TeachingReport {
  /** ISO 8601, UTC: when what it tells of was learnt. */
  trainedAt: string;
  /** Of what `score` and `learningCurve` are: of several classes the accuracy, of one label the average precision. */
  measure: 'accuracy' | 'average-precision';
  /** Photos of each part: learnt from to choose the kind, and kept apart until the end. */
  split: { training: number; test: number };
  /** All kinds that were compared when it was learnt, the best first, and which was taken. */
  candidates: CandidateReport[];
  /** Share of right answers on the test photos, each judged once; null where there are none. */
  testAccuracy: number | null;
  /**
   * How training went on, on four fifths of the photos with the last fifth for validation: one entry for each step of the
   * solver; none where the kind has no solver. Of one label each side counts half, whatever its size.
   */
  epochs: EpochReport[];
  /** By number of examples of each class, or of the label. */
  learningCurve: LearningPoint[];
  /**
   * What precision and recall would be if photos were found, or of several classes answered, from each probability on; the
   * least first.
   */
  thresholds: ThresholdPoint[];
  /** How far probabilities can be believed, by tenths, the least first: of answers that were so probable, how many were right. */
  calibration: CalibrationPoint[];
  /** Where the bounds lie now; of several classes: below what the answer is "unknown". */
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
  /** Cross-validated. */
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

export interface CalibrationPoint {
  /** Mean of what was told. */
  probability: number;
  /** What was right of it. */
  right: number;
  photos: number;
}

/** Which class was taken for which, by a classifier that had not seen the photo. */
export interface Confusion {
  classes: { name: string; concept: string }[];
  /**
   * Cells that are not empty: indexes into `classes`. `truth` is null for photos that are not the one label; `answer` is
   * null for "unknown", or where the one label was not found.
   */
  cells: { truth: number | null; answer: number | null; photoIds: number[] }[];
}

export interface Mistake {
  photoId: number;
  /** What the user says it is; null: none of the classes, or not the label. */
  truth: { name: string; concept: string } | null;
  answer: { name: string; concept: string } | null;
  /** How probable the wrong answer was. */
  probability: number;
}
