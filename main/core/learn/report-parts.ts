import type {
  CalibrationPoint,
  Confusion,
  LearningPoint,
  ThresholdPoint,
} from '../../../shared/model/teaching-report.ts';

/** Points of a curve over all probabilities at most: more can't be seen. */
const MOST_POINTS = 200;
/** Student's t for a 95 % interval, by degrees of freedom from 1 on. */
const T_95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];
const Z_95 = 1.96;

/** Mean of several draws with its 95 % interval, cut to 0..1. @throws RangeError without a draw */
export function toLearningPoint(examples: number, draws: readonly number[]): LearningPoint {
  if (draws.length === 0) throw new RangeError('A mean needs a draw.');
  const accuracy = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const squares = draws.reduce((sum, value) => sum + (value - accuracy) ** 2, 0);
  const freedom = draws.length - 1;
  const margin = freedom === 0 ? 0 : (T_95[freedom - 1] ?? Z_95) * Math.sqrt(squares / freedom / draws.length);
  return { examples, accuracy, low: Math.max(0, accuracy - margin), high: Math.min(1, accuracy + margin) };
}

/**
 * Precision and recall of what is at least so probable, for probabilities that occur.
 * @param wanted what recall is a share of
 */
export function toThresholds(
  judged: readonly { probability: number; right: boolean }[],
  wanted: number,
): ThresholdPoint[] {
  const sorted = [...judged].sort((a, b) => b.probability - a.probability);
  const points: ThresholdPoint[] = [];
  let right = 0;
  sorted.forEach(({ probability, right: isRight }, i) => {
    right += Number(isRight);
    if (sorted[i + 1]?.probability === probability) return;
    points.push({ probability, precision: right / (i + 1), recall: wanted === 0 ? 0 : right / wanted });
  });
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1).reverse();
}

const TENTHS = 10;

/** What was told and how much of it was right, by tenths of probability; tenths without a photo are left out. */
export function toCalibration(judged: readonly { probability: number; right: boolean }[]): CalibrationPoint[] {
  const tenths = Array.from({ length: TENTHS }, () => ({ probability: 0, right: 0, photos: 0 }));
  for (const { probability, right } of judged) {
    const tenth = tenths[Math.min(Math.floor(probability * TENTHS), TENTHS - 1)];
    if (!tenth) continue;
    tenth.probability += probability;
    tenth.right += Number(right);
    tenth.photos++;
  }
  return tenths.flatMap(({ probability, right, photos }) =>
    photos === 0 ? [] : [{ probability: probability / photos, right: right / photos, photos }],
  );
}

/** Gathers photos by what they are and what they were taken for. */
export function toCells(
  judged: readonly { truth: number | null; answer: number | null; photoId: number }[],
): Confusion['cells'] {
  const cells = new Map<string, Confusion['cells'][number]>();
  for (const { truth, answer, photoId } of judged) {
    const key = `${truth} ${answer}`;
    const cell = cells.get(key);
    if (cell) cell.photoIds.push(photoId);
    else cells.set(key, { truth, answer, photoIds: [photoId] });
  }
  return [...cells.values()];
}
