import type { SearchOrder } from '../../../shared/api.ts';
import { type Condition, ranks } from './condition.ts';
import { evaluate } from './evaluate.ts';
import { type Hits, keep, subtract } from './hits.ts';
import { FULL_MATCH } from './match-code.ts';
import type { PhotoIndex } from './photo-index.ts';
import { compareByDate, type Segment } from './segment.ts';

/**
 * Photos that match, in the wanted order. A photo is a place: its position in the base, or behind these that in the delta.
 * Good until the index changes.
 */
export interface Matches {
  readonly count: number;
  readonly places: Uint32Array;
  /** How well each answers; runs beside `places`. */
  readonly codes: Uint16Array;
  readonly base: Segment;
  readonly delta: Segment;
  /** The same by segment, in the order of dates. */
  readonly hits: readonly SegmentHits[];
  /** What the places are sorted by. */
  readonly order: SearchOrder;
  /** Labels were asked for, so that codes tell how sure those are. */
  readonly asksForLabels: boolean;
}

export interface SegmentHits {
  readonly segment: Segment;
  readonly hits: Hits;
}

/** What a query is looked at for. */
export type MatchKind = 'found' | 'weaker';

/** Finds the photos that answer a condition, or those that answer it weakly only. */
export function findMatches(index: PhotoIndex, condition: Condition, order: SearchOrder, kind: MatchKind): Matches {
  const { base, delta } = index;
  const [inBase, inDelta] = [base, delta].map((segment) => hitsOf(segment, condition, kind)) as [Hits, Hits];
  const merged = mergeByDate(base, inBase, delta, inDelta);
  const asksForLabels = ranks(condition);
  const isRanked = order === 'relevance' && asksForLabels;
  const { places, codes } = isRanked ? sortByCode(merged) : order === 'added' ? sortById(merged, base, delta) : merged;
  const hits = [
    { segment: base, hits: inBase },
    { segment: delta, hits: inDelta },
  ];
  const sortedBy = order === 'relevance' && !isRanked ? 'date' : order;
  return { count: places.length, places, codes, base, delta, hits, order: sortedBy, asksForLabels };
}

/** Number of photos that answer a condition, or that answer it weakly only. */
export function countMatches({ base, delta }: PhotoIndex, condition: Condition, kind: MatchKind): number {
  if (kind === 'weaker' && !ranks(condition)) return 0;
  return [base, delta].reduce((sum, segment) => sum + hitsOf(segment, condition, kind).positions.length, 0);
}

function hitsOf(segment: Segment, condition: Condition, kind: MatchKind): Hits {
  const found = evaluate(segment, condition, false);
  const hits = kind === 'found' ? found : subtract(evaluate(segment, weakerThan(condition), true), found);
  const { stale, staleCount } = segment;
  return staleCount === 0 ? hits : keep(hits, (position) => stale[position] === 0);
}

/** Of plain lists, those that find are not read twice. */
function weakerThan(condition: Condition): Condition {
  if (condition.kind !== 'lists') return condition;
  return { ...condition, weaker: condition.weaker.filter((list) => !condition.lists.includes(list)) };
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

/** Id of the photo at a place. */
export function idAt({ base, delta }: Pick<Matches, 'base' | 'delta'>, place: number): number {
  return (place < base.count ? base.ids[place] : delta.ids[place - base.count]) ?? 0;
}

interface Placed {
  places: Uint32Array;
  codes: Uint16Array;
}

/** Merges what matches in the base and beside it, newest first. */
function mergeByDate(base: Segment, inBase: Hits, delta: Segment, inDelta: Hits): Placed {
  if (inDelta.positions.length === 0) return { places: inBase.positions, codes: inBase.codes };
  const places = new Uint32Array(inBase.positions.length + inDelta.positions.length);
  const codes = new Uint16Array(places.length);
  const at = (segment: Segment, position: number) => ({
    takenAtMs: segment.takenAtMs[position] ?? 0,
    id: segment.ids[position] ?? 0,
  });
  let next = 0;
  let i = 0;
  const takeBase = () => {
    places[next] = inBase.positions[i] ?? 0;
    codes[next++] = inBase.codes[i++] ?? 0;
  };
  inDelta.positions.forEach((position, j) => {
    const changed = at(delta, position);
    while (i < inBase.positions.length && compareByDate(at(base, inBase.positions[i] ?? 0), changed) < 0) takeBase();
    places[next] = base.count + position;
    codes[next++] = inDelta.codes[j] ?? 0;
  });
  while (i < inBase.positions.length) takeBase();
  return { places, codes };
}

/** Best first by counting; photos of the same code keep their order. */
function sortByCode({ places, codes }: Placed): Placed {
  const starts = new Uint32Array(FULL_MATCH + 2);
  for (let i = 0; i < codes.length; i++) {
    const after = FULL_MATCH - (codes[i] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let i = 1; i < starts.length; i++) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
  const sorted = { places: new Uint32Array(places.length), codes: new Uint16Array(places.length) };
  for (let i = 0; i < places.length; i++) {
    const code = codes[i] ?? 0;
    const rank = FULL_MATCH - code;
    const to = starts[rank] ?? 0;
    starts[rank] = to + 1;
    sorted.places[to] = places[i] ?? 0;
    sorted.codes[to] = code;
  }
  return sorted;
}

/** Highest id first: ids are given in the order in which photos come into the library. */
function sortById({ places, codes }: Placed, base: Segment, delta: Segment): Placed {
  const { length } = places;
  // Id and place in one number each, which sorts without a function to compare; below 2^53 for 4 million photos.
  const ids = Float64Array.from(places, (place, i) => idAt({ base, delta }, place) * length + i).sort();
  const order = Uint32Array.from(ids.reverse(), (id) => id % length);
  return { places: order.map((i) => places[i] ?? 0), codes: Uint16Array.from(order, (i) => codes[i] ?? 0) };
}
