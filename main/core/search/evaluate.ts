import type { SearchOrder } from '../../../shared/api.ts';
import type { Vocabulary } from '../../../shared/model/concept.ts';
import type { PhotoIndex } from './photo-index.ts';
import type { ResolvedTerm } from './resolve-terms.ts';

/** A photo answers a term from this summed probability on. */
export const MATCH_PROBABILITY = 0.15;
/** Terms are bits of a 32-bit number. */
const MAX_TERMS = 31;
/** Relevance is sorted in this many steps; equal steps keep the order of dates. */
const RELEVANCE_STEPS = 1_000;

/** Photos that match, in the wanted order. */
export interface Matches {
  slots: Int32Array;
  /** 0..1, in step with `slots`. */
  scores: Float32Array;
}

/** For each concept number, the set of terms (as bits) it answers. */
function termsOfConcepts(space: Vocabulary, terms: readonly ResolvedTerm[]): Uint32Array {
  const bits = new Uint32Array(space.size);
  terms.forEach((term, i) => {
    for (const concept of term.concepts) {
      for (const { first, end } of space.rangesOf(concept)) {
        for (let number = first; number < end; number++) bits[number] = (bits[number] ?? 0) | (1 << i);
      }
    }
  });
  return bits;
}

/** Finds the photos that answer all terms and none of the negated ones. Without terms: all photos. */
export function evaluate(
  index: PhotoIndex,
  space: Vocabulary,
  allTerms: readonly ResolvedTerm[],
  order: SearchOrder,
): Matches {
  const byDate = index.slotsByDate();
  const terms = allTerms.slice(0, MAX_TERMS);
  if (terms.length === 0) return { slots: byDate, scores: new Float32Array(byDate.length).fill(1) };
  if (terms.some((term) => !term.negated && term.concepts.length === 0)) {
    return { slots: new Int32Array(0), scores: new Float32Array(0) };
  }
  const bits = termsOfConcepts(space, terms);
  const sums = new Float64Array(terms.length);
  const slots = new Int32Array(byDate.length);
  const scores = new Float32Array(byDate.length);
  let count = 0;
  for (const slot of byDate) {
    index.sumTerms(slot, bits, sums);
    const score = scoreOf(terms, sums);
    if (score === 0) continue;
    slots[count] = slot;
    scores[count] = score;
    count++;
  }
  const matches = { slots: slots.subarray(0, count), scores: scores.subarray(0, count) };
  return order === 'relevance' ? sortByScore(matches) : matches;
}

/** The weakest of the wanted terms, or 0 where one is not met or a negated one is. */
function scoreOf(terms: readonly ResolvedTerm[], sums: Float64Array): number {
  let score = 1;
  for (let i = 0; i < terms.length; i++) {
    const met = (sums[i] ?? 0) >= MATCH_PROBABILITY;
    if (met === terms[i]?.negated) return 0;
    if (!terms[i]?.negated) score = Math.min(score, sums[i] ?? 0);
  }
  return score;
}

/** Best first by counting; photos of the same step stay newest first. */
function sortByScore({ slots, scores }: Matches): Matches {
  const stepOf = (score: number) => RELEVANCE_STEPS - Math.round(score * RELEVANCE_STEPS);
  const places = new Int32Array(RELEVANCE_STEPS + 2);
  for (const score of scores) {
    const place = stepOf(score) + 1;
    places[place] = (places[place] ?? 0) + 1;
  }
  for (let i = 1; i < places.length; i++) places[i] = (places[i] ?? 0) + (places[i - 1] ?? 0);
  const sorted = { slots: new Int32Array(slots.length), scores: new Float32Array(slots.length) };
  for (let i = 0; i < slots.length; i++) {
    const step = stepOf(scores[i] ?? 0);
    const place = places[step] ?? 0;
    places[step] = place + 1;
    sorted.slots[place] = slots[i] ?? 0;
    sorted.scores[place] = scores[i] ?? 0;
  }
  return sorted;
}
