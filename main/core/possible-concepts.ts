import type { Vocabulary } from '../../shared/model/concept.ts';
import { lowerBound } from '../../shared/sorted.ts';
import type { ReadDb } from './db/connection.ts';
import { listDecidedConcepts } from './db/decisions.ts';
import { listModels } from './db/models.ts';
import { listTaught } from './db/taught.ts';

/** Concepts that some photo could have: what a model can say or the user has said, and all that is above it. */
export interface PossibleConcepts {
  has(concept: number): boolean;
  /** Whether a model or the user names this concept itself. */
  names(concept: number): boolean;
  refresh(): void;
}

export function createPossibleConcepts(db: ReadDb, space: Vocabulary): PossibleConcepts {
  let sorted: number[] = [];

  function refresh(): void {
    const ids = [
      ...listModels(db).flatMap((model) => model.classes.map((c) => c.concept)),
      ...listDecidedConcepts(db),
      ...listTaught(db).map(({ concept }) => concept),
    ];
    const numbers = ids.flatMap((id) => space.numberOf(id) ?? []);
    sorted = [...new Set(numbers)].sort((a, b) => a - b);
  }

  refresh();
  return {
    refresh,
    names: (concept) => sorted[lowerBound(sorted, concept)] === concept,
    has: (concept) =>
      space.rangesOf(concept).some(({ first, end }) => (sorted[lowerBound(sorted, first)] ?? end) < end),
  };
}
