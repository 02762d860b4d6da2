import type { SearchOrder } from '../../../shared/api.ts';
import { type ConceptRange, isInRanges, type Vocabulary } from '../../../shared/model/concept.ts';
import { lowerBound } from '../../../shared/sorted.ts';
import {
  compareByDate,
  DECISIVE_BIT,
  type IndexBase,
  type IndexedPhoto,
  toStoredWeight,
  WEIGHT_SCALE,
} from './index-base.ts';
import type { PhotoIndex } from './photo-index.ts';
import type { ResolvedTerm } from './resolve-terms.ts';
import { judge, type Scoring } from './scoring.ts';

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
  scoring: Scoring,
  terms: readonly ResolvedTerm[],
  order: SearchOrder,
): Matches {
  if (terms.some((term) => !term.negated && term.concepts.length === 0))
    return collect(index.base, new Float32Array(0), []);
  const ranged = terms.map((term) => ({ negated: term.negated, ranges: mergeRanges(space, term.concepts) }));
  const changed = [...index.changed]
    .map((photo) => ({ photo, score: scoreChanged(photo, ranged, scoring) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => compareByDate(a.photo, b.photo));
  const matches = collect(index.base, scoreBase(index.base, ranged, scoring), changed);
  return order === 'relevance' && terms.length > 0 ? sortByScore(matches) : matches;
}

/** Score of every photo of the base; 0 where it does not match. */
function scoreBase(base: IndexBase, terms: readonly RangedTerm[], scoring: Scoring): Float32Array {
  const scores = new Float32Array(base.count).fill(1);
  if (terms.length > 0) {
    const sums = new Uint32Array(base.count);
    const decisive = new Uint16Array(base.count);
    for (const { negated, ranges } of terms) {
      sums.fill(0);
      decisive.fill(0);
      addWeights(base, ranges, sums, decisive);
      for (let p = 0; p < scores.length; p++) {
        const sum = sums[p] ?? 0;
        const own = decisive[p] ?? 0;
        const score = sum === 0 && own === 0 ? 0 : Math.max(judge(scoring, sum), own / WEIGHT_SCALE);
        if (score > 0 === negated) scores[p] = 0;
        else if (!negated && score < (scores[p] ?? 0)) scores[p] = score;
      }
    }
  }
  for (let p = 0; p < scores.length; p++) if (base.stale[p] === 1) scores[p] = 0;
  return scores;
}

/** Adds up, for each photo, the weights within the ranges that add up, and keeps the greatest of the others. */
function addWeights(base: IndexBase, ranges: readonly ConceptRange[], sums: Uint32Array, decisive: Uint16Array): void {
  const { concepts, postingStarts, postingPositions, postingWeights } = base;
  for (const { first, end } of ranges) {
    const from = postingStarts[lowerBound(concepts, first)] ?? 0;
    const to = postingStarts[lowerBound(concepts, end)] ?? 0;
    for (let i = from; i < to; i++) {
      const position = postingPositions[i] ?? 0;
      const weight = postingWeights[i] ?? 0;
      if (weight < DECISIVE_BIT) sums[position] = (sums[position] ?? 0) + weight;
      else decisive[position] = Math.max(decisive[position] ?? 0, weight - DECISIVE_BIT);
    }
  }
}

/** Score of one photo outside the base. */
function scoreChanged(photo: IndexedPhoto, terms: readonly RangedTerm[], scoring: Scoring): number {
  let score = 1;
  for (const { negated, ranges } of terms) {
    let sum = 0;
    let own = 0;
    for (const entry of photo.entries) {
      if (!isInRanges(ranges, entry.concept)) continue;
      const weight = toStoredWeight(entry);
      if (entry.adds) sum += weight;
      else own = Math.max(own, weight - DECISIVE_BIT);
    }
    const found = Math.max(judge(scoring, sum), own / WEIGHT_SCALE);
    if (found > 0 === negated) return 0;
    if (!negated) score = Math.min(score, found);
  }
  return score;
}

/** Brings what matches in the base and beside it into one list by date. */
function collect(
  base: IndexBase,
  baseScores: Float32Array,
  changed: readonly { photo: IndexedPhoto; score: number }[],
): Matches {
  let count = changed.length;
  for (let p = 0; p < baseScores.length; p++) if (baseScores[p] !== 0) count++;
  const ids = new Int32Array(count);
  const scores = new Float32Array(count);
  const takenAtMs = new Float64Array(count);
  const aspects = new Uint16Array(count);
  const { ids: baseIds, takenAtMs: baseTimes, aspects: baseAspects } = base;
  let at = 0;
  let next = 0;
  const addChanged = ({ photo, score }: { photo: IndexedPhoto; score: number }) => {
    ids[at] = photo.id;
    scores[at] = score;
    takenAtMs[at] = photo.takenAtMs;
    aspects[at] = photo.aspect;
    at++;
    next++;
  };
  for (let p = 0; p < baseScores.length; p++) {
    const score = baseScores[p] ?? 0;
    if (score === 0) continue;
    const place = { takenAtMs: baseTimes[p] ?? 0, id: baseIds[p] ?? 0 };
    for (let item = changed[next]; item && compareByDate(item.photo, place) < 0; item = changed[next]) addChanged(item);
    ids[at] = place.id;
    scores[at] = score;
    takenAtMs[at] = place.takenAtMs;
    aspects[at] = baseAspects[p] ?? 0;
    at++;
  }
  for (const item of changed.slice(next)) addChanged(item);
  return { count, ids, scores, takenAtMs, aspects };
}

/** Best first by counting; photos of the same step stay newest first. */
function sortByScore({ count, ids, scores, takenAtMs, aspects }: Matches): Matches {
  const steps = new Uint16Array(count);
  const places = new Uint32Array(RELEVANCE_STEPS + 2);
  for (let i = 0; i < count; i++) {
    const step = RELEVANCE_STEPS - Math.round((scores[i] ?? 0) * RELEVANCE_STEPS);
    steps[i] = step;
    places[step + 1] = (places[step + 1] ?? 0) + 1;
  }
  for (let i = 1; i < places.length; i++) places[i] = (places[i] ?? 0) + (places[i - 1] ?? 0);
  const sorted = {
    count,
    ids: new Int32Array(count),
    scores: new Float32Array(count),
    takenAtMs: new Float64Array(count),
    aspects: new Uint16Array(count),
  };
  for (let i = 0; i < count; i++) {
    const step = steps[i] ?? 0;
    const place = places[step] ?? 0;
    places[step] = place + 1;
    sorted.ids[place] = ids[i] ?? 0;
    sorted.scores[place] = scores[i] ?? 0;
    sorted.takenAtMs[place] = takenAtMs[i] ?? 0;
    sorted.aspects[place] = aspects[i] ?? 0;
  }
  return sorted;
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
