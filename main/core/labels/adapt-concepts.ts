import { isInRanges, type Vocabulary } from '../../../shared/model/concept.ts';
import { type CalibratedModel, type ModelHead, WEAKEST } from './calibrated-model.ts';
import type { DerivedConcept } from './derived-concept.ts';

/** What corrections have taught of the model's word on one photo (`docs/labels.md`, 10). */
export interface AdaptedWord {
  concept: number;
  /** Added to the log-odds. */
  shift: number;
  /** From which probability on the photo is found by it. */
  foundProbability: number;
}

/**
 * Puts what was learnt in the place of what the classes say of a concept, in `derived`. What becomes more probable makes all
 * above it so; what is no longer found takes all below it along, for it can't be a kind of what it is not.
 * @param sumOf stored scores of the classes at or below a concept, added up
 */
export function adaptConcepts(
  space: Vocabulary,
  model: CalibratedModel,
  derived: Map<number, DerivedConcept>,
  sumOf: ReadonlyMap<number, number>,
  adapted: readonly AdaptedWord[],
): void {
  for (const { concept, shift, foundProbability } of adapted) {
    if (model.countClasses(concept) === 0) continue;
    const probability = shifted(model.toProbability(sumOf.get(concept) ?? 0), shift);
    const isFound = probability >= foundProbability;
    if (probability < WEAKEST) derived.delete(concept);
    else {
      derived.set(concept, {
        concept,
        probability,
        source: 'model',
        fromClasses: isFound ? probability : 0,
        isFound,
        isSure: isFound,
        isMostSpecific: false,
      });
    }
    if (isFound) raiseAbove(space, derived, concept, probability);
    else lowerBelow(space, derived, concept, probability);
  }
}

/** A head whose word corrections have taught to read. */
export function adaptHead<Head extends ModelHead & { probability: number }>(
  head: Head,
  { shift, foundProbability }: AdaptedWord,
): Head {
  const factProbability = head.factProbability === null ? null : Math.max(head.factProbability, foundProbability);
  return {
    ...head,
    factProbability,
    searchProbability: foundProbability,
    probability: shifted(head.probability, shift),
  };
}

function raiseAbove(
  space: Vocabulary,
  derived: Map<number, DerivedConcept>,
  concept: number,
  probability: number,
): void {
  for (const above of space.ancestorsOf(concept)) {
    const entry = derived.get(above);
    const least = { probability, fromClasses: probability, isFound: true, isSure: true };
    if (!entry) derived.set(above, { concept: above, source: 'model', isMostSpecific: false, ...least });
    else if (entry.probability < probability) Object.assign(entry, least);
  }
}

function lowerBelow(
  space: Vocabulary,
  derived: Map<number, DerivedConcept>,
  concept: number,
  probability: number,
): void {
  const ranges = space.rangesOf(concept);
  for (const entry of derived.values()) {
    if (entry.concept === concept || !isInRanges(ranges, entry.concept)) continue;
    entry.probability = Math.min(entry.probability, probability);
    entry.fromClasses = 0;
    entry.isFound = false;
    entry.isSure = false;
  }
}

/** Keeps log-odds finite. */
const LEAST = 1e-6;

function shifted(probability: number, shift: number): number {
  const kept = Math.min(Math.max(probability, LEAST), 1 - LEAST);
  return 1 / (1 + Math.exp(-(Math.log(kept / (1 - kept)) + shift)));
}
