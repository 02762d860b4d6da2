import type { Vocabulary } from '../../../shared/model/concept.ts';
import type { QueryPart } from '../../../shared/query/parse-query.ts';

/** One thing looked for, with all that its words may mean. */
export interface ResolvedTerm {
  text: string;
  negated: boolean;
  /** Concept numbers, the most usual sense first; empty where nobody knows the words. */
  concepts: readonly number[];
}

/** Words that say nothing of a picture by themselves: dropped unless they are part of a known name or in quotes. */
const STOP_WORDS = new Set(
  'a an and are at by for from has have having in into is it its me my near of on or our over photo photos picture pictures image images the their there this to under was were with'.split(
    ' ',
  ),
);

/**
 * Finds what the words of a query mean. Neighbouring words are read as the longest name that somebody knows: "siamese
 * cat" is one thing, "dog beach" two.
 */
export function resolveTerms(space: Vocabulary, parts: readonly QueryPart[]): ResolvedTerm[] {
  const terms: ResolvedTerm[] = [];
  let i = 0;
  while (i < parts.length) {
    const part = parts[i];
    if (!part) break;
    const length = part.phrase || part.negated ? 1 : longestName(space, parts, i);
    const text = parts
      .slice(i, i + length)
      .map((p) => p.text)
      .join(' ');
    i += length;
    const concepts = space.find(text);
    if (concepts.length === 0 && !part.phrase && STOP_WORDS.has(text.toLowerCase())) continue;
    if (length === 1 && !part.phrase && STOP_WORDS.has(text.toLowerCase()) && parts.length > 1) continue;
    terms.push({ text, negated: part.negated, concepts });
  }
  return terms;
}

/** Number of plain words from `start` on that make the longest known name; 1 where none is known. */
function longestName(space: Vocabulary, parts: readonly QueryPart[], start: number): number {
  let most = 1;
  while (most < space.longestLemmaWords && start + most < parts.length) {
    const next = parts[start + most];
    if (!next || next.phrase || next.negated) break;
    most++;
  }
  for (let length = most; length > 1; length--) {
    const text = parts
      .slice(start, start + length)
      .map((p) => p.text)
      .join(' ');
    if (space.find(text).length > 0) return length;
  }
  return 1;
}
