import { wordKey } from '../../main/core/vocabulary/word-key.ts';
import { assert } from '../../shared/errors.ts';
import type { Alias } from './alias-file.ts';
import type { IndexEntry, Synset } from './wordnet-files.ts';

/** A word key and what it may mean. */
export interface LemmaEntry {
  key: string;
  /** Concept numbers, most usual first. */
  senses: number[];
  /** Times tagged in WordNet's texts. */
  frequency: number;
}

/** The words to show for each concept, by number: WordNet's, then those of the aliases; the alias's shown name first. */
export function nameConcepts(synsets: readonly Synset[], aliases: readonly Alias[]): string[][] {
  const byId = new Map(aliases.map((alias) => [alias.id, alias]));
  const named = synsets.map(({ offset, words }) => {
    const alias = byId.get(`n${offset}`);
    byId.delete(`n${offset}`);
    if (!alias) return words;
    const all = alias.name === undefined ? [...words] : [alias.name, ...words.filter((word) => word !== alias.name)];
    const keys = new Set(all.map(wordKey));
    return [...all, ...alias.words.filter((word) => !keys.has(wordKey(word)))];
  });
  assert(byId.size === 0, `aliases of no concept: ${[...byId.keys()].join(', ')}`);
  return named;
}

/**
 * Every word with its senses in WordNet's order of frequency, an alias's concept before all others; sorted by the bytes of
 * the keys. Words that fall on one key (`tree frog`, `tree-frog`) are taken in turns: all first senses, then all second.
 */
export function indexLemmas(
  numbers: ReadonlyMap<string, number>,
  entries: readonly IndexEntry[],
  tagCounts: ReadonlyMap<string, number>,
  names: readonly (readonly string[])[],
  aliases: readonly Alias[],
): LemmaEntry[] {
  const byKey = new Map<string, { ranked: [rank: number, number: number][]; frequency: number }>();
  const add = (key: string, rank: number, number: number) => {
    const lemma = byKey.get(key) ?? { ranked: [], frequency: 0 };
    lemma.ranked.push([rank, number]);
    byKey.set(key, lemma);
  };
  for (const { word, offsets } of entries) {
    const key = wordKey(word);
    for (const [rank, offset] of offsets.entries()) {
      const number = numbers.get(offset);
      if (number !== undefined) add(key, rank, number);
    }
    const lemma = byKey.get(key);
    if (lemma) lemma.frequency += tagCounts.get(word) ?? 0;
  }
  for (const { id, words, name } of aliases) {
    const number = numbers.get(id.slice(1));
    assert(number !== undefined, `alias of no concept: ${id}`);
    for (const word of words) add(wordKey(word), -1, number);
    // A name that only says what to show does not push other senses of the word aside.
    if (name !== undefined) add(wordKey(name), Number.MAX_SAFE_INTEGER, number);
  }
  for (const [number, words] of names.entries()) {
    for (const word of words) {
      const known = byKey.get(wordKey(word))?.ranked.some(([, other]) => other === number);
      assert(known, `"${word}" does not lead to its concept ${number}`);
    }
  }
  return [...byKey]
    .map(([key, { ranked, frequency }]) => {
      const senses = [...new Set(ranked.toSorted((a, b) => a[0] - b[0]).map(([, number]) => number))];
      return { key, senses, frequency };
    })
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}
