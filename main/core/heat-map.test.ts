import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { HeatMap } from '../../shared/model/area.ts';
import { openTestLibrary, samplesFolder } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import type { Library } from './library.ts';

const CAT = 'n02121620';

/** A cat on one half of a grey picture of 3:2. */
async function makeHalves(folder: string): Promise<void> {
  const cat = await sharp(join(samplesFolder, 'chelsea.png')).resize(300, 400, { fit: 'cover' }).toBuffer();
  for (const [name, left] of [
    ['left.png', 0],
    ['right.png', 300],
  ] as const) {
    await sharp({ create: { width: 600, height: 400, channels: 3, background: '#808080' } })
      .composite([{ input: cat, left, top: 0 }])
      .toFile(join(folder, name));
  }
}

/** Where the weight of a map lies, from left (0) to right (1) of the photo. */
function centreOf({ columns, values, frame }: HeatMap): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const x = values.reduce((total, value, i) => total + value * (((i % columns) + 0.5) / columns), 0) / sum;
  return frame.left + x * frame.width;
}

async function openWith(folder: string): Promise<{ library: Library; idOf(name: string): Promise<number> }> {
  const library = await openTestLibrary();
  await library.index([folder]);
  return { library, idOf: async (name) => (await library.api.findPhoto({ path: join(folder, name) })).id };
}

test('a cat is shown where it is, and nothing is where nothing is', { timeout: 60_000 }, async () => {
  const folder = makeTemporaryFolder();
  await makeHalves(folder);
  const { library, idOf } = await openWith(folder);
  const left = await library.api.getHeatMap({ photoId: await idOf('left.png'), concept: CAT });
  const right = await library.api.getHeatMap({ photoId: await idOf('right.png'), concept: CAT });
  expect(left).toMatchObject({ columns: 13, rows: 9, frame: { left: 0, top: 0, width: 1, height: 1 } });
  expect(left.values).toHaveLength(13 * 9);
  expect(Math.max(...left.values)).toBe(1);
  expect(Math.min(...left.values)).toBeGreaterThanOrEqual(0);
  expect(centreOf(left)).toBeLessThan(0.4);
  expect(centreOf(right)).toBeGreaterThan(0.6);
  const cornerOfGrey = left.values[12] ?? 1;
  expect(cornerOfGrey).toBeLessThan(0.1);
});

test('a panorama is seen without its ends, and the map says so', { timeout: 60_000 }, async () => {
  const folder = makeTemporaryFolder();
  await sharp(join(samplesFolder, 'chelsea.png')).resize(1200, 300, { fit: 'cover' }).toFile(join(folder, 'wide.png'));
  const { library, idOf } = await openWith(folder);
  const { frame } = await library.api.getHeatMap({ photoId: await idOf('wide.png'), concept: CAT });
  expect(frame).toEqual({ left: 0.25, top: 0, width: 0.5, height: 1 });
});

test('what can’t be shown is told in words', { timeout: 60_000 }, async () => {
  const folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  await makeHalves(folder);
  const { library, idOf } = await openWith(folder);
  const photoId = await idOf('left.png');
  const { label } = await library.api.decide({ photoIds: [photoId], label: 'Our Mitzi', verdict: 'accepted' });
  await expect(library.api.getHeatMap({ photoId, concept: label.concept })).rejects.toMatchObject({
    code: 'unsupported',
    message: 'The model does not know “Our Mitzi” by itself, so it can’t show where it is.',
  });
  await expect(library.api.getHeatMap({ photoId: 999, concept: CAT })).rejects.toMatchObject({ code: 'not-found' });
  rmSync(folder, { recursive: true });
  await expect(library.api.getHeatMap({ photoId, concept: CAT })).rejects.toMatchObject({ code: 'not-found' });
});
