import { createRandom } from '../shared/random.ts';

/** A measured figure with its bootstrap interval; null where there is nothing to measure. */
export interface Estimate {
  value: number | null;
  /** 95 % interval. */
  low: number | null;
  high: number | null;
  /** Photos or queries it stands on. */
  count: number;
}

/**
 * Average precision of a ranking. Relevant photos that were not returned take the last places of all `total` photos, so
 * that leaving one out is never better than ranking it low. Undefined without relevant photos.
 */
export function averagePrecision(
  ranking: readonly boolean[],
  relevant: number,
  total: number = ranking.length,
): number | undefined {
  if (relevant === 0) return undefined;
  let found = 0;
  let sum = 0;
  ranking.forEach((isRelevant, i) => {
    if (!isRelevant) return;
    found++;
    sum += found / (i + 1);
  });
  const missed = relevant - found;
  for (let i = 1; i <= missed; i++) sum += (found + i) / (total - missed + i);
  return sum / relevant;
}

/** Share of right ones among the first `places`; of fewer places where there are fewer relevant photos than places. */
export function precisionAt(ranking: readonly boolean[], places: number, relevant: number): number | undefined {
  const looked = Math.min(places, relevant);
  if (looked === 0) return undefined;
  return ranking.slice(0, looked).filter(Boolean).length / looked;
}

/** One statement with its confidence (0..1), and whether it was right. */
export interface Statement {
  confidence: number;
  right: boolean;
}

/** Expected calibration error: how far confidence and share of right ones are apart, over bins of equal width. */
export function expectedCalibrationError(statements: readonly Statement[], bins = 10): number | undefined {
  if (statements.length === 0) return undefined;
  const gaps = new Float64Array(bins);
  for (const { confidence, right } of statements) {
    const bin = Math.min(bins - 1, Math.floor(confidence * bins));
    gaps[bin] = (gaps[bin] ?? 0) + confidence - Number(right);
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / statements.length;
}

/** Mean of the numbers that are there. */
export function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Share of the items of which something holds. */
export function share<T>(items: readonly T[], holds: (item: T) => boolean): number | undefined {
  return mean(items.map((item) => Number(holds(item))));
}

const ROUNDS = 1_000;
const SEED = 20_261_122;

/** A statistic of the items with its 95 % percentile interval over resampled items; the same for the same items. */
export function bootstrap<T>(
  items: readonly T[],
  statistic: (sample: readonly T[]) => number | undefined,
  rounds = ROUNDS,
): Estimate {
  const random = createRandom(SEED);
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const sample = items.map(() => items[Math.floor(random() * items.length)]).filter((item) => item !== undefined);
    const value = statistic(sample);
    if (value !== undefined) values.push(value);
  }
  values.sort((a, b) => a - b);
  const quantile = (part: number) => values[Math.round(part * (values.length - 1))] ?? null;
  return { value: statistic(items) ?? null, low: quantile(0.025), high: quantile(0.975), count: items.length };
}
