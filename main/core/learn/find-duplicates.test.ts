import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { samplesFolder } from '../../../test/support/library.ts';
import { makePlaceholder } from '../decode/placeholder.ts';
import { type ComparedPhotos, findDuplicates } from './find-duplicates.ts';
import { PRINT_SIZE, readPrint } from './thumb-print.ts';

async function printOf(picture: Sharp): Promise<Float32Array> {
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const print = new Float32Array(PRINT_SIZE);
  readPrint(makePlaceholder({ width: info.width, height: info.height, data }), print);
  return print;
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

test('the print of a picture is that of its smaller, cut and brighter versions, and of no other picture', async () => {
  const open = (name: string) => sharp(`${samplesFolder}/${name}`);
  const { width = 0, height = 0 } = await open('chelsea.png').metadata();
  const cut = { left: 8, top: 6, width: width - 16, height: height - 12 };
  const whole = await printOf(open('chelsea.png'));
  const versions = [
    open('chelsea.png').resize(Math.round(width / 2)),
    open('chelsea.png').extract(cut),
    open('chelsea.png').modulate({ brightness: 1.15 }),
  ];
  for (const version of versions) expect(dot(whole, await printOf(version))).toBeGreaterThan(0.95);
  for (const name of ['coffee.png', 'rocket.jpg']) expect(dot(whole, await printOf(open(name)))).toBeLessThan(0.7);
  const grey = sharp({ create: { width: 60, height: 40, channels: 3, background: '#808080' } });
  expect(dot(whole, await printOf(grey))).toBe(0);
});

/** Photos of random prints; some are nearly the same as another. */
function makePhotos(count: number, sameAs: Readonly<Record<number, number>>): ComparedPhotos {
  const random = createRandom(4);
  const prints = new Int8Array(count * PRINT_SIZE);
  for (let row = 0; row < count; row++) {
    const values = Array.from({ length: PRINT_SIZE }, () => random() - 0.5);
    const length = Math.hypot(...values);
    const like = sameAs[row];
    values.forEach((value, i) => {
      const other = like === undefined ? 0 : (prints[like * PRINT_SIZE + i] ?? 0);
      prints[row * PRINT_SIZE + i] = Math.round(other + (value / length) * (like === undefined ? 127 : 12));
    });
  }
  return {
    count,
    prints,
    takenAtMs: Float64Array.from({ length: count }, (_, row) => row * 60_000),
    cameras: new Int32Array(count).fill(1),
    likeness: () => 0.9,
  };
}

test('photos that are nearly the same are grouped among thousands of others', () => {
  const photos = makePhotos(2_000, { 900: 12, 901: 12, 1600: 1_599 });
  const groups = findDuplicates(photos).sort((a, b) => (a.rows[0] ?? 0) - (b.rows[0] ?? 0));
  expect(groups).toEqual([
    { kind: 'near', rows: [12, 900, 901] },
    { kind: 'near', rows: [1_599, 1_600] },
  ]);
  expect(findDuplicates({ ...photos, likeness: () => 0.5 })).toEqual([]);
});

test('what one camera took within seconds, and looks alike, is a burst', () => {
  const photos = makePhotos(8, {});
  photos.takenAtMs.set([0, 3_000, 7_000, 60_000, 61_000, 62_000, Number.NaN, Number.NaN]);
  photos.cameras.set([1, 1, 1, 1, 2, 1, 0, 0]);
  const likeness = (a: number, b: number) => (a === 5 || b === 5 ? 0.1 : 0.7);
  expect(findDuplicates({ ...photos, likeness })).toEqual([{ kind: 'burst', rows: [0, 1, 2] }]);
});
