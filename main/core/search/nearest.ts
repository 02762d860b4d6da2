import type { LabelSuggestion } from '../../../shared/api.ts';
import type { Vocabulary } from '../../../shared/model/concept.ts';
import { heldConcepts, toSuggestion } from './concept-view.ts';
import type { PhotoIndex } from './photo-index.ts';

/** Below this likeness things have little to do with each other: "artifact" is all that a boat and a fork share. */
const LEAST_LIKENESS = 0.6;

/**
 * Labels of the library that are nearest in meaning to some concepts, nearest first, by the similarity of Wu and Palmer
 * (1994): twice the depth of what both are, over the sum of their depths.
 */
export function findNearest(
  index: PhotoIndex,
  space: Vocabulary,
  concepts: readonly number[],
  limit: number,
): LabelSuggestion[] {
  const wanted = concepts.map((concept) => space.pathTo(concept));
  return [...heldConcepts(index)]
    .map((held) => {
      const path = space.pathTo(held.concept);
      return { ...held, likeness: wanted.reduce((most, other) => Math.max(most, likenessOf(path, other)), 0) };
    })
    .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness || b.photos - a.photos)
    .slice(0, limit)
    .map((held) => toSuggestion(index, space, held));
}

function likenessOf(a: readonly number[], b: readonly number[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  return (2 * shared) / (a.length + b.length);
}
