import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp, { type JpegOptions } from 'sharp';
import { expect, test } from 'vitest';
import loadWabt from 'wabt';
import { createRandom } from '../../../shared/random.ts';
import { createJpegEighth } from './jpeg-eighth.ts';
import { kernelBytes } from './jpeg-eighth-kernel.ts';
import { createPictureOpener } from './picture.ts';
import { samplePicture } from './sample.ts';

const sample = resolve(import.meta.dirname, '../../../assets/samples/flower.jpg');
const eighth = createJpegEighth();

/** A photo with colours and, if wanted, noise, which brings long codes and full blocks. */
async function photo(width: number, height: number, options: JpegOptions, noise = 0): Promise<Buffer> {
  const random = createRandom(width * height);
  const { data } = await sharp(sample)
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (noise > 0) {
    data.forEach((value, i) => {
      data[i] = Math.min(255, Math.max(0, Math.round(value + (random() - 0.5) * 2 * noise)));
    });
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg(options)
    .toBuffer();
}

/** What libjpeg makes of it, at the size of the sample. */
async function byLibrary(bytes: Buffer, width: number, height: number): Promise<Uint8Array> {
  return sharp(bytes).resize(width, height, { fit: 'fill' }).raw().toBuffer();
}

/** Peak signal to noise, in decibel. */
function likeness(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  let squares = 0;
  for (const [i, value] of a.entries()) squares += (value - (b[i] ?? 0)) ** 2;
  return 10 * Math.log10(255 ** 2 / Math.max(squares / a.length, 1e-9));
}

test('the program that is run is what the readable text says', async () => {
  const text = readFileSync(join(import.meta.dirname, 'jpeg-eighth.wat'), 'utf8');
  const { buffer } = (await loadWabt())
    .parseWat('jpeg-eighth.wat', text, { simd: true, bulk_memory: true })
    .toBinary({});
  expect(Buffer.from(buffer).equals(kernelBytes)).toBe(true);
});

test.each<[string, JpegOptions, number]>([
  ['4:2:0', { quality: 90 }, 0],
  ['4:4:4', { quality: 90, chromaSubsampling: '4:4:4' }, 0],
  ['noisy 4:2:0', { quality: 95 }, 60],
  ['noisy 4:4:4, where blocks are full', { quality: 100, chromaSubsampling: '4:4:4' }, 120],
  ['codes of its own', { quality: 60, optimiseCoding: true }, 20],
  ['the usual codes', { quality: 85, optimiseCoding: false }, 20],
])('%s gives the pixels that libjpeg gives', async (_, options, noise) => {
  // Several chunks, and blocks at the edges that are not whole.
  for (const [width, height] of [
    [1200, 800],
    [603, 1009],
  ] as const) {
    const bytes = await photo(width, height, options, noise);
    const pixels = eighth.decode(bytes);
    if (!pixels) throw new Error('It was not decoded.');
    expect([pixels.width, pixels.height]).toEqual([Math.floor(width / 8), Math.floor(height / 8)]);
    const small = [Math.floor(width / 10), Math.floor(height / 10)] as const;
    const raw = { raw: { width: pixels.width, height: pixels.height, channels: 3 } } as const;
    const ours = await sharp(pixels.data, raw)
      .resize(...small, { fit: 'fill' })
      .raw()
      .toBuffer();
    expect(likeness(ours, await byLibrary(bytes, ...small))).toBeGreaterThan(45);
  }
});

test('grey photos are grey', async () => {
  const bytes = await sharp(sample).resize(1600, 1200, { fit: 'fill' }).greyscale().jpeg().toBuffer();
  const pixels = eighth.decode(bytes);
  expect(pixels && [pixels.width, pixels.height]).toEqual([200, 150]);
  const grey = await sharp(bytes).resize(160, 120, { fit: 'fill' }).raw().toBuffer();
  const raw = { raw: { width: 200, height: 150, channels: 3 } } as const;
  const ours = await sharp(pixels?.data, raw).resize(160, 120, { fit: 'fill' }).raw().toBuffer();
  expect(likeness(ours, grey)).toBeGreaterThan(45);
});

test('restart markers are gone over, and one that is wrong or missing is seen', async () => {
  const options = { quality: 85, optimiseCoding: false };
  const source = await photo(640, 480, { quality: 95 });
  const bytes = await withRestarts(source, options);
  const plain = await sharp(await sharp(source).raw().toBuffer(), { raw: { width: 640, height: 480, channels: 3 } })
    .jpeg(options)
    .toBuffer();
  expect(eighth.decode(bytes)).not.toBeNull();
  expect(eighth.decode(bytes)).toEqual(eighth.decode(plain));
  const marker = bytes.lastIndexOf(Buffer.from([0xff, 0xd0]));
  const wrong = Buffer.from(bytes);
  wrong[marker + 1] = 0xd5;
  expect(eighth.decode(wrong)).toBeNull();
  expect(eighth.decode(Buffer.concat([bytes.subarray(0, marker), bytes.subarray(marker + 2)]))).toBeNull();
});

test('what is not of the usual kind, or not whole, is left to the library', async () => {
  const bytes = await photo(1600, 1200, { quality: 90 });
  const cmyk = await sharp(sample).resize(800, 600).toColourspace('cmyk').jpeg().toBuffer();
  const progressive = await photo(800, 600, { progressive: true });
  const others = [cmyk, progressive, Buffer.alloc(0), bytes.subarray(0, 300), await photo(7, 900, {})];
  expect(others.map((other) => eighth.decode(other))).toEqual(others.map(() => null));
  for (const share of [0.1, 0.5, 0.9, 0.999]) {
    expect(eighth.decode(bytes.subarray(0, Math.floor(bytes.length * share)))).toBeNull();
  }
  expect(eighth.decode(bytes.subarray(0, -2))).toBeNull();
  // Nothing of what could not be decoded is left over.
  expect(eighth.decode(bytes)).not.toBeNull();
});

test('whatever is changed in a file, it gives pixels of the right number or none', async () => {
  const seed = 20_261_122;
  const random = createRandom(seed);
  const bytes = await photo(400, 304, { quality: 80 }, 10);
  let decoded = 0;
  for (let i = 0; i < 400; i++) {
    const mutant = Buffer.from(bytes);
    // Half of them in the head, where tables and sizes are.
    const range = i % 2 === 0 ? 700 : mutant.length;
    for (let n = 0; n <= i % 4; n++) mutant[Math.floor(random() * range)] = Math.floor(random() * 256);
    const pixels = eighth.decode(mutant);
    if (!pixels) continue;
    decoded++;
    expect(pixels.data.length, `seed ${seed}, mutant ${i}`).toBe(pixels.width * pixels.height * 3);
  }
  expect(decoded).toBeGreaterThan(20);
  expect(eighth.decode(bytes)).toEqual(createJpegEighth().decode(bytes));
});

test.each([1, 4, 6, 7])(
  'a photo turned as EXIF says (%i), with a profile, is as the library shows it',
  async (orientation) => {
    const bytes = await sharp(sample)
      .resize(3200, 2400, { fit: 'fill' })
      .withIccProfile('p3')
      .withMetadata({ orientation, icc: 'p3' })
      .jpeg({ quality: 90 })
      .toBuffer();
    const opener = createPictureOpener();
    const { source } = await opener.open(bytes, 'photo.jpg', 'grid');
    expect(source.eighth()).not.toBeNull();
    const [fast, slow] = await Promise.all([
      samplePicture(source, 'grid'),
      samplePicture({ ...source, eighth: () => null }, 'grid'),
    ]);
    await opener.close();
    expect([fast.width, fast.height]).toEqual(orientation > 4 ? [300, 400] : [400, 300]);
    expect(likeness(fast.data, slow.data)).toBeGreaterThan(45);
  },
);

const GROUP = 16;

/** A JPEG with a restart marker after each row of groups, put together from one JPEG for each of them. */
async function withRestarts(bytes: Buffer, options: JpegOptions): Promise<Buffer> {
  const { width, height } = await sharp(bytes).metadata();
  const pixels = await sharp(bytes).raw().toBuffer();
  const rows = await Promise.all(
    Array.from({ length: height / GROUP }, async (_, row) => {
      const part = pixels.subarray(row * GROUP * width * 3, (row + 1) * GROUP * width * 3);
      const jpeg = await sharp(part, { raw: { width, height: GROUP, channels: 3 } })
        .jpeg(options)
        .toBuffer();
      const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
      return { head: jpeg.subarray(0, scan), scan: jpeg.subarray(scan, scan + 14), data: jpeg.subarray(scan + 14, -2) };
    }),
  );
  const [first] = rows;
  if (!first) throw new Error('There are no rows.');
  first.head.writeUInt16BE(height, first.head.indexOf(Buffer.from([0xff, 0xc0])) + 5);
  const interval = Buffer.from([0xff, 0xdd, 0, 4, 0, width / GROUP]);
  const data = rows.flatMap((row, i) => [row.data, Buffer.from([0xff, i + 1 < rows.length ? 0xd0 + (i % 8) : 0xd9])]);
  return Buffer.concat([first.head, interval, first.scan, ...data]);
}
