import { type Condition, ranks } from './condition.ts';
import { type Hits, intersectWithAny, keep, noHits, rangeHits, subtract, unite, uniteAll, within } from './hits.ts';
import { FULL_MATCH, fromScore } from './match-code.ts';
import { findNames, firstBefore, listStart, type Segment } from './segment.ts';

/** Radius of the sphere with the Earth's surface area, km. */
const EARTH_RADIUS_KM = 6_371.007;
const DEGREE = Math.PI / 180;

/**
 * What parts of a query were found to hold in a segment, so that the result, its weaker matches and the counts of single
 * words are worked out once. Good as long as the segment stays what it is.
 */
export class Evaluation {
  readonly segment: Segment;
  readonly #found = new Map<Condition, Hits>();
  readonly #weaker = new Map<Condition, Hits>();

  constructor(segment: Segment) {
    this.segment = segment;
  }

  /**
   * The photos that match, stale ones among them. All of `all` must match, and the least code counts; the best of `any`.
   * Filters match fully or not at all.
   * @param weaker whether weaker matches count as well, outside of `not`
   */
  of(condition: Condition, weaker: boolean): Hits {
    const asksForWeaker = weaker && ranks(condition);
    const kept = asksForWeaker ? this.#weaker : this.#found;
    const known = kept.get(condition);
    if (known) return known;
    const hits = evaluate(this, condition, asksForWeaker);
    kept.set(condition, hits);
    return hits;
  }
}

function evaluate(evaluation: Evaluation, condition: Condition, weaker: boolean): Hits {
  const { segment } = evaluation;
  switch (condition.kind) {
    case 'all':
      return evaluateAll(evaluation, condition.parts, weaker);
    case 'any':
      return uniteAll(
        condition.parts.map((part) => evaluation.of(part, weaker)),
        segment.count,
      );
    case 'not':
      return subtract(everything(segment), evaluation.of(condition.part, false));
    case 'lists':
      return uniteAll(listsOf(segment, condition, weaker), segment.count);
    case 'taken':
      return takenWithin(segment, everything(segment), condition);
    case 'name':
      return toHits(findNames(segment, condition.text));
    case 'near':
      return evaluateNear(segment, condition);
    case 'similar':
      return evaluateSimilar(segment, condition);
    case 'photos':
      return toHits(findPhotos(segment, condition));
    case 'certainty':
      return keep(everything(segment), makeCertaintyTest(segment, condition, false));
    case 'nothing':
      return noHits;
  }
}

/** What is listed is cut to its dates and intersected, shortest first; the rest is asked of what is left. */
function evaluateAll(evaluation: Evaluation, parts: readonly Condition[], weaker: boolean): Hits {
  const { segment } = evaluation;
  const asksForLabels = parts.some(ranks);
  const dates = parts.filter((part) => part.kind === 'taken');
  const cut = (hits: Hits) => dates.reduce((left, taken) => takenWithin(segment, left, taken), hits);
  const listed = parts
    .filter(({ kind }) => kind !== 'not' && kind !== 'taken' && kind !== 'certainty')
    .map((part) => ({
      part,
      lists: part.kind === 'lists' ? listsOf(segment, part, weaker && ranks(part)) : [evaluation.of(part, weaker)],
    }))
    .sort((a, b) => sizeOf(a.lists) - sizeOf(b.lists));
  const [shortest, ...others] = listed;
  const first = () => {
    if (!shortest) return cut(everything(segment));
    return dates.length > 0 ? uniteAll(shortest.lists.map(cut), segment.count) : evaluation.of(shortest.part, weaker);
  };
  let hits = others.reduce((left, { lists }) => intersectWithAny(left, lists), first());
  for (const part of parts) {
    if (part.kind === 'not') hits = subtract(hits, evaluation.of(part.part, false));
    else if (part.kind === 'certainty') hits = keep(hits, makeCertaintyTest(segment, part, asksForLabels));
  }
  return hits;
}

const sizeOf = (lists: readonly Hits[]) => lists.reduce((sum, { positions }) => sum + positions.length, 0);

function listsOf(segment: Segment, condition: Condition & { kind: 'lists' }, weaker: boolean): Hits[] {
  return (weaker ? condition.weaker : condition.lists).map((list) => hitsOfList(segment, list));
}

const everything = (segment: Segment) => rangeHits(0, segment.count);

function hitsOfList(segment: Segment, list: number): Hits {
  const [start, end] = [listStart(segment, list), listStart(segment, list + 1)];
  return { positions: segment.listPositions.subarray(start, end), codes: segment.listCodes.subarray(start, end) };
}

function takenWithin(segment: Segment, hits: Hits, { ranges }: Condition & { kind: 'taken' }): Hits {
  return ranges
    .map(({ fromMs, endMs }) => within(hits, firstBefore(segment, endMs), firstBefore(segment, fromMs)))
    .filter(({ positions }) => positions.length > 0)
    .reduce(unite, noHits);
}

/** @param asksForLabels certainty is that of the labels asked for, else that of the surest label of the photo */
function makeCertaintyTest(
  { bestPercents }: Segment,
  { least, most }: Condition & { kind: 'certainty' },
  asksForLabels: boolean,
): (position: number, code: number) => boolean {
  if (asksForLabels) {
    const leastCode = fromScore(least);
    const mostCode = most >= 1 ? FULL_MATCH : fromScore(most) + CODES_OF_ONE_SCORE - 1;
    return (_, code) => code >= leastCode && code <= mostCode;
  }
  return (position) => {
    const best = (bestPercents[position] ?? 0) / 100;
    return best >= least && best <= most;
  };
}

/** Photos whose surest label is so sure. */
export function countCertain({ bestPercents }: Segment, { least, most }: Condition & { kind: 'certainty' }): number {
  let count = 0;
  for (let position = 0; position < bestPercents.length; position++) {
    const best = (bestPercents[position] ?? 0) / 100;
    if (best >= least && best <= most) count++;
  }
  return count;
}

/** Codes that have the same score. */
const CODES_OF_ONE_SCORE = fromScore(0.002) - fromScore(0.001);

/** Great-circle distance by the haversine formula; a band of latitudes is looked at first. */
function evaluateNear(
  { latitudes, longitudes, count }: Segment,
  { latitude, longitude, radiusKm }: Condition & { kind: 'near' },
): Hits {
  const band = radiusKm / EARTH_RADIUS_KM / DEGREE;
  const most = Math.sin(Math.min(radiusKm / EARTH_RADIUS_KM / 2, Math.PI / 2)) ** 2;
  const cosine = Math.cos(latitude * DEGREE);
  const found: number[] = [];
  for (let position = 0; position < count; position++) {
    const between = (latitudes[position] ?? Number.NaN) - latitude;
    if (!(Math.abs(between) <= band)) continue;
    const north = Math.sin((between * DEGREE) / 2) ** 2;
    const east = Math.sin((((longitudes[position] ?? Number.NaN) - longitude) * DEGREE) / 2) ** 2;
    if (north + cosine * Math.cos((latitudes[position] ?? 0) * DEGREE) * east <= most) found.push(position);
  }
  return toHits(found);
}

/** Places in the segment, ascending. */
function findPhotos({ ids, count }: Segment, wanted: Condition & { kind: 'photos' }): number[] {
  const positions: number[] = [];
  if (wanted.ids.size === 0) return positions;
  for (let position = 0; position < count; position++) if (wanted.ids.has(ids[position] ?? 0)) positions.push(position);
  return positions;
}

function evaluateSimilar({ ids, count }: Segment, { codes }: Condition & { kind: 'similar' }): Hits {
  if (codes.size === 0) return noHits;
  const positions: number[] = [];
  for (let position = 0; position < count; position++) if (codes.has(ids[position] ?? 0)) positions.push(position);
  return {
    positions: Uint32Array.from(positions),
    codes: Uint16Array.from(positions, (position) => codes.get(ids[position] ?? 0) ?? 0),
  };
}

/** @param positions ascending */
function toHits(positions: readonly number[]): Hits {
  return { positions: Uint32Array.from(positions), codes: new Uint16Array(positions.length).fill(FULL_MATCH) };
}
