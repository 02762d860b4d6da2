import { FULL_MATCH } from './match-code.ts';

/** Some photos of a segment, each with how well it answers. Arrays run in parallel; positions ascend. */
export interface Hits {
  readonly positions: Uint32Array;
  /** `MatchCode`s, none of them 0. */
  readonly codes: Uint16Array;
}

export const noHits: Hits = { positions: new Uint32Array(0), codes: new Uint16Array(0) };

/** From this ratio of lengths on, the longer list is searched instead of read. */
const GALLOP_RATIO = 16;

/**
 * From this share of all positions on, two lists are joined by way of an array of all positions: where neighbours come from
 * is hard to foresee, and a processor that guesses wrong waits for longer than all of that takes.
 */
const DENSE_SHARE = 1 / 16;
const MOST_CODE = 0xffff;

/** 1 for every code, 0 for none: to count without a branch. */
const isCode = (code: number) => (code + MOST_CODE) >>> 16;

/** One behind the last position of both. */
const endOf = (a: Hits, b: Hits) => Math.max(a.positions.at(-1) ?? -1, b.positions.at(-1) ?? -1) + 1;

const isDense = (a: Hits, b: Hits) => a.positions.length + b.positions.length > endOf(a, b) * DENSE_SHARE;

/** By position: 1 where there is a hit. */
function toMarks({ positions }: Hits, end: number): Uint8Array {
  const marks = new Uint8Array(end);
  for (let i = 0; i < positions.length; i++) marks[positions[i] ?? 0] = 1;
  return marks;
}

/** All positions of a range, each a full match. */
export function rangeHits(first: number, end: number): Hits {
  const positions = new Uint32Array(Math.max(end - first, 0));
  for (let i = 0; i < positions.length; i++) positions[i] = first + i;
  return { positions, codes: new Uint16Array(positions.length).fill(FULL_MATCH) };
}

/** Those that are in both, each with the lesser code. */
export function intersect(a: Hits, b: Hits): Hits {
  const [short, long] = a.positions.length <= b.positions.length ? [a, b] : [b, a];
  if (short.positions.length * GALLOP_RATIO >= long.positions.length && isDense(a, b))
    return intersectDense(short, long);
  const positions = new Uint32Array(short.positions.length);
  const codes = new Uint16Array(short.positions.length);
  const gallops = long.positions.length > short.positions.length * GALLOP_RATIO;
  let count = 0;
  let at = 0;
  for (let i = 0; i < short.positions.length && at < long.positions.length; i++) {
    const position = short.positions[i] ?? 0;
    if (gallops) at = lowerBoundFrom(long.positions, position, at);
    else while (at < long.positions.length && (long.positions[at] ?? 0) < position) at++;
    if (long.positions[at] !== position) continue;
    positions[count] = position;
    codes[count++] = Math.min(short.codes[i] ?? 0, long.codes[at] ?? 0);
  }
  return { positions: positions.subarray(0, count), codes: codes.subarray(0, count) };
}

function intersectDense(short: Hits, long: Hits): Hits {
  const codesOfShort = new Uint16Array(endOf(short, long));
  for (let i = 0; i < short.positions.length; i++) codesOfShort[short.positions[i] ?? 0] = short.codes[i] ?? 0;
  // One more than there can be: what does not count is written behind the last, and written over.
  const positions = new Uint32Array(short.positions.length + 1);
  const codes = new Uint16Array(short.positions.length + 1);
  let count = 0;
  for (let i = 0; i < long.positions.length; i++) {
    const position = long.positions[i] ?? 0;
    const code = codesOfShort[position] ?? 0;
    positions[count] = position;
    codes[count] = Math.min(code, long.codes[i] ?? 0);
    count += isCode(code);
  }
  return { positions: positions.subarray(0, count), codes: codes.subarray(0, count) };
}

/** Those that are in either, each with the greater code. */
export function unite(a: Hits, b: Hits): Hits {
  if (a.positions.length === 0) return b;
  if (b.positions.length === 0) return a;
  if (isDense(a, b)) return uniteDense([a, b], endOf(a, b));
  const positions = new Uint32Array(a.positions.length + b.positions.length);
  const codes = new Uint16Array(positions.length);
  let count = 0;
  let i = 0;
  let j = 0;
  while (i < a.positions.length && j < b.positions.length) {
    const left = a.positions[i] ?? 0;
    const right = b.positions[j] ?? 0;
    positions[count] = left < right ? left : right;
    const leftCode = left <= right ? (a.codes[i++] ?? 0) : 0;
    const rightCode = right <= left ? (b.codes[j++] ?? 0) : 0;
    codes[count++] = leftCode > rightCode ? leftCode : rightCode;
  }
  for (const [rest, from] of [
    [a, i],
    [b, j],
  ] as const) {
    positions.set(rest.positions.subarray(from), count);
    codes.set(rest.codes.subarray(from), count);
    count += rest.positions.length - from;
  }
  return { positions: positions.subarray(0, count), codes: codes.subarray(0, count) };
}

/** Like `unite` for many at once, by way of an array of all `size` positions. */
export function uniteAll(lists: readonly Hits[], size: number): Hits {
  const [first = noHits, second = noHits] = lists;
  return lists.length <= 2 ? unite(first, second) : uniteDense(lists, size);
}

/** By position: the greatest code that any of some lists has there. */
function bestCodes(lists: readonly Hits[], size: number): Uint16Array {
  const best = new Uint16Array(size);
  for (const { positions, codes } of lists) {
    for (let i = 0; i < positions.length; i++) {
      const position = positions[i] ?? 0;
      best[position] = Math.max(best[position] ?? 0, codes[i] ?? 0);
    }
  }
  return best;
}

function uniteDense(lists: readonly Hits[], size: number): Hits {
  const best = bestCodes(lists, size);
  const most = lists.reduce((sum, list) => sum + list.positions.length, 0);
  const positions = new Uint32Array(Math.min(most, size) + 1);
  const codes = new Uint16Array(positions.length);
  let count = 0;
  for (let position = 0; position < size; position++) {
    const code = best[position] ?? 0;
    positions[count] = position;
    codes[count] = code;
    count += isCode(code);
  }
  return { positions: positions.subarray(0, count), codes: codes.subarray(0, count) };
}

/** Those of `a` that are not in `b`. */
export function subtract(a: Hits, b: Hits): Hits {
  if (b.positions.length === 0) return a;
  const positions = new Uint32Array(a.positions.length + 1);
  const codes = new Uint16Array(a.positions.length + 1);
  let count = 0;
  if (isDense(a, b)) {
    const marks = toMarks(b, endOf(a, b));
    for (let i = 0; i < a.positions.length; i++) {
      const position = a.positions[i] ?? 0;
      positions[count] = position;
      codes[count] = a.codes[i] ?? 0;
      count += 1 - (marks[position] ?? 0);
    }
    return { positions: positions.subarray(0, count), codes: codes.subarray(0, count) };
  }
  let at = 0;
  for (let i = 0; i < a.positions.length; i++) {
    const position = a.positions[i] ?? 0;
    while (at < b.positions.length && (b.positions[at] ?? 0) < position) at++;
    if (b.positions[at] === position) continue;
    positions[count] = position;
    codes[count++] = a.codes[i] ?? 0;
  }
  return { positions: positions.subarray(0, count), codes: codes.subarray(0, count) };
}

/** How many of `a` are not in `b`. */
export function countOutside(a: Hits, b: Hits): number {
  let count = 0;
  if (isDense(a, b)) {
    const marks = toMarks(b, endOf(a, b));
    for (let i = 0; i < a.positions.length; i++) count += 1 - (marks[a.positions[i] ?? 0] ?? 0);
    return count;
  }
  let at = 0;
  for (let i = 0; i < a.positions.length; i++) {
    const position = a.positions[i] ?? 0;
    while (at < b.positions.length && (b.positions[at] ?? 0) < position) at++;
    if (b.positions[at] !== position) count++;
  }
  return count;
}

/** All positions below `size` that are not among some. */
export function positionsOutside({ positions }: Hits, size: number): Uint32Array {
  const marks = toMarks({ positions, codes: noHits.codes }, size);
  const others = new Uint32Array(size - positions.length + 1);
  let count = 0;
  for (let position = 0; position < size; position++) {
    others[count] = position;
    count += 1 - (marks[position] ?? 0);
  }
  return others.subarray(0, count);
}

/** Those of `a` that are in any of some lists, each with the lesser of its code and their greatest. */
export function intersectWithAny(a: Hits, lists: readonly Hits[]): Hits {
  const [first, ...others] = lists;
  if (first && others.length === 0) return intersect(a, first);
  const length = lists.reduce((sum, { positions }) => sum + positions.length, 0);
  if (a.positions.length * GALLOP_RATIO >= length) return intersectWithAnyDense(a, lists);
  const best = new Uint16Array(a.positions.length);
  for (const { positions, codes } of lists) {
    for (let i = 0, at = 0; i < a.positions.length && at < positions.length; i++) {
      at = lowerBoundFrom(positions, a.positions[i] ?? 0, at);
      if (positions[at] === a.positions[i]) best[i] = Math.max(best[i] ?? 0, codes[at] ?? 0);
    }
  }
  const positions = new Uint32Array(best.length + 1);
  const codes = new Uint16Array(best.length + 1);
  let count = 0;
  for (let i = 0; i < best.length; i++) {
    positions[count] = a.positions[i] ?? 0;
    codes[count] = Math.min(a.codes[i] ?? 0, best[i] ?? 0);
    count += isCode(best[i] ?? 0);
  }
  return { positions: positions.subarray(0, count), codes: codes.subarray(0, count) };
}

function intersectWithAnyDense(a: Hits, lists: readonly Hits[]): Hits {
  const best = bestCodes(
    lists,
    lists.reduce((end, list) => Math.max(end, endOf(a, list)), 0),
  );
  const positions = new Uint32Array(a.positions.length + 1);
  const codes = new Uint16Array(a.positions.length + 1);
  let count = 0;
  for (let i = 0; i < a.positions.length; i++) {
    const position = a.positions[i] ?? 0;
    const code = best[position] ?? 0;
    positions[count] = position;
    codes[count] = Math.min(a.codes[i] ?? 0, code);
    count += isCode(code);
  }
  return { positions: positions.subarray(0, count), codes: codes.subarray(0, count) };
}

/** Those for which the test holds; it is asked in the order of positions. */
export function keep({ positions, codes }: Hits, test: (position: number, code: number) => boolean): Hits {
  const kept = new Uint32Array(positions.length);
  const keptCodes = new Uint16Array(positions.length);
  let count = 0;
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i] ?? 0;
    const code = codes[i] ?? 0;
    if (!test(position, code)) continue;
    kept[count] = position;
    keptCodes[count++] = code;
  }
  return { positions: kept.subarray(0, count), codes: keptCodes.subarray(0, count) };
}

/** Those whose positions lie in a range. */
export function within({ positions, codes }: Hits, first: number, end: number): Hits {
  const from = lowerBoundFrom(positions, first, 0);
  const to = lowerBoundFrom(positions, end, from);
  return { positions: positions.subarray(from, to), codes: codes.subarray(from, to) };
}

/** First place at or after `start` whose value is not below the wanted one. */
function lowerBoundFrom(sorted: Uint32Array, wanted: number, start: number): number {
  let step = 1;
  let low = start;
  while (low + step < sorted.length && (sorted[low + step] ?? 0) < wanted) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, sorted.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
