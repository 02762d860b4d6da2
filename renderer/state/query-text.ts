import type { QueryTerm } from '../../shared/api.ts';
import { parseQuery } from '../../shared/query/parse-query.ts';

/** Names have up to so many words, as far as suggestions go. */
const MAX_WORDS = 3;
/** What stands before a name and is no part of it: signs, parentheses, `label:`. */
const BEFORE_NAME = /^[-(]*(?:label:)?"?/iu;
const LABEL_FIELD = /label:"?$/iu;
const OPERATOR = /^(?:OR|or|AND|NOT|&&|\|+)$/u;
const NEGATION = /^(?:-+|NOT\s+)/u;

/**
 * The pieces at the end of a text that may be a label being typed, longest first: of `dog siamese ca` these are
 * `dog siamese ca`, `siamese ca` and `ca`.
 */
export function fragmentsBeingTyped(text: string): string[] {
  const open = text.split('"');
  const isQuoted = open.length % 2 === 0;
  const words = (isQuoted ? (open.at(-1) ?? '') : text).split(/\s+/u).filter((word) => word !== '');
  if (isQuoted) return words.length > 0 ? [words.join(' ')] : [];
  const fragments: string[] = [];
  for (let from = words.length - 1; from >= 0 && words.length - from <= MAX_WORDS; from--) {
    const word = words[from] ?? '';
    if (OPERATOR.test(word)) break;
    const before = BEFORE_NAME.exec(word)?.[0] ?? '';
    const fragment = words.slice(from).join(' ').slice(before.length);
    if (fragment !== '') fragments.unshift(fragment);
    // These begin a name and never continue one.
    if (before !== '' || word.includes(':')) break;
  }
  return fragments;
}

/** The text with the piece that was being typed replaced by a part of a query that says what is meant. */
export function completeFragment(text: string, fragment: string, query: string): string {
  const typed = text.trimEnd().replace(/\s+/gu, ' ');
  if (!typed.toLowerCase().endsWith(fragment.toLowerCase())) return query;
  let kept = typed.slice(0, typed.length - fragment.length);
  // An open quote is part of what was being typed, and so is the field: the query brings its own.
  const isQuoted = kept.split('"').length % 2 === 0;
  if (isQuoted) kept = kept.slice(0, kept.lastIndexOf('"'));
  kept = kept.replace(LABEL_FIELD, '');
  // A minus reaches over several words only where they are quoted.
  const isOne = partsOf(query) <= 1;
  return kept.endsWith('-') && !isOne ? `${kept}"${query.replaceAll('"', ' ')}"` : `${kept}${query}`;
}

function partsOf(query: string): number {
  const { root } = parseQuery(query);
  return root.kind === 'all' ? root.parts.length : 1;
}

/** The text with another part instead of one of its terms, which stays negated where it was. */
export function withTermReplaced(text: string, term: QueryTerm, query: string): string {
  const piece = text.slice(term.start, term.end);
  const sign = NEGATION.exec(piece)?.[0] ?? '';
  const isNegated = sign !== '' || term.negated;
  const part = isNegated && partsOf(query) > 1 ? `"${query}"` : query;
  // `foo:` of `foo:bar` ends where the next term begins.
  const after = text.slice(term.end);
  const space = after === '' || /^[\s)|]/u.test(after) ? '' : ' ';
  return `${text.slice(0, term.start)}${sign}${part}${space}${after}`;
}

/** A piece of a query without the sign that negates it. */
export function unsigned(piece: string): string {
  return piece.replace(NEGATION, '');
}

/** What a term asks for, without its sign, its field and its quotes: those are shown otherwise. */
export function nameOfTerm(term: QueryTerm): string {
  const plain = unsigned(term.text);
  if (term.kind === 'unknown' || term.kind === 'date' || term.kind === 'confidence') return plain.replaceAll('"', '');
  const value = plain
    .replace(/^\p{L}+:\s*/u, '')
    .replace(/^["“„«]|["”“»]$/gu, '')
    // Which of several senses of the same name it is says nothing as a number.
    .replace(/\s*\(\d+\)$/u, '');
  return value === '' ? plain : value;
}
