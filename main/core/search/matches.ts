import type { SearchOrder } from '../../../shared/api.ts';
import { type Condition, ranks } from './condition.ts';
import { evaluate } from './evaluate.ts';
import { FULL_MATCH, NO_MATCH } from './match-code.ts';
import type { PhotoIndex } from './photo-index.ts';
import { compareByDate, type Segment } from './segment.ts';

/**
 * Photos that match, in the wanted order. A photo is a place: its position in the base, or behind these that in the delta.
 * Good until the index changes.
 */
export interface Matches {
  readonly count: number;
  readonly places: Uint32Array;
  /** By place, for all photos of the index: how well it answers. */
  readonly codes: Uint16Array;
  readonly base: Segment;
  readonly delta: Segment;
  /** Best first; else newest first. */
  readonly isRanked: boolean;
}

/** What a query is looked at for. */
export type MatchKind = 'found' | 'weaker';

/** Finds the photos that answer a condition, or those that answer it weakly only. */
export function findMatches(index: PhotoIndex, condition: Condition, order: SearchOrder, kind: MatchKind): Matches {
  const { base, delta } = index;
  const codes = new Uint16Array(base.count + delta.count);
  [base, delta].forEach((segment, i) => {
    const own = codes.subarray(i === 0 ? 0 : base.count, i === 0 ? base.count : codes.length);
    own.set(evaluate(segment, condition, kind === 'weaker'));
    if (kind === 'weaker') {
      const found = evaluate(segment, condition, false);
      for (let p = 0; p < own.length; p++) if (found[p] !== NO_MATCH) own[p] = NO_MATCH;
    }
  });
  const places = placesByDate(base, delta, codes);
  const isRanked = order === 'relevance' && ranks(condition);
  return { count: places.length, places: isRanked ? sortByCode(places, codes) : places, codes, base, delta, isRanked };
}

/** Number of photos that answer weakly only. */
export function countWeaker(index: PhotoIndex, condition: Condition): number {
  if (!ranks(condition)) return 0;
  let count = 0;
  for (const segment of [index.base, index.delta]) {
    const found = evaluate(segment, condition, false);
    const all = evaluate(segment, condition, true);
    for (let p = 0; p < all.length; p++) if (all[p] !== NO_MATCH && found[p] === NO_MATCH) count++;
  }
  return count;
}

/** Number of photos that match. */
export function countMatches(codes: Uint16Array): number {
  let count = 0;
  for (let p = 0; p < codes.length; p++) if (codes[p] !== NO_MATCH) count++;
  return count;
}

/** One column of all photos that match, in their order. */
export function gather<A extends Int32Array | Uint16Array | Float64Array>(
  into: A,
  { places, base, delta }: Matches,
  column: 'ids' | 'takenAtMs' | 'aspects',
): A {
  const ofBase = base[column];
  const ofDelta = delta[column];
  const { count } = base;
  for (let i = 0; i < into.length; i++) {
    const place = places[i] ?? 0;
    into[i] = (place < count ? ofBase[place] : ofDelta[place - count]) ?? 0;
  }
  return into;
}

/** A value of a photo. */
export function valueAt({ base, delta }: Matches, column: 'ids' | 'takenAtMs' | 'aspects', place: number): number {
  return (place < base.count ? base[column][place] : delta[column][place - base.count]) ?? 0;
}

/** Merges what matches in the base and beside it, newest first. */
function placesByDate(base: Segment, delta: Segment, codes: Uint16Array): Uint32Array {
  const places = new Uint32Array(countMatches(codes));
  const at = (segment: Segment, position: number) => ({
    takenAtMs: segment.takenAtMs[position] ?? 0,
    id: segment.ids[position] ?? 0,
  });
  let next = 0;
  let basePosition = 0;
  for (let position = 0; position < delta.count; position++) {
    if (codes[base.count + position] === NO_MATCH) continue;
    const changed = at(delta, position);
    for (; basePosition < base.count && compareByDate(at(base, basePosition), changed) < 0; basePosition++)
      if (codes[basePosition] !== NO_MATCH) places[next++] = basePosition;
    places[next++] = base.count + position;
  }
  for (; basePosition < base.count; basePosition++) if (codes[basePosition] !== NO_MATCH) places[next++] = basePosition;
  return places;
}

/** Best first by counting; photos of the same code keep their order. */
function sortByCode(places: Uint32Array, codes: Uint16Array): Uint32Array {
  const starts = new Uint32Array(FULL_MATCH + 2);
  for (const place of places) {
    const after = FULL_MATCH - (codes[place] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const sorted = new Uint32Array(places.length);
  for (const place of places) {
    const rank = FULL_MATCH - (codes[place] ?? 0);
    const to = starts[rank] ?? 0;
    starts[rank] = to + 1;
    sorted[to] = place;
  }
  return sorted;
}
