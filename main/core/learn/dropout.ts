import { createRandom } from '../../../shared/random.ts';
import { rowOf, type Samples } from './samples.ts';

/** Copies of each sample, each with other numbers left out. */
const COPIES = 4;
const SEED = 23;

/**
 * Samples as dropout shows them to a linear model: of each row some copies in which a share of the numbers, drawn by a seed,
 * is left out and the others are larger for it, so that the mean is the same. Since the copies are drawn once, the objective
 * stays smooth and the same for each step. What it changes: no number can carry a class alone, so weights are spread over
 * numbers that say the same.
 * @param share of the numbers left out, 0..1 without 1
 * @returns the copies, and the row that each is made of
 */
export function dropOut(
  samples: Samples,
  rows: readonly number[],
  share: number,
): { samples: Samples; originals: number[] } {
  const random = createRandom(SEED);
  const { size } = samples;
  const originals = rows.flatMap((row) => Array.from({ length: COPIES }, () => row));
  const values = new Float32Array(originals.length * size);
  const scale = 1 / (1 - share);
  originals.forEach((original, copy) => {
    const vector = rowOf(samples, original);
    for (let i = 0; i < size; i++) {
      if (random() >= share) values[copy * size + i] = (vector[i] as number) * scale;
    }
  });
  return { samples: { count: originals.length, size, values }, originals };
}

/** Numbers that dropout makes of some samples: what training on them costs goes by it. */
export const countDroppedOut = (rows: number, size: number): number => rows * size * COPIES;
