import { findDuplicates } from '../main/core/learn/find-duplicates.ts';
import { PRINT_SIZE } from '../main/core/learn/thumb-print.ts';
import { createRandom } from '../shared/random.ts';

const SEED = 7;
/** Every so many photos one is nearly the same as the one a few before it. */
const SAME_EVERY = 20;
const SAME_AS = 7;
/** Share of another print that is added to it: a correlation of about 0.99. */
const NOISE = 0.15;

/** Grouping photos that are nearly the same, on made-up prints whose waves are as unequal as real ones. */
export function benchDuplicates(count: number): object {
  const random = createRandom(SEED);
  const prints = new Int8Array(count * PRINT_SIZE);
  const print = new Float64Array(PRINT_SIZE);
  for (let row = 0; row < count; row++) {
    const other = row % SAME_EVERY === SAME_EVERY - 1 ? row - SAME_AS : undefined;
    for (let i = 0; i < PRINT_SIZE; i++)
      print[i] = (random() + random() + random() - 1.5) / (1 + (i % 8) + Math.floor(i / 8));
    normalise(print);
    if (other !== undefined) {
      for (let i = 0; i < PRINT_SIZE; i++)
        print[i] = (prints[other * PRINT_SIZE + i] ?? 0) / 127 + NOISE * (print[i] ?? 0);
      normalise(print);
    }
    prints.set(
      print.map((value) => Math.round(value * 127)),
      row * PRINT_SIZE,
    );
  }
  const startedAt = performance.now();
  let compared = 0;
  const groups = findDuplicates({
    count,
    prints,
    takenAtMs: new Float64Array(count).fill(Number.NaN),
    cameras: new Int32Array(count),
    likeness() {
      compared++;
      return 1;
    },
  });
  return {
    photos: count,
    milliseconds: Math.round(performance.now() - startedAt),
    sameInFact: Math.floor(count / SAME_EVERY),
    groups: groups.length,
    comparedByVector: compared,
  };
}

function normalise(print: Float64Array): void {
  const length = Math.sqrt(print.reduce((sum, value) => sum + value * value, 0));
  for (let i = 0; i < print.length; i++) print[i] = (print[i] as number) / length;
}
