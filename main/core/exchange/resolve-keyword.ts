import { type ConceptId, isInRanges, type Vocabulary } from '../../../shared/model/concept.ts';
import type { Keyword } from './keywords.ts';

/** The labels that there are, and the making of further ones. */
export interface LabelSpace extends Pick<Vocabulary, 'find' | 'concept' | 'rangesOf'> {
  ensureLabel(text: string): ConceptId;
  ensureLabelBelow(text: string, parent: ConceptId): ConceptId;
}

/** What a keyword is called of which there is no label yet, and where that would go. */
export interface NewLabel {
  name: string;
  /** Number of what is known above it; undefined where nothing is. */
  parent: number | undefined;
}

/**
 * The label that a keyword means: of the senses of its name the one that is below what stands above it, else the most usual.
 * Of a name that is none yet, what it would be.
 */
export function resolveKeyword(space: LabelSpace, path: Keyword): ConceptId | NewLabel {
  const sense = findSense(space, path);
  if (sense !== undefined) return space.concept(sense).id;
  let parent: number | undefined;
  for (let end = path.length - 1; end > 0 && parent === undefined; end--) parent = findSense(space, path.slice(0, end));
  return { name: path.at(-1) ?? '', parent };
}

/** Makes a label, below its parent where it has one. */
export function makeLabel(space: LabelSpace, { name, parent }: NewLabel): ConceptId {
  return parent === undefined ? space.ensureLabel(name) : space.ensureLabelBelow(name, space.concept(parent).id);
}

function findSense(space: LabelSpace, path: Keyword): number | undefined {
  const senses = space.find(path.at(-1) ?? '');
  for (const name of path.slice(0, -1).toReversed()) {
    const above = space.find(name);
    const below = senses.find((sense) => above.some((top) => top !== sense && isInRanges(space.rangesOf(top), sense)));
    if (below !== undefined) return below;
  }
  return senses[0];
}
