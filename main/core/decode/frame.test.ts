import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutPart, planWholeFrame } from './frame.ts';

const shapes = { shortSide: 260, longSides: [260, 347, 390, 462, 520] };

test('a picture gets the shape nearest to its own, upright or wide', () => {
  const shapeOf = (width: number, height: number) => {
    const { frameWidth, frameHeight } = planWholeFrame({ width, height }, shapes);
    return `${frameWidth}x${frameHeight}`;
  };
  expect(shapeOf(400, 300)).toBe('347x260');
  expect(shapeOf(300, 400)).toBe('260x347');
  expect(shapeOf(450, 300)).toBe('390x260');
  expect(shapeOf(533, 300)).toBe('462x260');
  expect(shapeOf(300, 300)).toBe('260x260');
  expect(shapeOf(3000, 300)).toBe('520x260');
});

test('what is cut off is cut evenly, and a picture of the very shape keeps all of itself', () => {
  expect(planWholeFrame({ width: 694, height: 520 }, shapes)).toMatchObject({
    left: 0,
    top: 0,
    width: 694,
    height: 520,
  });
  expect(planWholeFrame({ width: 1500, height: 300 }, shapes)).toMatchObject({
    left: 450,
    top: 0,
    width: 600,
    height: 300,
  });
});

test('the cut always lies within the picture and has the shape of the frame within a pixel', () => {
  const side = fc.integer({ min: 1, max: 6_000 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const cut = planWholeFrame({ width, height }, shapes);
      expect(cut.left).toBeGreaterThanOrEqual(0);
      expect(cut.top).toBeGreaterThanOrEqual(0);
      expect(cut.left + cut.width).toBeLessThanOrEqual(width);
      expect(cut.top + cut.height).toBeLessThanOrEqual(height);
      const scale = Math.max(cut.width / cut.frameWidth, cut.height / cut.frameHeight);
      expect(Math.abs(cut.width - cut.frameWidth * scale)).toBeLessThanOrEqual(1 + scale);
      expect(Math.abs(cut.height - cut.frameHeight * scale)).toBeLessThanOrEqual(1 + scale);
    }),
  );
});

test('a part of a picture is cut out, and never more than there is nor less than a pixel', async () => {
  const data = Uint8Array.from({ length: 10 * 4 * 3 }, (_, i) => Math.floor(i / 3));
  const picture = { width: 10, height: 4, data };
  const part = await cutPart(picture, { left: 0.5, top: 0.5, width: 0.3, height: 0.25 });
  expect([part.width, part.height, ...part.data]).toEqual([3, 1, 25, 25, 25, 26, 26, 26, 27, 27, 27]);
  expect(await cutPart(picture, { left: 0.99, top: 0, width: 1, height: 1 })).toMatchObject({ width: 1, height: 4 });
  expect(await cutPart(picture, { left: 0, top: 0.9, width: 0.001, height: 0.9 })).toMatchObject({
    width: 1,
    height: 1,
  });
});
