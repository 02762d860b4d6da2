import { readFileSync } from 'node:fs';
import { assert } from '../../shared/errors.ts';
import type { ConceptId } from '../../shared/model/concept.ts';

/** What people call a thing in photos, where WordNet lacks the word, ranks this sense low, or shows a stiff name. */
export interface Alias {
  id: ConceptId;
  /** Words that mean this concept before anything else. */
  words: string[];
  /** The word to show for it, if WordNet's first one reads badly. */
  name: string | undefined;
}

/**
 * Reads `aliases.tsv`: id, words separated by commas, and where wanted the word to show. Lines with # are comments.
 * @throws Error where a line is not of that form, or names an id or a word twice
 */
export function readAliases(file: string): Alias[] {
  const ids = new Set<string>();
  const seen = new Set<string>();
  const aliases: Alias[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [id = '', list = '', name, ...rest] = line.split('\t');
    const words = list === '' ? [] : list.split(', ');
    assert(/^n\d{8}$/.test(id) && rest.length === 0 && (words.length > 0 || name), `aliases: malformed line: ${line}`);
    assert(!ids.has(id), `aliases: ${id} has two lines`);
    ids.add(id);
    for (const word of words) {
      assert(word === word.trim() && !seen.has(word), `aliases: "${word}" stands twice or has spaces around it`);
      seen.add(word);
    }
    aliases.push({ id, words, name: name || undefined });
  }
  return aliases;
}
