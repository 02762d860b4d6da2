import type { QueryTerm } from '../../shared/api.ts';
import { parseQuery, type QueryPart } from '../../shared/query/parse-query.ts';

/** Names have up to so many words, as far as suggestions go. */
const MAX_WORDS = 3;

/**
 * The pieces at the end of a text that may be a label being typed, longest first: of `dog siamese ca` these are
 * `dog siamese ca`, `siamese ca` and `ca`.
 */
export function fragmentsBeingTyped(text: string): string[] {
  const open = text.split('"');
  const isQuoted = open.length % 2 === 0;
  const words = (isQuoted ? (open.at(-1) ?? '') : text).split(/\s+/).filter((word) => word !== '');
  if (isQuoted) return words.length > 0 ? [words.join(' ')] : [];
  const fragments: string[] = [];
  for (let from = words.length - 1; from >= 0 && words.length - from <= MAX_WORDS; from--) {
    const isExcluded = words[from]?.startsWith('-') === true;
    const fragment = words.slice(from).join(' ').replace(/^-/, '');
    if (fragment !== '') fragments.unshift(fragment);
    // What is excluded begins a name and never continues one.
    if (isExcluded) break;
  }
  return fragments;
}

/** The text with the piece that was being typed replaced by a label's name. */
export function completeFragment(text: string, fragment: string, name: string): string {
  const typed = text.trimEnd().replace(/\s+/g, ' ');
  if (!typed.toLowerCase().endsWith(fragment.toLowerCase())) return name;
  const kept = typed.slice(0, typed.length - fragment.length);
  // A minus reaches over several words only where they are quoted.
  if (kept.endsWith('-') && name.includes(' ')) return `${kept}"${name}"`;
  return kept.split('"').length % 2 === 0 ? `${kept}${name}"` : `${kept}${name}`;
}

/** The text without one of its terms, written anew from what the core reads in it. */
export function withoutTerm(text: string, term: Pick<QueryTerm, 'text' | 'negated'>): string {
  const parts = parseQuery(text);
  for (let first = 0; first < parts.length; first++) {
    for (let end = first + 1; end <= parts.length; end++) {
      const run = parts.slice(first, end);
      const words = run.map((part) => part.text).join(' ');
      if (words.length > term.text.length) break;
      if (words === term.text && run.every((part) => part.negated === term.negated)) {
        return [...parts.slice(0, first), ...parts.slice(end)].map(writePart).join(' ');
      }
    }
  }
  return text;
}

function writePart({ text, phrase, negated }: QueryPart): string {
  return `${negated ? '-' : ''}${phrase ? `"${text}"` : text}`;
}

/** Ever shorter beginnings of a word, the longest first, for labels that are written nearly so. */
export function beginnings(word: string, shortest = 3, most = 6): string[] {
  const letters = [...word.trim()];
  const result: string[] = [];
  for (let length = letters.length - 1; length >= shortest && result.length < most; length--) {
    result.push(letters.slice(0, length).join(''));
  }
  return result;
}
