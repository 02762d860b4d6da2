import { expect, test } from 'vitest';
import { augmentationKinds } from '../../../shared/model/taught.ts';
import type { RgbImage } from '../../../shared/workers.ts';
import { augmentImage } from './augment-image.ts';

/** Rises from left to right in red and from top to bottom in green. */
function makeImage(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set([Math.round((x / width) * 180), Math.round((y / height) * 180), 40], (y * width + x) * 3);
  return { width, height, data };
}

const pixel = ({ width, data }: RgbImage, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

test.each(augmentationKinds)('%s keeps the size and changes what is in it, the same way each time', async (kind) => {
  for (const [width, height] of [
    [90, 60],
    [60, 90],
    [260, 260],
  ] as const) {
    const image = makeImage(width, height);
    const changed = await augmentImage(image, kind);
    expect([changed.width, changed.height, changed.data.length]).toEqual([width, height, width * height * 3]);
    expect(Buffer.from(changed.data).equals(Buffer.from(image.data))).toBe(false);
    expect(Buffer.from((await augmentImage(image, kind)).data).equals(Buffer.from(changed.data))).toBe(true);
  }
});

test('a flip swaps left and right, a crop enlarges the middle, brighter is brighter', async () => {
  const image = makeImage(100, 80);
  expect(pixel(await augmentImage(image, 'flip'), 0, 10)).toEqual(pixel(image, 99, 10));
  const [red = 0] = pixel(await augmentImage(image, 'crop'), 0, 40);
  expect(red).toBeGreaterThan(15);
  const [, green = 0] = pixel(await augmentImage(image, 'brightness'), 50, 40);
  expect(green).toBeGreaterThan((pixel(image, 50, 40)[1] ?? 0) * 1.2);
});

test('a turned picture has no empty corners', async () => {
  const white: RgbImage = { width: 120, height: 80, data: new Uint8Array(120 * 80 * 3).fill(255) };
  const turned = await augmentImage(white, 'rotate');
  expect(Math.min(...turned.data)).toBeGreaterThan(250);
});
