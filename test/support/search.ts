import type { WriteDb } from '../../main/core/db/connection.ts';
import { createConceptSpace } from '../../main/core/labels/concept-space.ts';
import { createLabeller } from '../../main/core/labels/labeller.ts';
import { createPossibleConcepts } from '../../main/core/possible-concepts.ts';
import { createSearch, type Search, type SearchSources } from '../../main/core/search/search.ts';
import { vocabulary } from './vocabulary.ts';

interface TestSearchOptions extends Partial<Pick<SearchSources, 'snapshots' | 'stamp'>> {
  /** Local wall-clock time as if it were UTC; 1 July 2026 without. */
  nowMs?: number;
  /** Is told of each photo that is read. */
  onContent?(photoId: number): void;
}

/** The search over a database, as the library puts it together, up to date. */
export async function openTestSearch(db: WriteDb, modelId: number, options: TestSearchOptions = {}): Promise<Search> {
  const search = makeTestSearch(db, modelId, options);
  await search.refresh();
  return search;
}

/** The same, with nothing read yet. */
export function makeTestSearch(db: WriteDb, modelId: number, options: TestSearchOptions = {}): Search {
  const { nowMs = Date.UTC(2026, 6, 1), onContent, snapshots, stamp = () => '' } = options;
  const space = createConceptSpace(db, vocabulary);
  const labeller = createLabeller(db, space, () => 0.95);
  const possible = createPossibleConcepts(db, space);
  return createSearch({
    db,
    space,
    contentOf(photo) {
      onContent?.(photo.id);
      return labeller.contentOf(photo);
    },
    isPossible: possible.has,
    isNamed: possible.names,
    isVague: () => false,
    activeModelId: () => modelId,
    now: () => nowMs,
    ...(snapshots ? { snapshots } : {}),
    stamp,
  });
}
