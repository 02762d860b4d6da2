import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { numberOf, vocabulary } from '../../../test/support/vocabulary.ts';
import { findProgramFiles } from '../../faces/runtime.ts';
import { loadPack } from '../classify/pack.ts';
import { createSpelling, type KnownWord } from './did-you-mean.ts';

function* lemmas(weightOf: (concept: number) => number = () => 0): Generator<KnownWord> {
  for (let number = 0; number < vocabulary.size; number++) {
    for (const text of vocabulary.concept(number).lemmas) yield { text, weight: weightOf(number) };
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
});

test('of all classes of the starter pack, mistyped at random by one step, hardly one is not offered', () => {
  const { classes } = loadPack(join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet'));
  const possible = new Set(
    classes.flatMap(({ concept }) => {
      const number = numberOf(concept);
      return [number, ...vocabulary.ancestorsOf(number)];
    }),
  );
  const { correct } = createSpelling(lemmas((number) => (possible.has(number) ? 2 : 1)));
  const random = createRandom(1);
  const missed: string[] = [];
  let asked = 0;
  for (const { concept } of classes) {
    const { name } = vocabulary.concept(numberOf(concept));
    const at = Math.floor(random() * (name.length - 1));
    const letter = String.fromCharCode(97 + Math.floor(random() * 26));
    const [before, after] = [name.slice(0, at), name.slice(at + 1)];
    const typed = [
      before + after,
      before + letter + name.slice(at),
      before + letter + after,
      before + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2),
    ][Math.floor(random() * 4)];
    if (typed === undefined || vocabulary.find(typed).length > 0) continue;
    asked++;
    if (!correct(typed, 3).some((word) => word.toLowerCase() === name.toLowerCase())) missed.push(typed);
  }
  expect(asked).toBeGreaterThan(900);
  expect(missed.length / asked, missed.join(', ')).toBeLessThan(0.01);
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
