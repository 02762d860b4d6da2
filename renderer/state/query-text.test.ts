import { describe, expect, it } from 'vitest';
import { beginnings, completeFragment, fragmentsBeingTyped, withoutTerm } from './query-text.ts';

describe('the piece being typed', () => {
  it.each([
    ['ca', ['ca']],
    ['siamese ca', ['siamese ca', 'ca']],
    ['big red old ca', ['red old ca', 'old ca', 'ca']],
    ['-ca', ['ca']],
    ['dog -ca', ['ca']],
    ['dog -siamese ca', ['siamese ca', 'ca']],
    ['dog "siamese ca', ['siamese ca']],
    ['cat ', ['cat']],
    ['', []],
    ['-', []],
  ])('of %j is %j', (text, fragments) => {
    expect(fragmentsBeingTyped(text)).toEqual(fragments);
  });

  it.each([
    ['dog siam', 'siam', 'dog Siamese cat'],
    ['dog -SIAM', 'siam', 'dog -"Siamese cat"'],
    ['dog "siam', 'siam', 'dog "Siamese cat"'],
    ['siam ', 'siam', 'Siamese cat'],
    ['something else', 'siam', 'Siamese cat'],
  ])('in %j is replaced by the label', (text, fragment, completed) => {
    expect(completeFragment(text, fragment, 'Siamese cat')).toBe(completed);
  });
});

describe('taking a term away', () => {
  it.each([
    ['cat', 'cat', false, ''],
    ['catfish cat', 'cat', false, 'catfish'],
    ['Siamese cat beach', 'Siamese cat', false, 'beach'],
    ['cat -dog', 'dog', true, 'cat'],
    ['dog -dog', 'dog', true, 'dog'],
    ['cat -"Siamese cat" "palm tree"', 'Siamese cat', true, 'cat "palm tree"'],
    ['cats, dogs!', 'dogs', false, 'cats'],
    ['cat', 'unicorn', false, 'cat'],
  ])('%j without %j (negated: %j) is %j', (text, term, negated, rest) => {
    expect(withoutTerm(text, { text: term, negated })).toBe(rest);
  });
});

it('shortens a word step by step', () => {
  expect(beginnings('sunflowr')).toEqual(['sunflow', 'sunflo', 'sunfl', 'sunf', 'sun']);
  expect(beginnings('abc')).toEqual([]);
});
