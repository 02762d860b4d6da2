import { expect, it } from 'vitest';
import { heatAt, paintHeat, strongestPlace } from './heat.ts';

const whole = { left: 0, top: 0, width: 1, height: 1 };
const map = { columns: 2, rows: 2, values: [1, 0, 0, 0], frame: whole };

it('is exact in the middle of a cell and in proportion between', () => {
  expect([heatAt(map, 0.25, 0.25), heatAt(map, 0.75, 0.25), heatAt(map, 0, 0)]).toEqual([1, 0, 1]);
  expect(heatAt(map, 0.5, 0.25)).toBeCloseTo(0.5);
  expect(heatAt(map, 0.5, 0.5)).toBeCloseTo(0.25);
});

it('paints strong places bright and denser, weak ones dark, and lets the photo through everywhere', () => {
  const pixels = paintHeat(map, 4, 4);
  const brightness = (at: number) => (pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0);
  expect(brightness(0)).toBeGreaterThan(2 * brightness(15 * 4));
  expect(pixels[3]).toBeGreaterThan(pixels[15 * 4 + 3] ?? 255);
  expect(Math.max(...pixels.filter((_, i) => i % 4 === 3))).toBeLessThan(200);
});

it('tells the third of the photo, not of the frame', () => {
  expect(strongestPlace(map)).toEqual({ across: 'start', down: 'start' });
  expect(strongestPlace({ ...map, frame: { left: 0.4, top: 0, width: 0.2, height: 1 } })).toEqual({
    across: 'middle',
    down: 'start',
  });
  expect(strongestPlace({ ...map, values: [0, 0, 0, 0] })).toBeNull();
});
