import { expect, test } from 'vitest';
import { drawStable } from './draw.ts';

const ids = Int32Array.from({ length: 5_000 }, (_, i) => i * 3 + 1);

test('the same photos are drawn each time, none that is excluded, and few others when photos come', () => {
  const drawn = drawStable(ids, 300, new Set());
  expect(new Set(drawn).size).toBe(300);
  expect(drawStable(ids, 300, new Set())).toEqual(drawn);
  const without = new Set(drawn.slice(0, 50));
  expect(drawStable(ids, 250, without)).toEqual(drawn.slice(50));
  const more = Int32Array.from([...ids, ...ids.map((id) => id + 20_000).slice(0, 500)]);
  expect(drawStable(more, 300, new Set()).filter((id) => drawn.includes(id)).length).toBeGreaterThan(230);
});

test('of fewer photos than are wanted all are drawn, and of none none', () => {
  expect(drawStable(ids.subarray(0, 20), 300, new Set([1])).sort((a, b) => a - b)).toEqual([...ids.subarray(1, 20)]);
  expect(drawStable(new Int32Array(0), 300, new Set())).toEqual([]);
});
