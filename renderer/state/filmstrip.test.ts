import { expect, it } from 'vitest';
import { stripWindow } from './filmstrip.ts';

it('has the open photo in its middle and fills its width', () => {
  const { first, end, left } = stripWindow(600, 60, 4, 100, 1000);
  expect(left + (100 - first) * 60 + 28).toBe(300);
  expect(left).toBeLessThanOrEqual(0);
  expect(left + (end - first) * 60).toBeGreaterThanOrEqual(600);
  expect(end - first).toBeLessThan(15);
});

it('ends where the result ends', () => {
  expect(stripWindow(600, 60, 4, 0, 3)).toEqual({ first: 0, end: 3, left: 272 });
  expect(stripWindow(600, 60, 4, 2, 3)).toEqual({ first: 0, end: 3, left: 152 });
  expect(stripWindow(0, 60, 4, 5, 9)).toMatchObject({ first: 5, end: 6 });
});
