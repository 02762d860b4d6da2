import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { INDEX_FILE, TEXT_FILE } from './asset-format.ts';
import { loadVocabulary } from './load-vocabulary.ts';
import { wordKey } from './word-key.ts';

const ASSETS = join(import.meta.dirname, '../../../assets');
const FOLDER = join(ASSETS, 'vocabulary');
const vocabulary = loadVocabulary(FOLDER);

/** Ids of what is found, in order. */
function idsOf(words: string): string[] {
  return vocabulary.find(words).map((number) => vocabulary.concept(number).id);
}

function readRows(file: string): string[][] {
  const lines = readFileSync(join(ASSETS, file), 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
}

test('a concept has its id, words and gloss, and its number leads back to it', () => {
  const number = vocabulary.numberOf('n02123597');
  expect(number).toBeDefined();
  expect(vocabulary.concept(number ?? -1)).toEqual({
    id: 'n02123597',
    name: 'Siamese cat',
    lemmas: ['Siamese cat', 'Siamese'],
    gloss: 'a slender short-haired blue-eyed breed of cat having a pale coat with dark ears paws face and tail tip',
  });
});

test('every number has a concept whose id leads back to the number, and whose name is its first word', () => {
  for (let number = 0; number < vocabulary.size; number++) {
    const { id, name, lemmas, gloss } = vocabulary.concept(number);
    const isWhole = vocabulary.numberOf(id) === number && lemmas[0] === name && name !== '' && gloss !== '';
    if (!isWhole) expect.fail(`${number} ${id} ${name}`);
  }
});

test('every word of a concept finds it', () => {
  // Every twentieth concept: all would take seconds, and the build checks them.
  for (let number = 0; number < vocabulary.size; number += 20) {
    const lost = vocabulary.concept(number).lemmas.filter((lemma) => !vocabulary.find(lemma).includes(number));
    expect(lost).toEqual([]);
  }
});

test('ids that are no noun of WordNet have no number', () => {
  for (const id of ['', 'own:7', 'n00000000', 'n99999999', 'n2123597', 'v02123597', 'n02123597 ']) {
    expect(vocabulary.numberOf(id), id).toBeUndefined();
  }
});

test('numbers outside the vocabulary are refused', () => {
  for (const number of [-1, vocabulary.size, 0.5, Number.NaN]) {
    expect(() => vocabulary.concept(number)).toThrow(RangeError);
  }
});

test('every class of the starter model is found by each of its words', () => {
  const rows = readRows('models/efficientnet-lite2-imagenet/labels.tsv');
  expect(rows).toHaveLength(1000);
  const lost = rows.flatMap(([id = '', words = '']) =>
    words
      .split(', ')
      .filter((word) => !idsOf(word).includes(id))
      .map((word) => `${id} ${word}`),
  );
  expect(lost).toEqual([]);
});

test('a plural finds what its singular finds', () => {
  const plurals = {
    'palm trees': 'palm tree',
    'siamese cats': 'Siamese cat',
    'sports-cars': 'sports car',
    mice: 'mouse',
    children: 'child',
    geese: 'goose',
    wolves: 'wolf',
    knives: 'knife',
    tomatoes: 'tomato',
    puppies: 'puppy',
    buses: 'bus',
    brushes: 'brush',
    cacti: 'cactus',
    'mothers-in-law': 'mother-in-law',
    'Great Danes': 'Great Dane',
  };
  for (const [plural, singular] of Object.entries(plurals)) {
    expect(idsOf(plural), plural).toEqual(idsOf(singular));
  }
});

test('a word that exists as it stands comes before what it may be the plural of', () => {
  const found = idsOf('glasses');
  expect(found[0]).toBe('n04272054');
  expect(found).toContain('n03438257');
  expect(idsOf('oxen')).toEqual(['n02402425', ...idsOf('ox')]);
  expect(idsOf('gas')).not.toContain(idsOf('GA')[0]);
});

test('spelling is forgiven in case, hyphens, apostrophes, diacritics and joined words, but spaces separate words', () => {
  expect(idsOf('  SIAMESE-Cat ')).toEqual(['n02123597']);
  expect(idsOf('jack o lantern')).toEqual(idsOf("Jack-o'-lantern"));
  expect(idsOf('caf\u00e9s')).toEqual(idsOf('cafe'));
  expect(idsOf('icecream')).toEqual(idsOf('ice cream'));
  expect(idsOf('tshirts')).toEqual(idsOf('T-shirt'));
  expect(idsOf('note-book')).toEqual(idsOf('notebook'));
  expect(idsOf('cat bird')).toEqual([]);
});

test('senses come most usual first', () => {
  expect(idsOf('cat')[0]).toBe('n02121620');
  expect(idsOf('dog')[0]).toBe('n02084071');
  expect(idsOf('mouse')).toEqual(['n02330245', 'n14289387', 'n10335563', 'n03793489']);
});

test('every alias is found first by its words and shown by its name', () => {
  const wrong = readRows('vocabulary/aliases.tsv').filter(([id = '', list = '', name]) => {
    const number = vocabulary.numberOf(id);
    if (number === undefined) return true;
    const words = list === '' ? [] : list.split(', ');
    const shown = vocabulary.concept(number).name;
    return words.some((word) => idsOf(word)[0] !== id) || (name !== undefined && name !== shown);
  });
  expect(wrong).toEqual([]);
});

test('no concept is an insult by its own definition', () => {
  for (let number = 0; number < vocabulary.size; number++) {
    const { gloss } = vocabulary.concept(number);
    if (/ethnic slur|offensive term|obscene term/.test(gloss)) expect.fail(gloss);
  }
});

test('completions start with what was typed, shortest first, each concept once', () => {
  expect(vocabulary.complete('siamese c', 5).map(({ lemma }) => lemma)).toEqual(['Siamese cat', 'siamese connection']);
  const cats = vocabulary.complete('Cat', 60);
  expect(cats).toHaveLength(60);
  expect(cats[0]).toEqual({ number: vocabulary.find('cat')[0], lemma: 'cat' });
  expect(new Set(cats.map(({ number }) => number)).size).toBe(60);
  const lengths = cats.map(({ lemma }) => wordKey(lemma).length);
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
});

test('words of one length are completed to the most used first', () => {
  expect(vocabulary.complete('ca', 4).map(({ lemma }) => lemma)).toEqual(['Ca', 'car', 'cat', 'cap']);
});

test('nothing typed, or nothing that a word starts with, completes to nothing', () => {
  for (const prefix of ['', '  ', '-', 'qqq', '\ud800']) expect(vocabulary.complete(prefix, 10), prefix).toEqual([]);
  expect(vocabulary.complete('cat', 0)).toEqual([]);
});

test('no text makes find or complete throw', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
    fc.string({ unit: fc.constantFrom('s', 'e', 'm', 'n', ' ', '-', "'", '.', '\u00e9', '\u0000', '\ud83d') }),
  );
  fc.assert(
    fc.property(text, fc.nat(20), (words, limit) => {
      const key = wordKey(words);
      for (const number of vocabulary.find(words)) vocabulary.concept(number);
      const completions = vocabulary.complete(words, limit);
      expect(completions.length).toBeLessThanOrEqual(limit);
      for (const { lemma } of completions) expect(wordKey(lemma).startsWith(key)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('no lemma has more words than is said', () => {
  let most = 0;
  for (let number = 0; number < vocabulary.size; number++) {
    for (const lemma of vocabulary.concept(number).lemmas) most = Math.max(most, lemma.split(/[ /-]/).length);
  }
  expect(vocabulary.longestLemmaWords).toBe(most);
});

test('a folder without the files, or with damaged ones, is refused with an error for the user', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vocabulary-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(() => loadVocabulary(folder)).toThrow(AppError);

  writeFileSync(join(folder, INDEX_FILE), 'not an index\n');
  expect(() => loadVocabulary(folder)).toThrow(AppError);

  copyFileSync(join(FOLDER, INDEX_FILE), join(folder, INDEX_FILE));
  writeFileSync(join(folder, TEXT_FILE), 'n00001740\tof another build\tentity\n');
  const mismatched = loadVocabulary(folder);
  expect(mismatched.find('cat')).toEqual(vocabulary.find('cat'));
  expect(() => mismatched.concept(0)).toThrow(AppError);

  truncateSync(join(folder, INDEX_FILE), 1_000_000);
  expect(() => loadVocabulary(folder)).toThrow(AppError);
});
