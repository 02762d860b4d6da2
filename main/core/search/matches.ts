import type { SearchOrder } from '../../../shared/api.ts';
import { type Condition, ranks } from './condition.ts';
import { countCertain, Evaluation } from './evaluate.ts';
import { countOutside, type Hits, keep, subtract } from './hits.ts';
import { FULL_MATCH } from './match-code.ts';
import type { PhotoIndex } from './photo-index.ts';
import { compareByDate, listStart, type Segment } from './segment.ts';

/** Places of photos and how well each answers; arrays run in parallel. */
export interface Placed {
  readonly places: Uint32Array;
  readonly codes: Uint16Array;
}

/**
 * Photos that match, in the wanted order. A photo is a place: its position in the base, or behind these that in the delta.
 * Good until the index changes.
 */
export interface Matches {
  readonly count: number;
  /** All of them. */
  list(): Placed;
  /** Some of them: putting the first few hundred of a million in order takes a part of the time. */
  page(offset: number, limit: number): Placed;
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

/** What was worked out of a query over an index as it is. */
export type Evaluations = readonly [base: Evaluation, delta: Evaluation];

export function startEvaluations({ base, delta }: PhotoIndex): Evaluations {
  return [new Evaluation(base), new Evaluation(delta)];
}

/** From this share of the result on, all of it is put in order. */
const MAX_SHARE_PICKED = 0.25;

/** Finds the photos that answer a condition, or those that answer it weakly only. */
export function findMatches(
  index: PhotoIndex,
  condition: Condition,
  order: SearchOrder,
  kind: MatchKind,
  evaluations = startEvaluations(index),
): Matches {
  const { base, delta } = index;
  const [inBase, inDelta] = evaluations.map((evaluation) => hitsOf(evaluation, condition, kind)) as [Hits, Hits];
  const merged = mergeByDate(base, inBase, delta, inDelta);
  const asksForLabels = ranks(condition);
  const isRanked = order === 'relevance' && asksForLabels;
  const count = merged.places.length;
  let sorted: Placed | undefined;
  const list = () => {
    sorted ??= isRanked ? sortByCode(merged) : order === 'added' ? sortById(merged, base, delta) : merged;
    return sorted;
  };
  return {
    count,
    list,
    page(offset, limit) {
      const isFew = isRanked && !sorted && offset + limit < count * MAX_SHARE_PICKED;
      const { places, codes } = isFew ? sortByCode(pickBest(merged, offset + limit)) : list();
      return { places: places.subarray(offset, offset + limit), codes: codes.subarray(offset, offset + limit) };
    },
    base,
    delta,
    hits: [
      { segment: base, hits: inBase },
      { segment: delta, hits: inDelta },
    ],
    order: order === 'relevance' && !isRanked ? 'date' : order,
    asksForLabels,
  };
}

/** Number of photos that answer a condition, or that answer it weakly only. */
export function countMatches(
  index: PhotoIndex,
  condition: Condition,
  kind: MatchKind,
  evaluations = startEvaluations(index),
): number {
  if (kind === 'weaker' && !ranks(condition)) return 0;
  return evaluations.reduce((sum, evaluation) => sum + countOf(evaluation, condition, kind), 0);
}

function countOf(evaluation: Evaluation, condition: Condition, kind: MatchKind): number {
  const { segment } = evaluation;
  if (segment.staleCount > 0) return hitsOf(evaluation, condition, kind).positions.length;
  if (kind === 'found')
    return condition.kind === 'certainty'
      ? countCertain(segment, condition)
      : evaluation.of(condition, false).positions.length;
  const found = evaluation.of(condition, false);
  const lists = weakerListsOf(condition);
  if (lists) return countInLists(segment, lists, found);
  const weaker = weakerOf(evaluation, condition);
  return keepsFound(condition) ? weaker.positions.length - found.positions.length : countOutside(weaker, found);
}

/** Whether all that match well are among those that match weakly: where a certainty is asked for, they may be too sure. */
function keepsFound(condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.parts.every(keepsFound);
    case 'lists':
      return condition.weaker.length === 0 || condition.lists.every((list) => condition.weaker.includes(list));
    case 'certainty':
      return condition.most >= 1;
    default:
      return true;
  }
}

/** The lists of weaker matches, where nothing but being in one of some lists is asked for. */
function weakerListsOf(condition: Condition): number[] | undefined {
  if (condition.kind === 'lists') return [...condition.weaker];
  if (condition.kind !== 'any') return undefined;
  const lists = condition.parts.map(weakerListsOf);
  return lists.every((some) => some !== undefined) ? lists.flat() : undefined;
}

/** Photos that are in any of the lists, and not among some others. */
function countInLists(segment: Segment, lists: readonly number[], not: Hits): number {
  const isSeen = new Uint8Array(segment.count);
  for (const position of not.positions) isSeen[position] = 1;
  let count = 0;
  for (const list of new Set(lists)) {
    const end = listStart(segment, list + 1);
    for (let i = listStart(segment, list); i < end; i++) {
      const position = segment.listPositions[i] ?? 0;
      count += 1 - (isSeen[position] ?? 0);
      isSeen[position] = 1;
    }
  }
  return count;
}

function hitsOf(evaluation: Evaluation, condition: Condition, kind: MatchKind): Hits {
  const found = evaluation.of(condition, false);
  const hits = kind === 'found' ? found : subtract(weakerOf(evaluation, condition), found);
  const { stale, staleCount } = evaluation.segment;
  return staleCount === 0 ? hits : keep(hits, (position) => stale[position] === 0);
}

/** Photos that match weakly; those that match well may be among them. */
const weakerOf = (evaluation: Evaluation, condition: Condition) => evaluation.of(weakerThan(condition), true);

/** Of plain lists, those that find are not read twice. */
function weakerThan(condition: Condition): Condition {
  if (condition.kind !== 'lists') return condition;
  return { ...condition, weaker: condition.weaker.filter((list) => !condition.lists.includes(list)) };
}

/** One column of all photos that match, in their order. */
export function gather<A extends Int32Array | Uint16Array | Float64Array>(
  into: A,
  { list, base, delta }: Matches,
  column: 'ids' | 'takenAtMs' | 'aspects',
): A {
  const { places } = list();
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

/** Merges what matches in the base and the little that is beside it, newest first. */
function mergeByDate(base: Segment, inBase: Hits, delta: Segment, inDelta: Hits): Placed {
  if (inDelta.positions.length === 0) return { places: inBase.positions, codes: inBase.codes };
  const places = new Uint32Array(inBase.positions.length + inDelta.positions.length);
  const codes = new Uint16Array(places.length);
  let taken = 0;
  const takeBase = (end: number, at: number) => {
    places.set(inBase.positions.subarray(taken, end), at);
    codes.set(inBase.codes.subarray(taken, end), at);
    taken = end;
  };
  inDelta.positions.forEach((position, i) => {
    takeBase(countBefore(base, inBase, taken, delta, position), taken + i);
    places[taken + i] = base.count + position;
    codes[taken + i] = inDelta.codes[i] ?? 0;
  });
  takeBase(inBase.positions.length, taken + inDelta.positions.length);
  return { places, codes };
}

/** How many of some hits go before a photo of another segment; at least `least` do. */
function countBefore(base: Segment, { positions }: Hits, least: number, delta: Segment, position: number): number {
  const photo = { takenAtMs: delta.takenAtMs[position] ?? 0, id: delta.ids[position] ?? 0 };
  let low = least;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = positions[middle] ?? 0;
    if (compareByDate({ takenAtMs: base.takenAtMs[at] ?? 0, id: base.ids[at] ?? 0 }, photo) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those with the highest codes, in the order in which they are; of the same code the first ones. */
function pickBest({ places, codes }: Placed, count: number): Placed {
  const counts = new Uint32Array(FULL_MATCH + 1);
  for (let i = 0; i < codes.length; i++) counts[codes[i] ?? 0] = (counts[codes[i] ?? 0] ?? 0) + 1;
  let least = FULL_MATCH;
  let above = 0;
  for (; least > 0 && above + (counts[least] ?? 0) < count; least--) above += counts[least] ?? 0;
  const picked = { places: new Uint32Array(count), codes: new Uint16Array(count) };
  let ofLeast = count - above;
  let next = 0;
  for (let i = 0; i < codes.length && next < count; i++) {
    const code = codes[i] ?? 0;
    if (code < least || (code === least && ofLeast-- <= 0)) continue;
    picked.places[next] = places[i] ?? 0;
    picked.codes[next++] = code;
  }
  return picked;
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
