import { expect, test } from 'vitest';
import { createBatchSize } from './batch-size.ts';

/** Gives it batches as large as it lets them be until it asks for nothing new, each frame taking what `timeOf` says. */
function settle(timeOf: (frames: number, turn: number) => number, available = (_: number) => 4) {
  const size = createBatchSize();
  const given: number[] = [];
  for (let turn = 0; turn < 40; turn++) {
    const frames = Math.min(size.most, available(turn));
    given.push(frames);
    size.add(frames, frames * timeOf(frames, turn));
  }
  return { most: size.most, given };
}

test('each size is tried some times, and the one is taken with which a frame takes least', () => {
  const { most, given } = settle((frames) => 30 - 5 * frames);
  expect(most).toBe(4);
  expect(new Set(given.slice(0, 16))).toEqual(new Set([1, 2, 4]));
  expect(given.slice(20).every((frames) => frames === 4)).toBe(true);
  expect(settle((frames) => (frames === 2 ? 15 : 20)).most).toBe(2);
});

test('a larger batch has to be worth that its frames wait for each other', () => {
  expect(settle((frames) => 20 - 0.2 * frames).most).toBe(1);
  expect(settle((frames) => 20 + frames).most).toBe(1);
});

test('neither the first batch nor one that was held up decides', () => {
  expect(settle((frames, turn) => (turn === 0 ? 900 : 20 + frames)).most).toBe(1);
  expect(settle((frames, turn) => (turn % 7 === 3 ? 500 : 30 - 5 * frames)).most).toBe(4);
});

test('where frames come one by one nothing waits for more of them', () => {
  const { given } = settle(
    () => 20,
    () => 1,
  );
  expect(new Set(given)).toEqual(new Set([1]));
});
