/** One thing asked for: words to be matched to labels. */
export interface QueryPart {
  text: string;
  /** In quotes: the words belong together. */
  phrase: boolean;
  negated: boolean;
}

/** Longer queries are cut: nobody types them, and programs that do get an answer all the same. */
const MAX_QUERY_LENGTH = 500;
const MAX_PARTS = 32;

/**
 * Splits what was typed into words, "phrases in quotes" and -negated ones. There is no syntax error: an unclosed quote
 * reaches to the end, a lone sign is dropped.
 */
export function parseQuery(text: string): QueryPart[] {
  const parts: QueryPart[] = [];
  const pattern = /(-?)"([^"]*)"?|(\S+)/gu;
  for (const match of text
    .slice(0, MAX_QUERY_LENGTH)
    .replace(/[“”„«»]/gu, '"')
    .matchAll(pattern)) {
    const [, minus, phrase, word] = match;
    const negated = word === undefined ? minus === '-' : /^-./u.test(word);
    const content = (word === undefined ? phrase : negated ? word.slice(1) : word) ?? '';
    const clean = content.replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '').replace(/\s+/gu, ' ');
    if (clean !== '') parts.push({ text: clean, phrase: word === undefined, negated });
    if (parts.length === MAX_PARTS) break;
  }
  return parts;
}
