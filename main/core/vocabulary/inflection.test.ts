import { expect, test } from 'vitest';
import { baseForms } from './inflection.ts';

const exceptions = new Map([
  ['mice', ['mouse']],
  ['axes', ['ax', 'axis']],
  ['women', ['woman']],
  ['attorneys general', ['attorney general']],
]);

test('a regular plural gives what each rule detaches', () => {
  expect(baseForms('cats', exceptions)).toEqual(['cat']);
  expect(baseForms('boxes', exceptions)).toEqual(['boxe', 'box']);
  expect(baseForms('puppies', exceptions)).toEqual(['puppie', 'puppy']);
  expect(baseForms('firemen', exceptions)).toEqual(['fireman']);
  expect(baseForms('flamingoes', exceptions)).toEqual(['flamingoe', 'flamingo']);
  expect(baseForms('scarves', exceptions)).toEqual(['scarve', 'scarf', 'scarfe']);
  expect(baseForms('boxesful', exceptions)).toEqual(['boxeful', 'boxful']);
});

test('an irregular plural gives its base forms and nothing that a rule would detach', () => {
  expect(baseForms('mice', exceptions)).toEqual(['mouse']);
  expect(baseForms('axes', exceptions)).toEqual(['ax', 'axis']);
});

test('of several words the last, the first or both may have the plural', () => {
  expect(baseForms('field mice', exceptions)).toEqual(['field mouse']);
  expect(baseForms('mothers in law', exceptions)).toEqual(['mother in law']);
  expect(baseForms('women drivers', exceptions)).toEqual(['women driver', 'woman drivers', 'woman driver']);
  expect(baseForms('attorneys general', exceptions)).toEqual(['attorney general']);
});

test('what is no plural gives nothing', () => {
  for (const key of ['', 's', 'is', 'glass', 'cat', 'man at work']) expect(baseForms(key, exceptions), key).toEqual([]);
});
