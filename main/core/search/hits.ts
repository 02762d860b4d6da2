import { FULL_MATCH, NO_MATCH } from './match-code.ts';

/** Some photos of a segment, each with how well it answers. Arrays run in parallel; positions ascend. */
export interface Hits {
  readonly positions: Uint32Array;
  /** `MatchCode`s, none of them 0. */
  readonly codes: Uint16Array;
}

export const noHits: Hits = { positions: new Uint32Array(0), codes: new Uint16Array(0) };

/** From this ratio of lengths on, the longer list is searched instead of read. */
const GALLOP_RATIO = 16;

/** All positions of a range, each a full match. */
export function rangeHits(first: number, end: number): Hits {
  const positions = new Uint32Array(Math.max(end - first, 0));
  for (let i = 0; i < positions.length; i++) positions[i] = first + i;
  return { positions, codes: new Uint16Array(positions.length).fill(FULL_MATCH) };
}

/** Those that are in both, each with the lesser code. */
export function intersect(a: Hits, b: Hits): Hits {
  const [short, long] = a.positions.length <= b.positions.length ? [a, b] : [b, a];
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

/** Those that are in either, each with the greater code. */
export function unite(a: Hits, b: Hits): Hits {
  if (a.positions.length === 0) return b;
  if (b.positions.length === 0) return a;
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
  if (lists.length <= 2) return unite(lists[0] ?? noHits, lists[1] ?? noHits);
  const best = new Uint16Array(size);
  for (const { positions, codes } of lists) {
    for (let i = 0; i < positions.length; i++) {
      const position = positions[i] ?? 0;
      const code = codes[i] ?? 0;
      if (code > (best[position] ?? 0)) best[position] = code;
    }
  }
  let count = 0;
  for (let position = 0; position < size; position++) if (best[position] !== NO_MATCH) count++;
  const positions = new Uint32Array(count);
  const codes = new Uint16Array(count);
  let next = 0;
  for (let position = 0; position < size; position++) {
    const code = best[position] ?? 0;
    if (code === NO_MATCH) continue;
    positions[next] = position;
    codes[next++] = code;
  }
  return { positions, codes };
}

/** Those of `a` that are not in `b`. */
export function subtract(a: Hits, b: Hits): Hits {
  if (b.positions.length === 0) return a;
  const positions = new Uint32Array(a.positions.length);
  const codes = new Uint16Array(a.positions.length);
  let count = 0;
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
  let at = 0;
  for (let i = 0; i < a.positions.length; i++) {
    const position = a.positions[i] ?? 0;
    while (at < b.positions.length && (b.positions[at] ?? 0) < position) at++;
    if (b.positions[at] !== position) count++;
  }
  return count;
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
