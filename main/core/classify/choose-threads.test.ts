import { expect, test } from 'vitest';
import { makeWithThreads } from './choose-threads.ts';

/** Makes pretended networks on a pretended clock; a run takes what `timeOf` says, the first of each much longer. */
function setUp(timeOf: (threads: number) => number) {
  let now = 0;
  const made: number[] = [];
  const open = new Set<number>();
  const make = async (threads: number) => {
    made.push(threads);
    open.add(threads);
    let runs = 0;
    return {
      threads,
      run: async () => {
        now += timeOf(threads) + (runs++ === 0 ? 1_000 : 0);
      },
      close: async () => void open.delete(threads),
    };
  };
  return { choose: (most: number) => makeWithThreads(make, most, () => now), made, open };
}

test('threads are doubled as long as that pays', async () => {
  const { choose, made, open } = setUp((threads) => (threads <= 4 ? 80 / threads : 20));
  expect((await choose(16)).threads).toBe(4);
  expect(made).toEqual([1, 2, 4, 8]);
  expect([...open]).toEqual([4]);
});

test('one is enough where a second gains little, and the only one where there may not be more', async () => {
  const little = setUp((threads) => 80 - threads);
  expect((await little.choose(8)).threads).toBe(1);
  expect([...little.open]).toEqual([1]);
  const alone = setUp((threads) => 80 / threads);
  expect((await alone.choose(1)).threads).toBe(1);
  expect(alone.made).toEqual([1]);
  const odd = setUp((threads) => 80 / threads);
  expect((await odd.choose(3)).threads).toBe(2);
});
