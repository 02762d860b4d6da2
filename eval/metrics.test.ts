import { describe, expect, test } from 'vitest';
import { averagePrecision, bootstrap, expectedCalibrationError, mean, precisionAt, share } from './metrics.ts';

describe('average precision', () => {
  test('is 1 where all relevant photos come first', () => {
    expect(averagePrecision([true, true, false], 2)).toBe(1);
  });

  test('is the mean of the precision at each relevant photo', () => {
    expect(averagePrecision([true, false, true, false], 2)).toBeCloseTo((1 + 2 / 3) / 2, 12);
  });

  test('puts relevant photos that were not returned at the very end', () => {
    expect(averagePrecision([true], 2, 10)).toBeCloseTo((1 + 2 / 10) / 2, 12);
    expect(averagePrecision([], 2, 4)).toBeCloseTo((1 / 3 + 2 / 4) / 2, 12);
  });

  test('is undefined where nothing is relevant', () => {
    expect(averagePrecision([false], 0)).toBeUndefined();
  });
});

test('precision at ten looks at no more places than there are relevant photos', () => {
  const ranking = [true, true, false, true];
  expect(precisionAt(ranking, 10, 2)).toBe(1);
  expect(precisionAt(ranking, 10, 3)).toBeCloseTo(2 / 3, 12);
  expect(precisionAt(ranking, 2, 30)).toBe(1);
  expect(precisionAt([true], 10, 20)).toBeCloseTo(0.1, 12);
  expect(precisionAt(ranking, 10, 0)).toBeUndefined();
});

describe('expected calibration error', () => {
  test('is 0 where the share of right ones is the confidence', () => {
    const statements = [true, true, true, false].map((right) => ({ confidence: 0.75, right }));
    expect(expectedCalibrationError(statements)).toBeCloseTo(0, 12);
  });

  test('weighs each bin by what is in it', () => {
    const statements = [
      { confidence: 0.9, right: false },
      { confidence: 1, right: true },
      { confidence: 1, right: true },
      { confidence: 0.1, right: false },
    ];
    expect(expectedCalibrationError(statements)).toBeCloseTo((0.9 + 0.1) / 4, 12);
  });

  test('is undefined where nothing was said', () => {
    expect(expectedCalibrationError([])).toBeUndefined();
  });
});

describe('bootstrap', () => {
  const items = Array.from({ length: 200 }, (_, i) => i % 4 === 0);
  const statistic = (sample: readonly boolean[]) => share(sample, (item) => item);

  test('gives the same interval each time, around the value', () => {
    const estimate = bootstrap(items, statistic);
    expect(bootstrap(items, statistic)).toEqual(estimate);
    expect(estimate).toMatchObject({ value: 0.25, count: 200 });
    // Normal approximation: 0.25 +- 1.96 x sqrt(0.25 x 0.75 / 200) = 0.19 to 0.31.
    expect(estimate.low).toBeCloseTo(0.19, 1);
    expect(estimate.high).toBeCloseTo(0.31, 1);
  });

  test('has no interval without items', () => {
    expect(bootstrap([], statistic)).toEqual({ value: null, low: null, high: null, count: 0 });
  });
});

test('a mean leaves out what is not there', () => {
  expect(mean([1, undefined, 2])).toBe(1.5);
  expect(mean([undefined])).toBeUndefined();
});
