import { WEIGHT_SCALE } from './index-base.ts';

/** How the summed weights of a photo's classes are judged (`docs/labels.md`, 4 and 6). */
export interface Scoring {
  /** Least sum, in parts of `WEIGHT_SCALE`, that is a result. */
  readonly leastSum: number;
  /** Probability for every sum in parts of `WEIGHT_SCALE`. */
  readonly probabilities: Float32Array;
}

/**
 * @param toProbability rises with the sum of weights
 * @param searchProbability least probability that is a result
 */
export function createScoring(toProbability: (sum: number) => number, searchProbability: number): Scoring {
  const probabilities = Float32Array.from({ length: WEIGHT_SCALE + 1 }, (_, parts) =>
    toProbability(parts / WEIGHT_SCALE),
  );
  const leastSum = probabilities.findIndex((probability, parts) => parts > 0 && probability >= searchProbability);
  return { leastSum: leastSum < 0 ? WEIGHT_SCALE + 1 : leastSum, probabilities };
}

/** Probability of a sum in parts, 0 where it is no result. */
export function judge({ leastSum, probabilities }: Scoring, sum: number): number {
  if (sum < leastSum) return 0;
  return probabilities[sum < WEIGHT_SCALE ? sum : WEIGHT_SCALE] ?? 0;
}
