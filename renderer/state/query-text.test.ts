import { describe, expect, it } from 'vitest';
import { termOf } from './fake-transport.ts';
import { completeFragment, fragmentsBeingTyped, nameOfTerm, withTermReplaced } from './query-text.ts';

describe('the piece being typed', () => {
  it.each([
    ['ca', ['ca']],
    ['siamese ca', ['siamese ca', 'ca']],
    ['big red old ca', ['red old ca', 'old ca', 'ca']],
    ['-ca', ['ca']],
    ['dog -ca', ['ca']],
    ['dog -siamese ca', ['siamese ca', 'ca']],
    ['dog "siamese ca', ['siamese ca']],
    ['dog OR siamese ca', ['siamese ca', 'ca']],
    ['(siamese ca', ['siamese ca', 'ca']],
    ['dog label:siam', ['siam']],
    ['dog label:"siamese c', ['siamese c']],
    ['camera:canon ca', ['camera:canon ca', 'ca']],
    ['cat ', ['cat']],
    ['', []],
    ['-', []],
  ])('of %j is %j', (text, fragments) => {
    expect(fragmentsBeingTyped(text)).toEqual(fragments);
  });

  it.each([
    ['dog siam', 'siam', '"Siamese cat"', 'dog "Siamese cat"'],
    ['dog -SIAM', 'siam', 'Siamese cat', 'dog -"Siamese cat"'],
    ['dog -SIAM', 'siam', 'label:"Siamese cat"', 'dog -label:"Siamese cat"'],
    ['dog "siam', 'siam', '"Siamese cat"', 'dog "Siamese cat"'],
    ['dog label:"siam', 'siam', 'label:"Siamese cat"', 'dog label:"Siamese cat"'],
    ['(dog OR siam', 'siam', 'Siamese cat', '(dog OR Siamese cat'],
    ['siam ', 'siam', 'Siamese cat', 'Siamese cat'],
    ['something else', 'siam', 'Siamese cat', 'Siamese cat'],
  ])('in %j (%s) is replaced by %s', (text, fragment, query, completed) => {
    expect(completeFragment(text, fragment, query)).toBe(completed);
  });
});

it.each([
  ['a crane', 'crane', 2, 'label:"crane (bird)"', 'a label:"crane (bird)"'],
  ['a -crane b', '-crane', 2, 'label:"crane (bird)"', 'a -label:"crane (bird)" b'],
  ['a NOT crane', 'NOT crane', 2, 'whooping crane', 'a NOT "whooping crane"'],
  ['a foo:bar', 'foo:', 2, 'fox', 'a fox bar'],
  ['(crane OR b)', 'crane', 1, 'whooping crane', '(whooping crane OR b)'],
])('in %j, %j is replaced and stays negated where it was', (text, piece, start, query, replaced) => {
  expect(withTermReplaced(text, termOf(piece, { start, end: start + piece.length }), query)).toBe(replaced);
});

it('names a term without what its chip shows otherwise', () => {
  expect([
    nameOfTerm(termOf('label:"crane (bird)"')),
    nameOfTerm(termOf('label:"cat (1)"')),
    nameOfTerm(termOf('-camera:canon', { kind: 'camera', negated: true })),
    nameOfTerm(termOf('“Siamese cat”')),
    nameOfTerm(termOf('before:2020', { kind: 'date' })),
    nameOfTerm(termOf('foo:bar', { kind: 'unknown' })),
  ]).toEqual(['crane (bird)', 'cat', 'canon', 'Siamese cat', 'before:2020', 'foo:bar']);
});
