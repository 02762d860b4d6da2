import type { LabelSuggestion } from '../../../shared/api.ts';
import type { Vocabulary } from '../../../shared/model/concept.ts';
import { FULL_MATCH } from './match-code.ts';
import type { PhotoIndex } from './photo-index.ts';
import { countPhotos, formatConcept } from './resolve-query.ts';
import { foundList, listStart, type Segment } from './segment.ts';

/** What labels of the library are told from. */
export interface ConceptContext {
  index: PhotoIndex;
  space: Vocabulary;
  /** Whether any model or decision could put this concept, or one below it, on a photo. */
  isPossible(concept: number): boolean;
  /** Whether a model or the user names this concept itself. */
  isNamed(concept: number): boolean;
}

/** Above this depth of the tree concepts ("entity", "object") are no use as suggestions. */
const BROADEST_DEPTH = 4;

/** Whether a concept says something of a photo: the upper floors of WordNet do not. */
export function isTelling(space: Vocabulary, concept: number): boolean {
  // The user's own labels come after the vocabulary and stand alone.
  return space.parentOf(concept) === undefined || space.pathTo(concept).length > BROADEST_DEPTH;
}

/** Concepts that photos are counted by, each with their number. */
export function* heldConcepts(index: PhotoIndex): Generator<{ concept: number; photos: number }> {
  for (const [concept, key] of index.keys.concepts()) {
    if (!index.isCounted(key)) continue;
    const photos = countPhotos(index, concept);
    if (photos > 0) yield { concept, photos };
  }
}

/** A label of the library as it is suggested. */
export function toSuggestion(
  context: ConceptContext,
  { concept, photos }: { concept: number; photos: number },
  alias: string | null = null,
): LabelSuggestion {
  const { index, space } = context;
  const { id, name } = space.concept(concept);
  const coverId = findCover(index, index.keys.ofConcept(concept));
  return { name, concept: id, alias, query: formatConcept(context, concept), photos, coverId };
}

/** The photo that is best found by a key, but for those that are taken; 0 where none is. */
export function findCover(index: PhotoIndex, key: number, taken?: ReadonlySet<number>): number {
  let best = 0;
  let coverId = 0;
  const look = (segment: Segment) => {
    const { listPositions, listCodes, stale, ids } = segment;
    const list = foundList(key);
    for (let i = listStart(segment, list), end = listStart(segment, list + 1); i < end && best < FULL_MATCH; i++) {
      const position = listPositions[i] ?? 0;
      const code = listCodes[i] ?? 0;
      if (code <= best || stale[position] === 1 || taken?.has(ids[position] ?? 0)) continue;
      best = code;
      coverId = ids[position] ?? 0;
    }
  };
  look(index.delta);
  look(index.base);
  return coverId;
}
