import type { SearchOrder } from '../../../shared/api.ts';
import type { ConceptRange, Vocabulary } from '../../../shared/model/concept.ts';
import {
  compareByDate,
  type IndexBase,
  type IndexedPhoto,
  type PhotoIndex,
  toStoredWeight,
  WEIGHT_SCALE,
} from './photo-index.ts';
import type { ResolvedTerm } from './resolve-terms.ts';

/** A photo answers a term from this summed probability on. */
export const MATCH_PROBABILITY = 0.15;
const MATCH_WEIGHT = MATCH_PROBABILITY * WEIGHT_SCALE;
/** Relevance is sorted in this many steps; equal steps keep the order of dates. */
const RELEVANCE_STEPS = 1_000;

/** Photos that match, in the wanted order; the arrays run in parallel. */
export interface Matches {
  readonly count: number;
  readonly ids: Int32Array;
  /** 0..1 */
  readonly scores: Float32Array;
  readonly takenAtMs: Float64Array;
  /** Width / height in thousandths. */
  readonly aspects: Uint16Array;
}

/** A term with its concepts as ranges of numbers, sorted and disjoint. */
interface RangedTerm {
  negated: boolean;
  ranges: readonly ConceptRange[];
}

/** Finds the photos that answer all terms and none of the negated ones. Without terms: all photos. */
export function evaluate(
  index: PhotoIndex,
  space: Vocabulary,
  terms: readonly ResolvedTerm[],
  order: SearchOrder,
): Matches {
  if (terms.some((term) => !term.negated && term.concepts.length === 0))
    return collect(index.base, new Float32Array(0), []);
  // Wanted terms first: what they leave is what the negated ones have to look at.
  const ranged = terms
    .map((term) => ({ negated: term.negated, ranges: mergeRanges(space, term.concepts) }))
    .sort((a, b) => Number(a.negated) - Number(b.negated));
  const changed = [...index.changed]
    .map((photo) => ({ photo, score: scoreChanged(photo, ranged) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => compareByDate(a.photo, b.photo));
  const matches = collect(index.base, scoreBase(index.base, ranged), changed);
  return order === 'relevance' && terms.length > 0 ? sortByScore(matches) : matches;
}

/** Score of every photo of the base, in 1/65535; 0 where it does not match. */
function scoreBase(base: IndexBase, terms: readonly RangedTerm[]): Float32Array {
  const scores = new Float32Array(base.count);
  const isAllWanted = terms.every((term) => term.negated);
  if (isAllWanted) scores.fill(WEIGHT_SCALE);
  const sums = new Float32Array(terms.length > 1 || isAllWanted ? base.count : 0);
  terms.forEach((term, i) => {
    if (i === 0 && !term.negated) {
      addWeights(base, term.ranges, scores);
      for (let p = 0; p < scores.length; p++) if ((scores[p] ?? 0) < MATCH_WEIGHT) scores[p] = 0;
      return;
    }
    sums.fill(0);
    addWeights(base, term.ranges, sums);
    for (let p = 0; p < scores.length; p++) {
      const sum = sums[p] ?? 0;
      if (sum >= MATCH_WEIGHT === term.negated) scores[p] = 0;
      else if (!term.negated && sum < (scores[p] ?? 0)) scores[p] = sum;
    }
  });
  for (let p = 0; p < scores.length; p++) if (base.stale[p] === 1) scores[p] = 0;
  return scores;
}

/** Adds the weights of all labels within the ranges to their photos. */
function addWeights(base: IndexBase, ranges: readonly ConceptRange[], sums: Float32Array): void {
  const { concepts, postingStarts, postingPositions, postingWeights } = base;
  for (const { first, end } of ranges) {
    const from = postingStarts[lowerBound(concepts, first)] ?? 0;
    const to = postingStarts[lowerBound(concepts, end)] ?? 0;
    for (let i = from; i < to; i++) {
      const position = postingPositions[i] ?? 0;
      sums[position] = (sums[position] ?? 0) + (postingWeights[i] ?? 0);
    }
  }
}

/** Score of one photo outside the base, in 1/65535. */
function scoreChanged(photo: IndexedPhoto, terms: readonly RangedTerm[]): number {
  let score = WEIGHT_SCALE;
  for (const { negated, ranges } of terms) {
    let sum = 0;
    for (const { concept, weight } of photo.entries) {
      if (ranges.some(({ first, end }) => concept >= first && concept < end)) sum += toStoredWeight(weight);
    }
    if (sum >= MATCH_WEIGHT === negated) return 0;
    if (!negated) score = Math.min(score, sum);
  }
  return score;
}

/** Brings what matches in the base and beside it into one list by date. */
function collect(
  base: IndexBase,
  scores: Float32Array,
  changed: readonly { photo: IndexedPhoto; score: number }[],
): Matches {
  const matching = scores.reduce((count, score) => count + (score > 0 ? 1 : 0), 0);
  const total = matching + changed.length;
  const matches = {
    count: total,
    ids: new Int32Array(total),
    scores: new Float32Array(total),
    takenAtMs: new Float64Array(total),
    aspects: new Uint16Array(total),
  };
  let at = 0;
  let next = 0;
  const add = (id: number, score: number, takenAtMs: number, aspect: number) => {
    matches.ids[at] = id;
    matches.scores[at] = Math.min(score / WEIGHT_SCALE, 1);
    matches.takenAtMs[at] = takenAtMs;
    matches.aspects[at] = aspect;
    at++;
  };
  const addChangedBefore = (position: number) => {
    const place = { takenAtMs: base.takenAtMs[position] ?? 0, id: base.ids[position] ?? 0 };
    for (let item = changed[next]; item && compareByDate(item.photo, place) < 0; item = changed[++next]) {
      add(item.photo.id, item.score, item.photo.takenAtMs, item.photo.aspect);
    }
  };
  for (let p = 0; p < scores.length; p++) {
    const score = scores[p] ?? 0;
    if (score === 0) continue;
    if (next < changed.length) addChangedBefore(p);
    add(base.ids[p] ?? 0, score, base.takenAtMs[p] ?? 0, base.aspects[p] ?? 0);
  }
  for (const { photo, score } of changed.slice(next)) add(photo.id, score, photo.takenAtMs, photo.aspect);
  return matches;
}

/** Best first by counting; photos of the same step stay newest first. */
function sortByScore(matches: Matches): Matches {
  const { count } = matches;
  const stepOf = (i: number) => RELEVANCE_STEPS - Math.round((matches.scores[i] ?? 0) * RELEVANCE_STEPS);
  const places = new Int32Array(RELEVANCE_STEPS + 2);
  for (let i = 0; i < count; i++) {
    const place = stepOf(i) + 1;
    places[place] = (places[place] ?? 0) + 1;
  }
  for (let i = 1; i < places.length; i++) places[i] = (places[i] ?? 0) + (places[i - 1] ?? 0);
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const step = stepOf(i);
    const place = places[step] ?? 0;
    places[step] = place + 1;
    order[place] = i;
  }
  return {
    count,
    ids: Int32Array.from(order, (i) => matches.ids[i] ?? 0),
    scores: Float32Array.from(order, (i) => matches.scores[i] ?? 0),
    takenAtMs: Float64Array.from(order, (i) => matches.takenAtMs[i] ?? 0),
    aspects: Uint16Array.from(order, (i) => matches.aspects[i] ?? 0),
  };
}

/** All that the concepts cover, as sorted, disjoint ranges, so that no label counts twice. */
function mergeRanges(space: Vocabulary, concepts: readonly number[]): ConceptRange[] {
  const sorted = concepts.flatMap((concept) => [...space.rangesOf(concept)]).sort((a, b) => a.first - b.first);
  const merged: ConceptRange[] = [];
  for (const { first, end } of sorted) {
    const last = merged.at(-1);
    if (last && first <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ first, end });
  }
  return merged;
}

/** Position of the first number that is not below the wanted one; the length where there is none. */
function lowerBound(sorted: Uint32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
