import { join } from 'node:path';
import { thumbHashToApproximateAspectRatio, thumbHashToRGBA } from 'thumbhash';
import { expect, test } from 'vitest';
import {
  decodePhoto,
  difference,
  openService,
  quarterColours,
  quartered,
  quarters,
  temporaryFolder,
} from '../../../test/support/decode-pictures.ts';

/** The placeholder as it is drawn. */
function drawn(placeholder: Uint8Array) {
  const { w: width, h: height, rgba } = thumbHashToRGBA(placeholder);
  return { width, height, data: Uint8Array.from(rgba.filter((_, i) => i % 4 !== 3)) };
}

test('the placeholder of a photo has its colours where they are, and its shape, in a few bytes', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'photo.jpg');
  await quartered(900, 600).jpeg().toFile(path);

  const { placeholder } = await decodePhoto(path);

  expect(placeholder.length).toBeLessThanOrEqual(25);
  expect(thumbHashToApproximateAspectRatio(placeholder)).toBeCloseTo(1.4, 1);
  const colours = quarterColours(drawn(placeholder));
  colours.forEach((colour, i) => {
    const distances = quarters.map((quarter) => difference(colour, quarter));
    expect([i, distances.indexOf(Math.min(...distances))]).toEqual([i, i]);
  });
});

test('it follows the orientation of the photo', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'turned.jpg');
  await quartered(900, 600).withMetadata({ orientation: 6 }).jpeg().toFile(path);

  const { placeholder } = await decodePhoto(path);

  expect(thumbHashToApproximateAspectRatio(placeholder)).toBeLessThan(1);
});

test('it is the same from a thumbnail that is there already, as near as makes no difference', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'photo.png');
  const targetPath = join(folder, 'photo.webp');
  await quartered(900, 600).png().toFile(path);
  const service = openService();
  const made = await service.handle({ kind: 'render', job: 1, path, size: 'grid', targetPath });
  const read = await service.handle({ kind: 'render', job: 2, path: targetPath, size: 'grid', targetPath });
  if (made?.kind !== 'rendered' || read?.kind !== 'rendered') throw new Error('It was not rendered.');

  const [first, second] = [made, read].map((answer) => drawn(answer.placeholder ?? new Uint8Array()));
  if (!first || !second) throw new Error('There is no placeholder.');
  expect([first.width, first.height]).toEqual([second.width, second.height]);
  quarterColours(first).forEach((colour, i) => {
    expect(difference(colour, quarterColours(second)[i] ?? [0, 0, 0])).toBeLessThan(12);
  });
});

test('one pixel, a line and a hair-thin panorama have one too', async () => {
  const folder = await temporaryFolder();
  for (const [width, height] of [
    [1, 1],
    [3000, 1],
    [1, 500],
  ] as const) {
    const path = join(folder, `${width}x${height}.png`);
    await quartered(width, height).png().toFile(path);
    const { placeholder } = await decodePhoto(path);
    expect(thumbHashToRGBA(placeholder).rgba.length).toBeGreaterThan(0);
  }
});
