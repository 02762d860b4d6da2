/** What may stand before a word to exclude it; the core reads the same. */
const NEGATION = /(?:^|[\s,])(?:-|not\s+|no\s+|without\s+|except\s+|nicht\s+|ohne\s+)$/i;
const NEGATION_START = /^(?:-|not\s+|without\s+)/i;
const MAX_WORDS = 3;

/**
 * The pieces at the end of a text that may be a label being typed, longest first: of `dog, siamese ca` these are
 * `siamese ca` and `ca`.
 */
export function fragmentsBeingTyped(text: string): string[] {
  const piece = text.slice(text.lastIndexOf(',') + 1).trimStart();
  const words = piece.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0 || /\s$/.test(text)) return words.length === 0 ? [] : [piece.trimEnd()];
  const fragments: string[] = [];
  for (let from = Math.max(0, words.length - MAX_WORDS); from < words.length; from++) {
    const fragment = words.slice(from).join(' ').replace(NEGATION_START, '');
    if (fragment !== '' && fragments.at(-1) !== fragment) fragments.push(fragment);
  }
  return fragments;
}

/** The text with the piece that was being typed replaced by a label's name. */
export function completeFragment(text: string, fragment: string, name: string): string {
  const end = text.trimEnd();
  const kept = end.slice(0, Math.max(0, end.length - fragment.length));
  return end.toLowerCase().endsWith(fragment.toLowerCase()) ? `${kept}${name}` : name;
}

/** The text without one of its terms, and without the words that excluded it. */
export function withoutTerm(text: string, term: string): string {
  const at = text.toLowerCase().indexOf(term.toLowerCase());
  if (at < 0 || term === '') return text;
  const before = text.slice(0, at).replace(/["“]$/, '').replace(NEGATION, ' ');
  const after = text.slice(at + term.length).replace(/^["”]/, '');
  return `${before} ${after}`
    .replace(/\s*,(?:\s*,)+/g, ',')
    .replace(/\s+/g, ' ')
    .replace(/ ,/g, ',')
    .replace(/^[\s,]+|[\s,]+$/g, '')
    .replace(/\s+(?:and|und)$|^(?:and|und)\s+/i, '');
}

/** Ever shorter beginnings of a word, the longest first, for labels that are written nearly so. */
export function beginnings(word: string, shortest = 2, most = 6): string[] {
  const letters = [...word.trim()];
  const result: string[] = [];
  for (let length = letters.length - 1; length >= shortest && result.length < most; length--) {
    result.push(letters.slice(0, length).join(''));
  }
  return result;
}
