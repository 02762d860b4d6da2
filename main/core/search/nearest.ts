import type { LabelSuggestion } from '../../../shared/api.ts';
import { type ConceptContext, heldConcepts, toSuggestion } from './concept-view.ts';

/** Below this likeness things have little to do with each other: "artifact" is all that a boat and a fork share. */
const LEAST_LIKENESS = 0.6;

/**
 * Labels of the library that are nearest in meaning to some concepts, nearest first, by the similarity of Wu and Palmer
 * (1994): twice the depth of what both are, over the sum of their depths. What is above the concepts is
 * left out.
 */
export function findNearest(context: ConceptContext, concepts: readonly number[], limit: number): LabelSuggestion[] {
  const { index, space, isNamed } = context;
  const wanted = concepts.map((concept) => space.pathTo(concept));
  const broader = new Set(concepts.flatMap((concept) => space.ancestorsOf(concept)));
  const nearest = [...heldConcepts(index)]
    .filter(({ concept }) => isNamed(concept) && !broader.has(concept))
    .map((held) => {
      const path = space.pathTo(held.concept);
      return { ...held, likeness: wanted.reduce((most, other) => Math.max(most, likenessOf(path, other)), 0) };
    })
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness || b.photos - a.photos);
  return nearest.slice(0, limit).map((held) => toSuggestion(context, held));
}

function likenessOf(a: readonly number[], b: readonly number[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return (2 * shared) / (a.length + b.length);
}
