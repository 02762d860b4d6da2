import type { WriteDb } from '../../main/core/db/connection.ts';
import { createConceptSpace } from '../../main/core/labels/concept-space.ts';
import { createLabeller } from '../../main/core/labels/labeller.ts';
import { createPossibleConcepts } from '../../main/core/possible-concepts.ts';
import { createSearch, type Search } from '../../main/core/search/search.ts';
import { vocabulary } from './vocabulary.ts';

/** The search over a database, as the library puts it together, up to date. */
export async function openTestSearch(db: WriteDb, modelId: number, nowMs = Date.UTC(2026, 6, 1)): Promise<Search> {
  const space = createConceptSpace(db, vocabulary);
  const labeller = createLabeller(db, space, () => 0.95);
  const possible = createPossibleConcepts(db, space);
  const search = createSearch({
    db,
    space,
    contentOf: labeller.contentOf,
    isPossible: possible.has,
    isNamed: possible.names,
    isVague: () => false,
    activeModelId: () => modelId,
    now: () => nowMs,
  });
  await search.refresh();
  return search;
}
