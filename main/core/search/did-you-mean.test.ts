import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vocabulary } from '../../../test/support/vocabulary.ts';
import { createSpelling, type KnownWord } from './did-you-mean.ts';

function* lemmas(): Generator<KnownWord> {
  for (let number = 0; number < vocabulary.size; number++) {
    for (const text of vocabulary.concept(number).lemmas) yield { text, weight: 0 };
  }
}

const spelling = createSpelling(lemmas());
const known = (...texts: string[]) => createSpelling(texts.map((text) => ({ text, weight: 0 })));

describe('with all nouns, each as likely as the other', () => {
  test.each([
    ['siamse cat', 'Siamese cat'],
    ['palmtree', 'palm tree'],
    ['sun flower', 'sunflower'],
    ['elefant', 'elephant'],
    ['girafe', 'giraffe'],
    ['Umbrela', 'umbrella'],
    ['brige', 'bridge'],
    ['mountian', 'mountain'],
    ['sunflwoer', 'sunflower'],
    ['resturant', 'restaurant'],
    ['bycicle', 'bicycle'],
    ['xylofone', 'xylophone'],
    ['labradore retreiver', 'Labrador retriever'],
    ['strawberys', 'strawberry'],
    ['mbrella', 'umbrella'],
  ])('%s: %s', (typed, meant) => {
    expect(spelling.correct(typed, 1)).toEqual([meant]);
  });

  test('answers soon enough to be asked while someone waits', () => {
    const typed = ['siamse cat', 'palmtree', 'elefants', 'xqzvbnmm', 'labradore retreiver', 'contaminasion'];
    for (const word of typed) spelling.correct(word, 5);
    const startedMs = performance.now();
    for (const word of typed) spelling.correct(word, 5);
    // Some 10 ms are usual; the rest is for busy machines.
    expect((performance.now() - startedMs) / typed.length).toBeLessThan(100);
  });
});

test('short words may be one step away, longer ones two; the shortest none', () => {
  const { correct } = known('cat', 'house', 'houses', 'tiger', 'elephant');
  expect([correct('cta', 5), correct('ctaa', 5), correct('ca', 5)]).toEqual([['cat'], [], []]);
  expect([correct('huose', 5), correct('hoxsx', 5)]).toEqual([['house'], []]);
  expect([correct('elphnat', 5), correct('elphnt', 5), correct('lphnt', 5)]).toEqual([['elephant'], ['elephant'], []]);
});

test('the nearest come first, of equally near ones the weightiest', () => {
  const { correct } = createSpelling([
    { text: 'castle', weight: 1 },
    { text: 'cattle', weight: 0 },
    { text: 'cable', weight: 2 },
    { text: 'cattle', weight: 3 },
    { text: 'candle', weight: 9 },
  ]);
  expect(correct('catle', 9)).toEqual(['cattle', 'cable', 'castle']);
  expect(correct('catle', 2)).toEqual(['cattle', 'cable']);
  expect(correct('cattel', 9)).toEqual(['cattle', 'castle']);
});

test('case and diacritics do not matter, and the word itself is no correction', () => {
  const { correct } = known('Crème brûlée', 'cat', 'Cat');
  expect(correct('creme-brule', 5)).toEqual(['Crème brûlée']);
  expect(correct('CAT', 5)).toEqual([]);
});

test('counts as many steps as the textbook does', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abc '), minLength: 3, maxLength: 9 }).filter((text) => {
    return text.trim().replace(/\s+/gu, ' ') === text;
  });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const steps = textbookSteps(a, b);
      const isNear = steps > 0 && steps <= (a.length < 6 ? 1 : 2);
      expect(known(b).correct(a, 1)).toEqual(isNear ? [b] : []);
    }),
    { numRuns: 2_000 },
  );
});

function textbookSteps(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i || j));
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const change = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      (rows[i] ?? [])[j] = Math.min(change, at(i - 1, j) + 1, at(i, j - 1) + 1, swap);
    }
  }
  return at(a.length, b.length);
}

test('no text makes it throw', () => {
  const text = fc.string({ unit: 'binary', maxLength: 80 });
  fc.assert(
    fc.property(fc.array(text), text, fc.integer({ min: -1, max: 5 }), (texts, typed, limit) => {
      expect(known(...texts).correct(typed, limit).length).toBeLessThanOrEqual(Math.max(0, limit));
    }),
  );
});
