/**
 * The form in which words are compared: lower case, no diacritics, apostrophes or full stops, one space for whatever
 * separates words. `Jack-o'-lantern` and `jack o lantern` are the same key; so are `R.V.` and `rv`.
 */
export function wordKey(words: string): string {
  return words.normalize('NFKD').toLowerCase().normalize('NFKD').replace(MARKS, '').replace(SEPARATORS, ' ').trim();
}

// Combining marks (what is left of a diacritic after NFKD), apostrophes of every shape, full stops.
const MARKS = /[\p{M}'’‘ʼ`´′.]+/gu;

// White space and control characters, underscore, slash, every dash.
const SEPARATORS = /[\s\p{Cc}_/\p{Pd}]+/gu;
