import { AppError } from '../../../shared/errors.ts';
import type { Concept, ConceptId, Vocabulary } from '../../../shared/model/concept.ts';
import { at, readIndex, readText, type VocabularyIndex } from './asset-format.ts';
import { makeHierarchy } from './hierarchy.ts';
import { baseForms, type Exceptions } from './inflection.ts';
import { makeLemmaIndex } from './lemma-index.ts';
import { wordKey } from './word-key.ts';

/**
 * Where the word exists as it stands, a shorter base form that only the rules give is chance: `gas` is no plural of `GA`.
 * Unit: characters.
 */
const SHORTEST_SECOND_READING = 3;

/**
 * Opens the vocabulary in a folder (`assets/vocabulary`). Reads its index (about 4 MB) and parses nothing; words and
 * glosses (about 8 MB) are read when the first concept is asked for. Takes a few milliseconds.
 * @throws AppError `internal` where the files are missing or damaged
 */
export function loadVocabulary(folder: string): Vocabulary {
  const index = readIndex(folder);
  const { size, longestLemmaWords } = index;
  const lemmas = makeLemmaIndex(index);
  const conceptText = once(() => readText(folder, index));
  const exceptions = once(() => parseExceptions(index));

  function numberOf(id: ConceptId): number | undefined {
    return WORDNET_ID.test(id) ? findByOffset(index, Number(id.slice(1))) : undefined;
  }

  function concept(number: number): Concept {
    const { lineStarts } = index.numbers;
    if (!Number.isInteger(number) || number < 0 || number >= size) {
      throw new RangeError(`No concept ${number}: there are ${size}`);
    }
    const line = conceptText().toString('utf8', at(lineStarts, number), at(lineStarts, number + 1) - 1);
    const [id, gloss, ...words] = line.split('\t');
    const name = words[0];
    if (id === undefined || gloss === undefined || name === undefined) {
      throw new AppError('internal', `The vocabulary in ${folder} is damaged; install Bowerbird again.`);
    }
    return { id, name, lemmas: words, gloss };
  }

  function find(words: string): readonly number[] {
    const key = wordKey(words);
    const found = new Set(lemmas.sensesOf(key));
    const shortest = found.size === 0 || exceptions().has(key) ? 1 : SHORTEST_SECOND_READING;
    const bases = baseForms(key, exceptions()).filter((base) => base.length >= shortest);
    for (const base of bases) for (const number of lemmas.sensesOf(base)) found.add(number);
    if (found.size === 0) for (const number of findJoined(words, [key, ...bases])) found.add(number);
    return [...found];
  }

  /**
   * For what is no word as it stands: one word that WordNet writes in several (`tshirts`), or several that were joined by
   * hyphens (`note-book`). Spaces are left alone: `cat bird` asks for two things, not for a catbird.
   */
  function findJoined(words: string, keys: readonly string[]): readonly number[] {
    if (/\s/u.test(words.trim())) return [];
    const found = new Set<number>();
    for (const key of keys) {
      const joined = key.replaceAll(' ', '');
      if (joined === '') continue;
      const senses = joined === key ? lemmas.sensesOfJoined(joined) : lemmas.sensesOf(joined);
      for (const number of senses) found.add(number);
    }
    return [...found];
  }

  function complete(prefix: string, limit: number): readonly { number: number; lemma: string }[] {
    const key = wordKey(prefix);
    if (key === '') return [];
    return lemmas.complete(key, limit).map(({ number, key: found }) => {
      const { name, lemmas: words } = concept(number);
      return { number, lemma: words.find((word) => wordKey(word) === found) ?? name };
    });
  }

  const frequencyOf = (word: string) => lemmas.frequencyOf(wordKey(word));
  return { size, numberOf, concept, ...makeHierarchy(index), find, frequencyOf, longestLemmaWords, complete };
}

const WORDNET_ID = /^n\d{8}$/;

function findByOffset({ size, numbers: { offsets, byOffset } }: VocabularyIndex, offset: number): number | undefined {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(offsets, at(byOffset, middle)) < offset) low = middle + 1;
    else high = middle;
  }
  const number = byOffset[low];
  return number !== undefined && offsets[number] === offset ? number : undefined;
}

function parseExceptions({ bytes }: VocabularyIndex): Exceptions {
  const exceptions = new Map<string, readonly string[]>();
  for (const line of bytes.exceptions.toString('utf8').split('\n')) {
    const [plural, ...bases] = line.split('\t');
    if (plural) exceptions.set(plural, bases);
  }
  return exceptions;
}

/** Calls the function when its value is first wanted, and remembers it. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
