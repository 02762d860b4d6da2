/** How right a label is on corrections that were not learnt from. */
export interface CorrectionMeasure {
  /** How far up the confirmed photos come when all are ranked, 0..1. */
  averagePrecision: number;
  /** Share of the photos that are found though rejected, or not found though confirmed. */
  error: number;
}

/** What corrections have taught of a label that the model knows by itself. */
export interface AdaptedLabel {
  concept: string;
  name: string;
  /** Photos on which the user confirmed it, and rejected it. */
  confirmed: number;
  rejected: number;
  /** Whether what was learnt is in use. */
  applied: boolean;
  /** `better`: it is, clearly. `not-better`: it would not be. `waiting`: not learnt yet, or not from the latest corrections. */
  why: 'better' | 'not-better' | 'waiting';
  /** Null before it was measured. */
  before: CorrectionMeasure | null;
  after: CorrectionMeasure | null;
  /** ISO 8601, UTC; null before it was learnt. */
  learntAt: string | null;
}

/** All labels that corrections could teach, and what it takes. */
export interface AdaptedLabels {
  /** Confirmed photos, and as many rejected ones, that a label takes. */
  needed: number;
  labels: AdaptedLabel[];
}
