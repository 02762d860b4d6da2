/** A WordNet 3.0 noun synset (`n02123597`: letter and offset, as ImageNet writes it) or one of the user's own (`own:7`). */
export type ConceptId = string;

/** One meaning: a synset with its words. */
export interface Concept {
  id: ConceptId;
  /** The word to show. */
  name: string;
  /** All words for it, the shown one first, with spaces (not underscores). */
  lemmas: readonly string[];
  gloss: string;
}

/** Half-open range of concept numbers. */
export interface ConceptRange {
  first: number;
  end: number;
}

/** Whether a concept number is in any of the ranges. */
export function isInRanges(ranges: readonly ConceptRange[], number: number): boolean {
  return ranges.some(({ first, end }) => number >= first && number < end);
}

/**
 * The nouns of WordNet, numbered 0..size-1 in pre-order over a spanning tree of the hypernym graph, so that a concept and
 * all that is below it in the tree is one range. What hangs below it by a second parent comes as further ranges.
 */
export interface Vocabulary {
  readonly size: number;
  /** Number of a concept id, or undefined where WordNet has no such noun. */
  numberOf(id: ConceptId): number | undefined;
  /** @throws RangeError where the number is not in 0..size-1 */
  concept(number: number): Concept;
  /** The concept itself and all below it: sorted, disjoint. */
  rangesOf(number: number): readonly ConceptRange[];
  /** From the broadest ancestor in the tree down to the concept itself. */
  pathTo(number: number): readonly number[];
  /** Everything above it, through all its parents, each once and in no order; without itself. */
  ancestorsOf(number: number): readonly number[];
  /** The parent in the tree, or undefined for the root. */
  parentOf(number: number): number | undefined;
  /**
   * Concepts that the words may mean, the most usual sense first: case, hyphens, plurals and irregular plurals do not
   * matter. Empty where no noun is written so.
   */
  find(words: string): readonly number[];
  /** How often WordNet's texts use the word, on a scale of its own; 0 is never. */
  frequencyOf(word: string): number;
  /** Longest number of words that any lemma has. */
  readonly longestLemmaWords: number;
  /** Concepts one of whose lemmas starts with the text (case does not matter), shortest lemma first. */
  complete(prefix: string, limit: number): readonly { number: number; lemma: string }[];
}
