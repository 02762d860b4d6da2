import type { TeachingReport } from '../../shared/model/teaching-report.ts';

/** A chart's numbers, for those who read rather than look, and for spreadsheets. */
export interface ChartTable {
  /** `share` is 0..1 and shown in percent; `loss` has no unit. */
  columns: readonly { name: string; kind: 'text' | 'count' | 'share' | 'loss' }[];
  rows: readonly (readonly (string | number)[])[];
}

/** Names of columns, in the language of the interface. */
export interface ColumnNames {
  step: string;
  trainingAccuracy: string;
  validationAccuracy: string;
  trainingLoss: string;
  validationLoss: string;
  examples: string;
  mean: string;
  low: string;
  high: string;
  foundFrom: string;
  precision: string;
  recall: string;
  truth: string;
  answer: string;
  photos: string;
  /** What a photo is that is none of the classes, and what is answered of one that is not known. */
  other: string;
  unknown: string;
}

/** Accuracy on both parts, by step of the solver from 1 on. */
export function accuracyTable({ epochs }: TeachingReport, names: ColumnNames): ChartTable {
  return {
    columns: [
      { name: names.step, kind: 'count' },
      { name: names.trainingAccuracy, kind: 'share' },
      { name: names.validationAccuracy, kind: 'share' },
    ],
    rows: epochs.map((epoch, i) => [i + 1, epoch.trainingAccuracy, epoch.validationAccuracy]),
  };
}

/** Loss on both parts, by step of the solver from 1 on. */
export function lossTable({ epochs }: TeachingReport, names: ColumnNames): ChartTable {
  return {
    columns: [
      { name: names.step, kind: 'count' },
      { name: names.trainingLoss, kind: 'loss' },
      { name: names.validationLoss, kind: 'loss' },
    ],
    rows: epochs.map((epoch, i) => [i + 1, epoch.trainingLoss, epoch.validationLoss]),
  };
}

export function learningTable({ learningCurve }: TeachingReport, names: ColumnNames): ChartTable {
  return {
    columns: [
      { name: names.examples, kind: 'count' },
      { name: names.mean, kind: 'share' },
      { name: names.low, kind: 'share' },
      { name: names.high, kind: 'share' },
    ],
    rows: learningCurve.map(({ examples, accuracy, low, high }) => [examples, accuracy, low, high]),
  };
}

export function thresholdTable({ thresholds }: TeachingReport, names: ColumnNames): ChartTable {
  return {
    columns: [
      { name: names.foundFrom, kind: 'share' },
      { name: names.precision, kind: 'share' },
      { name: names.recall, kind: 'share' },
    ],
    rows: thresholds.map(({ probability, precision, recall }) => [probability, precision, recall]),
  };
}

/** One cell of the matrix of what was taken for what. */
export interface ConfusionCell {
  truth: string;
  answer: string;
  photoIds: readonly number[];
  /** Of the photos of its row. */
  share: number;
  isRight: boolean;
}

/** Rows are what it is, columns what was answered; `cells` are those that are not empty, most photos first. */
export interface ConfusionMatrix {
  truths: readonly string[];
  answers: readonly string[];
  cells: readonly ConfusionCell[];
}

/** The matrix with names; null where nothing was measured. */
export function confusionMatrix({ confusion }: TeachingReport, names: ColumnNames): ConfusionMatrix | null {
  if (!confusion || confusion.cells.length === 0) return null;
  const { classes, cells } = confusion;
  // Of one label, whatever is not found is told to be something else, which is right where it is.
  const isOne = classes.length === 1;
  const unknown = isOne ? names.other : names.unknown;
  const truthOf = (truth: number | null) => (truth === null ? names.other : (classes[truth]?.name ?? ''));
  const answerOf = (answer: number | null) => (answer === null ? unknown : (classes[answer]?.name ?? ''));
  const photosOf = new Map<number | null, number>();
  for (const { truth, photoIds } of cells) photosOf.set(truth, (photosOf.get(truth) ?? 0) + photoIds.length);
  return {
    truths: [...classes.map(({ name }) => name), ...(photosOf.has(null) ? [names.other] : [])],
    answers: [...classes.map(({ name }) => name), ...(cells.some(({ answer }) => answer === null) ? [unknown] : [])],
    cells: [...cells]
      .sort((a, b) => b.photoIds.length - a.photoIds.length)
      .map(({ truth, answer, photoIds }) => ({
        truth: truthOf(truth),
        answer: answerOf(answer),
        photoIds,
        share: photoIds.length / (photosOf.get(truth) ?? 1),
        isRight: truth === answer && (truth !== null || isOne),
      })),
  };
}

export function confusionTable({ cells }: ConfusionMatrix, names: ColumnNames): ChartTable {
  return {
    columns: [
      { name: names.truth, kind: 'text' },
      { name: names.answer, kind: 'text' },
      { name: names.photos, kind: 'count' },
    ],
    rows: cells.map(({ truth, answer, photoIds }) => [truth, answer, photoIds.length]),
  };
}

/** As comma-separated values (RFC 4180), with plain numbers whatever the language. */
export function toCsv({ columns, rows }: ChartTable): string {
  const quoted = (value: string | number) => {
    const text = String(value);
    return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}
