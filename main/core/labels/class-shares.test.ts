import { expect, test } from 'vitest';
import { ids, numberOf, vocabulary } from '../../../test/support/vocabulary.ts';
import { createCalibratedModel } from './calibrated-model.ts';
import { sharesOf } from './class-shares.ts';

const calibration = {
  stored: { from: 0.01, atMost: 10 },
  probability: { slope: 1, offset: 0, least: 1e-6 },
  label: { factProbability: 0.5, maxClasses: 100, neverShown: [] },
  search: { probability: 0.2 },
  alsoUnder: {},
};
const head = { factProbability: 0.9, searchProbability: 0.5 };
const model = createCalibratedModel(
  {
    classes: [
      { concept: ids.siamese, words: 'Siamese cat' },
      { concept: ids.tabby, words: 'tabby' },
      { concept: ids.husky, words: 'husky' },
      { concept: ids.animal, words: 'animal', head },
    ],
    calibration,
  },
  vocabulary,
);
const shares = (concept: string, seen: Record<number, number>) =>
  sharesOf(
    vocabulary,
    model,
    Object.entries(seen).map(([index, probability]) => ({ index: Number(index), probability })),
    numberOf(concept),
  );

test('classes below a concept count by what was seen of them', () => {
  expect(shares(ids.cat, { 0: 0.6, 1: 0.2, 2: 0.2 })).toEqual([
    { index: 0, share: 0.6 / 0.8 },
    { index: 1, share: 0.2 / 0.8 },
  ]);
});

test('a head that is surer than the classes stands for them', () => {
  expect(shares(ids.animal, { 2: 0.3, 3: 0.9 })).toEqual([{ index: 3, share: 1 }]);
  expect(shares(ids.animal, { 2: 0.95, 3: 0.4 })).toEqual([{ index: 2, share: 1 }]);
});

test('what was not seen may be anywhere among its classes, and what is not known has none', () => {
  expect(shares(ids.cat, { 2: 0.9 })).toEqual([
    { index: 0, share: 0.5 },
    { index: 1, share: 0.5 },
  ]);
  expect(shares(ids.espresso, { 2: 0.9 })).toEqual([]);
});
