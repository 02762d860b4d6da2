import type { Facet, Facets } from '../../../shared/api.ts';
import { formatFilter } from '../../../shared/query/parse-query.ts';
import type { FilterField } from '../../../shared/query/query.ts';
import type { ConceptContext } from './concept-view.ts';
import { attributeHolds } from './filters.ts';
import { type Hits, positionsOutside, within } from './hits.ts';
import type { AttributeField } from './key-table.ts';
import { FULL_MATCH, fromScore } from './match-code.ts';
import type { Matches } from './matches.ts';
import type { PhotoIndex } from './photo-index.ts';
import { formatConcept } from './resolve-query.ts';
import { firstBefore, foundList, keyOfList, listStart, type Segment } from './segment.ts';

/** Counts the photos of a result by label, year, camera, folder and type. */
export interface FacetCounter {
  count(matches: Matches, limit: number): Facets;
}

/** A label that may be offered. */
interface Offer {
  concept: number;
  key: number;
  depth: number;
}

/** From how sure on photos are counted, 0..1. */
const CERTAINTIES = [0.9, 0.7, 0.5];

/** A label is no further help beside one above or below it that nearly as many photos of the result show. */
const SAME_SHARE = 0.9;
/** Values of one field that are counted at once. */
const MASK_BITS = 31;

export function createFacetCounter(context: ConceptContext): FacetCounter {
  const { index, space, isNamed } = context;
  const offers: Offer[] = [];
  let seenKeys = 0;

  /** Looks at keys that came since: no words of taxonomists only. */
  function refresh(): void {
    for (; seenKeys < index.keys.size; seenKeys++) {
      const meaning = index.keys.meaningOf(seenKeys);
      if (meaning.field !== 'concept' || !index.isCounted(seenKeys)) continue;
      const { concept } = meaning;
      if (!isNamed(concept) && space.frequencyOf(space.concept(concept).name) === 0) continue;
      offers.push({ concept, key: seenKeys, depth: space.pathTo(concept).length });
    }
  }

  /**
   * The labels that most photos show, but each only where it tells something new: none that all photos share, or that
   * says the same as a more specific one.
   */
  function pickLabels(counts: Uint32Array, total: number, limit: number): Facet[] {
    refresh();
    const candidates = offers
      .map(({ concept, key, depth }) => ({ concept, key, depth, photos: counts[key] ?? 0 }))
      .filter(({ photos }) => photos > 0 && photos < total)
      .sort((a, b) => b.photos - a.photos || b.depth - a.depth);
    const photosOf = new Map(candidates.map(({ concept, photos }) => [concept, photos]));
    const repeated = new Set<number>();
    for (const { concept, photos } of candidates) {
      for (const above of space.ancestorsOf(concept)) {
        if (photos >= (photosOf.get(above) ?? Number.POSITIVE_INFINITY) * SAME_SHARE) repeated.add(above);
      }
    }
    const picked: Facet[] = [];
    for (const { concept, key, photos } of candidates) {
      if (picked.length >= limit) break;
      if (repeated.has(concept) || !index.hasSure(key)) continue;
      picked.push({ name: space.concept(concept).name, query: formatConcept(context, concept), photos });
    }
    return picked;
  }

  return {
    count(matches, limit) {
      const counts = countKeys(index, matches);
      return {
        labels: pickLabels(counts, matches.count, limit),
        years: countYears(matches).slice(0, limit),
        cameras: pickAttributes(index, matches, counts, 'camera', limit),
        folders: pickAttributes(index, matches, counts, 'folder', limit),
        types: pickAttributes(index, matches, counts, 'type', limit),
        certainties: countCertainties(matches),
      };
    },
  };
}

/** Photos of the result by key. Of a large result, what is left out of it is counted and taken off. */
function countKeys(index: PhotoIndex, { hits, count }: Matches): Uint32Array {
  const counts = new Uint32Array(index.keys.size);
  const isMost = count > index.size / 2;
  for (const { segment, hits: found } of hits) {
    const positions = isMost ? positionsOutside(found, segment.count) : found.positions;
    const { countedStarts, countedKeys, stale } = segment;
    for (let i = 0; i < positions.length; i++) {
      const position = positions[i] ?? 0;
      if (stale[position] === 1) continue;
      for (let k = countedStarts[position] ?? 0, end = countedStarts[position + 1] ?? 0; k < end; k++) {
        const key = countedKeys[k] ?? 0;
        counts[key] = (counts[key] ?? 0) + 1;
      }
    }
  }
  if (isMost) {
    for (let key = 0; key < counts.length; key++)
      if (index.isCounted(key)) counts[key] = index.countOf(key) - (counts[key] ?? 0);
  }
  return counts;
}

/** The values that most photos have, each with the photos that its query finds. */
function pickAttributes(
  index: PhotoIndex,
  matches: Matches,
  counts: Uint32Array,
  field: AttributeField & FilterField,
  limit: number,
): Facet[] {
  const picked = [...index.keys.attributes(field)]
    .map(([name, key]) => ({ name, photos: counts[key] ?? 0 }))
    .filter(({ photos }) => photos > 0 && photos < matches.count)
    .sort((a, b) => b.photos - a.photos)
    .slice(0, Math.min(limit, MASK_BITS))
    .map(({ name }) => name);
  const found = countFound(index, matches, counts, field, picked);
  return picked
    .map((name, i) => ({ name, query: formatFilter(field, name), photos: found[i] ?? 0 }))
    .filter(({ photos }) => photos < matches.count)
    .sort((a, b) => b.photos - a.photos);
}

/**
 * Photos of the result that a filter by each of these values finds: one by a folder finds what lies below it as well, and a
 * photo with files in several of them only once.
 */
function countFound(
  index: PhotoIndex,
  { hits }: Matches,
  counts: Uint32Array,
  field: AttributeField & FilterField,
  names: readonly string[],
): number[] {
  const keysOf = names.map((name) => {
    const { lists } = attributeHolds(index.keys, field, name);
    return lists.map(keyOfList).filter((key) => (counts[key] ?? 0) > 0);
  });
  const found = keysOf.map((keys) => keys.reduce((sum, key) => sum + (counts[key] ?? 0), 0));
  if (field !== 'folder' || keysOf.every((keys) => keys.length < 2)) return found;
  const masks = new Uint32Array(index.keys.size);
  keysOf.forEach((keys, i) => {
    for (const key of keys) masks[key] = (masks[key] ?? 0) | (1 << i);
  });
  for (const { segment, hits: inSegment } of hits) {
    for (const position of copiesAmong(index, segment, inSegment)) takeOffRepeats(segment, position, masks, found);
  }
  return found;
}

/** Positions of photos of a result that have several files: only these can be in several folders. */
function* copiesAmong(index: PhotoIndex, segment: Segment, { positions }: Hits): Generator<number> {
  const copyKey = index.keys.findAttribute('is', 'copy');
  if (copyKey === undefined) return;
  const list = foundList(copyKey);
  const copies = segment.listPositions.subarray(listStart(segment, list), listStart(segment, list + 1));
  for (let i = 0, k = 0; i < copies.length && k < positions.length; ) {
    const ahead = (copies[i] ?? 0) - (positions[k] ?? 0);
    if (ahead === 0 && segment.stale[copies[i] ?? 0] === 0) yield copies[i] ?? 0;
    if (ahead <= 0) i++;
    if (ahead >= 0) k++;
  }
}

/** Counts a photo once where several of its keys are in one mask. */
function takeOffRepeats(
  { countedStarts, countedKeys }: Segment,
  position: number,
  masks: Uint32Array,
  found: number[],
): void {
  let seen = 0;
  for (let k = countedStarts[position] ?? 0, end = countedStarts[position + 1] ?? 0; k < end; k++) {
    const mask = masks[countedKeys[k] ?? 0] ?? 0;
    for (let repeated = seen & mask; repeated !== 0; repeated &= repeated - 1) {
      const place = 31 - Math.clz32(repeated & -repeated);
      found[place] = (found[place] ?? 0) - 1;
    }
    seen |= mask;
  }
}

/** Photos that are at least so sure: as the labels asked for, else as the surest label of the photo. */
function countCertainties({ hits, count, asksForLabels }: Matches): Facet[] {
  const ofCodes = new Uint32Array(FULL_MATCH + 1);
  for (const { segment, hits: found } of hits) {
    const { positions, codes } = found;
    if (asksForLabels) for (const code of codes) ofCodes[code] = (ofCodes[code] ?? 0) + 1;
    else addPercents(ofCodes, segment.bestPercents, positions);
  }
  return CERTAINTIES.map((certainty) => ({
    name: `${Math.round(certainty * 100)} %`,
    query: `confidence>=${certainty}`,
    photos: ofCodes.subarray(fromScore(certainty)).reduce((sum, photos) => sum + photos, 0),
  })).filter(({ photos }) => photos > 0 && photos < count);
}

/** Adds the surest labels of some photos to the counts by code. */
function addPercents(ofCodes: Uint32Array, bestPercents: Uint8Array, positions: Uint32Array): void {
  const ofPercents = new Uint32Array(101);
  for (let i = 0; i < positions.length; i++) {
    const percent = bestPercents[positions[i] ?? 0] ?? 0;
    ofPercents[percent] = (ofPercents[percent] ?? 0) + 1;
  }
  ofPercents.forEach((photos, percent) => {
    const code = fromScore(percent / 100);
    ofCodes[code] = (ofCodes[code] ?? 0) + photos;
  });
}

/** Latest first. */
function countYears({ hits, count }: Matches): Facet[] {
  const years = new Map<number, number>();
  for (const { segment, hits: found } of hits) {
    for (let rest = found; rest.positions.length > 0; ) {
      const year = new Date(segment.takenAtMs[rest.positions[0] ?? 0] ?? 0).getUTCFullYear();
      const ofYear = within(rest, 0, firstBefore(segment, Date.UTC(year, 0)));
      years.set(year, (years.get(year) ?? 0) + ofYear.positions.length);
      rest = within(rest, firstBefore(segment, Date.UTC(year, 0)), segment.count);
    }
  }
  return [...years]
    .filter(([, photos]) => photos < count)
    .sort(([a], [b]) => b - a)
    .map(([year, photos]) => ({ name: String(year), query: `year:${year}`, photos }));
}
