import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery } from './parse-query.ts';

const texts = (query: string) =>
  parseQuery(query).map((part) => `${part.negated ? '-' : ''}${part.phrase ? `"${part.text}"` : part.text}`);

test('words, phrases and negations are told apart', () => {
  expect(texts('dog beach -cat "palm tree" -"Siamese cat"')).toEqual([
    'dog',
    'beach',
    '-cat',
    '"palm tree"',
    '-"Siamese cat"',
  ]);
});

test('punctuation around words does not matter, inside them it stays', () => {
  expect(texts("cats, dogs; (T-shirt) Queen's!")).toEqual(['cats', 'dogs', 'T-shirt', "Queen's"]);
});

test('slips are no errors: an open quote reaches to the end, lone signs are dropped', () => {
  expect(texts('"palm tree')).toEqual(['"palm tree"']);
  expect(texts('- ( ) "" -""')).toEqual([]);
  expect(texts('“palm tree”')).toEqual(['"palm tree"']);
});

test('no text makes it throw, and no part is ever empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
      for (const part of parseQuery(text)) expect(part.text.trim()).not.toBe('');
    }),
  );
});
