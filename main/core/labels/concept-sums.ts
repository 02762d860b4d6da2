import type { Vocabulary } from '../../../shared/model/concept.ts';

/** Adds up numbers of concepts over all that is above them. Holds scratch space for one photo at a time. */
export interface ConceptSums {
  /** Adds to the concept and to everything above it, through all parents. */
  add(concept: number, value: number): void;
  /** Hands out every sum, each concept once, and forgets them. */
  drain(visit: (concept: number, sum: number) => void): void;
}

export function createConceptSums(space: Vocabulary): ConceptSums {
  let sums = new Float64Array(space.size);
  let touched: number[] = [];
  const paths = new Map<number, readonly number[]>();

  /** The concept and all above it. The user's own labels come after the vocabulary, one by one. */
  function pathOf(concept: number): readonly number[] {
    let path = paths.get(concept);
    if (!path) {
      path = [concept, ...space.ancestorsOf(concept)];
      paths.set(concept, path);
    }
    if (concept >= sums.length) {
      const grown = new Float64Array(Math.max(space.size, concept + 1));
      grown.set(sums);
      sums = grown;
    }
    return path;
  }

  return {
    add(concept, value) {
      if (value <= 0) return;
      for (const number of pathOf(concept)) {
        const sum = sums[number] ?? 0;
        if (sum === 0) touched.push(number);
        sums[number] = sum + value;
      }
    },
    drain(visit) {
      const concepts = touched;
      touched = [];
      for (const concept of concepts) {
        const sum = sums[concept] ?? 0;
        sums[concept] = 0;
        visit(concept, sum);
      }
    },
  };
}
