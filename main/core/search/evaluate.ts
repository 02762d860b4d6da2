import { type Condition, ranks } from './condition.ts';
import { FULL_MATCH, fromScore, NO_MATCH } from './match-code.ts';
import { findNames, firstBefore, listStart, type Segment } from './segment.ts';

/** Radius of the sphere with the Earth's surface area, km. */
const EARTH_RADIUS_KM = 6_371.007;
const DEGREE = Math.PI / 180;

/**
 * How well each photo of a segment answers, as `MatchCode`s by position; 0 where it does not match or is stale. All of
 * `all` must match, and the least counts; the best of `any`. Filters match fully or not at all.
 * @param weaker whether weaker matches count as well, outside of `not`
 */
export function evaluate(segment: Segment, condition: Condition, weaker: boolean): Uint16Array {
  const codes = new Uint16Array(segment.count);
  evaluateInto(segment, condition, weaker, codes);
  const { stale } = segment;
  for (let p = 0; p < codes.length; p++) if (stale[p] === 1) codes[p] = NO_MATCH;
  return codes;
}

/** Sets every element of `codes`. */
function evaluateInto(segment: Segment, condition: Condition, weaker: boolean, codes: Uint16Array): void {
  switch (condition.kind) {
    case 'all':
      evaluateAll(segment, condition.parts, weaker, codes);
      return;
    case 'any':
      evaluateAny(segment, condition.parts, weaker, codes);
      return;
    case 'not':
      evaluateInto(segment, condition.part, false, codes);
      for (let p = 0; p < codes.length; p++) codes[p] = codes[p] === NO_MATCH ? FULL_MATCH : NO_MATCH;
      return;
    case 'lists':
      codes.fill(NO_MATCH);
      for (const list of weaker ? condition.weaker : condition.lists) raiseToList(segment, list, codes);
      return;
    case 'taken':
      codes.fill(NO_MATCH);
      for (const { fromMs, endMs } of condition.ranges)
        codes.fill(FULL_MATCH, firstBefore(segment, endMs), firstBefore(segment, fromMs));
      return;
    case 'name':
      codes.fill(NO_MATCH);
      for (const position of findNames(segment, condition.text)) codes[position] = FULL_MATCH;
      return;
    case 'near':
      evaluateNear(segment, condition, codes);
      return;
    case 'certainty': {
      const { bestPercents } = segment;
      for (let p = 0; p < codes.length; p++) {
        const best = (bestPercents[p] ?? 0) / 100;
        codes[p] = best >= condition.least && best <= condition.most ? FULL_MATCH : NO_MATCH;
      }
      return;
    }
    case 'nothing':
      codes.fill(NO_MATCH);
      return;
  }
}

function evaluateAll(segment: Segment, parts: readonly Condition[], weaker: boolean, codes: Uint16Array): void {
  codes.fill(FULL_MATCH);
  const asksForLabels = parts.some(ranks);
  const other = parts.length > 0 ? new Uint16Array(codes.length) : codes;
  for (const part of parts) {
    // Beside labels, certainty is theirs and is looked at when they are known.
    if (part.kind === 'certainty' && asksForLabels) continue;
    evaluateInto(segment, part, weaker, other);
    for (let p = 0; p < codes.length; p++) if ((other[p] ?? 0) < (codes[p] ?? 0)) codes[p] = other[p] ?? 0;
  }
  for (const part of parts) {
    if (part.kind !== 'certainty' || !asksForLabels) continue;
    const least = fromScore(part.least);
    const most = fromScore(part.most) + 3;
    for (let p = 0; p < codes.length; p++) {
      const code = codes[p] ?? 0;
      if (code < least || (part.most < 1 && code > most)) codes[p] = NO_MATCH;
    }
  }
}

function evaluateAny(segment: Segment, parts: readonly Condition[], weaker: boolean, codes: Uint16Array): void {
  codes.fill(NO_MATCH);
  const other = new Uint16Array(codes.length);
  for (const part of parts) {
    evaluateInto(segment, part, weaker, other);
    for (let p = 0; p < codes.length; p++) if ((other[p] ?? 0) > (codes[p] ?? 0)) codes[p] = other[p] ?? 0;
  }
}

function raiseToList(segment: Segment, list: number, codes: Uint16Array): void {
  const { listPositions, listCodes } = segment;
  for (let i = listStart(segment, list), end = listStart(segment, list + 1); i < end; i++) {
    const position = listPositions[i] ?? 0;
    const code = listCodes[i] ?? 0;
    if (code > (codes[position] ?? 0)) codes[position] = code;
  }
}

/** Great-circle distance by the haversine formula; a band of latitudes is looked at first. */
function evaluateNear(
  { latitudes, longitudes }: Segment,
  { latitude, longitude, radiusKm }: Condition & { kind: 'near' },
  codes: Uint16Array,
): void {
  const band = radiusKm / EARTH_RADIUS_KM / DEGREE;
  const most = Math.sin(Math.min(radiusKm / EARTH_RADIUS_KM / 2, Math.PI / 2)) ** 2;
  const cosine = Math.cos(latitude * DEGREE);
  for (let p = 0; p < codes.length; p++) {
    const between = (latitudes[p] ?? Number.NaN) - latitude;
    let matches = Math.abs(between) <= band;
    if (matches) {
      const north = Math.sin((between * DEGREE) / 2) ** 2;
      const east = Math.sin((((longitudes[p] ?? Number.NaN) - longitude) * DEGREE) / 2) ** 2;
      matches = north + cosine * Math.cos((latitudes[p] ?? 0) * DEGREE) * east <= most;
    }
    codes[p] = matches ? FULL_MATCH : NO_MATCH;
  }
}
