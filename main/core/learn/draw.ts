import { createRandom } from '../../../shared/random.ts';
import { shuffle } from './cross-validation.ts';

/** Photos drawn from the library to stand for "something else". */
export const BACKGROUND = 300;
/** More examples of one side make it slower, not better. */
const MOST_EXAMPLES = 600;
const SEED = 5;
/** How many different numbers `mix` gives. */
const NUMBERS = 2 ** 32;
const DRAW_MARGIN = 1.5;

/** Examples to learn from, in the order of their ids: all, or `most` of them where they are more. */
export function chooseExamples(photoIds: readonly number[], most = MOST_EXAMPLES): number[] {
  return shuffle(photoIds, createRandom(SEED))
    .slice(0, most)
    .sort((a, b) => a - b);
}

/** Some ids, drawn by a number that each id always has: photos that come later change little of the choice. */
export function drawStable(ids: Int32Array, count: number, not: ReadonlySet<number>): number[] {
  // Numbers are spread evenly, so that those below a bound can be looked for rather than all be sorted.
  const share = ((count + not.size) * DRAW_MARGIN) / Math.max(ids.length, 1);
  for (let bound = share * NUMBERS; ; bound *= 2) {
    const drawn: { id: number; number: number }[] = [];
    for (const id of ids) {
      const number = mix(id);
      if (number <= bound && !not.has(id)) drawn.push({ id, number });
    }
    if (drawn.length < count && bound < NUMBERS) continue;
    return drawn
      .sort((a, b) => a.number - b.number)
      .slice(0, count)
      .map(({ id }) => id);
  }
}

/** 32 bits that look like chance (the finaliser of MurmurHash3, public domain, by Austin Appleby). */
function mix(id: number): number {
  let h = id ^ 0x9e3779b9;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
