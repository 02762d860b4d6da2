import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { RgbImage } from '../../shared/workers.ts';
import { decodePhotoBytes, difference, pixelAt } from '../support/decode-pictures.ts';
import { openTestLibrary, samplesFolder } from '../support/library.ts';
import { pngChunk, segmentsOf } from '../support/picture-bytes.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';

const cat = () => sharp(join(samplesFolder, 'chelsea.png'));

/** The same picture as cameras, scanners and print shops write it. */
const kinds: Record<string, () => Promise<Buffer>> = {
  'original.png': () => cat().png().toBuffer(),
  'printing-colours.jpg': () => cat().withIccProfile('cmyk').jpeg({ quality: 95 }).toBuffer(),
  'printing-colours-without-profile.jpg': async () => withoutProfile(await toInk('jpeg')),
  'printing-colours.tif': () => toInk('tiff'),
  'sixteen-bits.png': () => cat().toColourspace('rgb16').png().toBuffer(),
  'sixteen-bits.tif': () => cat().toColourspace('rgb16').tiff().toBuffer(),
  'sixteen-bits-interlaced.png': () => cat().toColourspace('rgb16').png({ progressive: true }).toBuffer(),
  'animated.png': async () => animate(await cat().png().toBuffer()),
  'animated.gif': async () => twoFrames('gif'),
  'animated.webp': async () => twoFrames('webp'),
  'wide-colours.jpg': () => cat().withIccProfile('p3').jpeg({ quality: 95 }).toBuffer(),
};

const toInk = (format: 'jpeg' | 'tiff') => cat().toColourspace('cmyk').toFormat(format, { quality: 95 }).toBuffer();

async function twoFrames(format: 'gif' | 'webp'): Promise<Buffer> {
  const first = await cat().png().toBuffer();
  const { width, height } = await sharp(first).metadata();
  const black = await sharp({ create: { width, height, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  return sharp([first, black], { join: { animated: true } })
    .toFormat(format)
    .toBuffer();
}

/** A PNG that says it is the first of two frames; the second is missing. */
function animate(png: Buffer): Buffer {
  const control = Buffer.alloc(8);
  control.writeUInt32BE(2, 0);
  const frame = Buffer.alloc(26);
  png.copy(frame, 4, 16, 24);
  const afterHeader = 33;
  return Buffer.concat([
    png.subarray(0, afterHeader),
    pngChunk('acTL', control),
    pngChunk('fcTL', frame),
    png.subarray(afterHeader),
  ]);
}

function withoutProfile(jpeg: Buffer): Buffer {
  return without(jpeg, 0xe2);
}

function without(jpeg: Buffer, segment: number): Buffer {
  const kept = segmentsOf(jpeg).filter(({ code }) => code !== segment);
  const end = segmentsOf(jpeg).at(-1)?.end ?? 2;
  return Buffer.concat([
    jpeg.subarray(0, 2),
    ...kept.map(({ start, end: last }) => jpeg.subarray(start, last)),
    jpeg.subarray(end),
  ]);
}

/** The mean difference of the channels of all pixels, 0..255. */
function distance(a: RgbImage, b: RgbImage): number {
  return a.data.reduce((sum, value, at) => sum + Math.abs(value - (b.data[at] ?? 0)), 0) / a.data.length;
}

test.each(Object.keys(kinds))('%s has the colours of the original', async (name) => {
  const { frame: original } = await decodePhotoBytes(await decodedBytes('original.png'));
  const { frame } = await decodePhotoBytes(await decodedBytes(name), name);
  // Inks can't show all colours; everything else is the same but for what a lossy format takes.
  expect(distance(frame, original)).toBeLessThan(name.startsWith('printing') ? 20 : 4);
});

const decodedBytes = (name: string) => kinds[name]?.() ?? Promise.reject(new Error(`There is no ${name}.`));

test('ink in a JPEG is inverted, with the mark of Adobe or without, as browsers take it', async () => {
  const red = sharp({ create: { width: 64, height: 64, channels: 3, background: '#c02020' } }).toColourspace('cmyk');
  const jpeg = await red.clone().jpeg({ quality: 98 }).toBuffer();
  expect(segmentsOf(jpeg).map(({ code }) => code)).toContain(0xee);
  const shown = async (bytes: Buffer) => pixelAt((await decodePhotoBytes(bytes)).frame, 0.5, 0.5);
  const inTiff = await shown(await red.clone().tiff().toBuffer());
  expect(difference(inTiff, [192, 32, 32])).toBeLessThan(30);
  expect(difference(await shown(jpeg), inTiff)).toBeLessThan(6);
  expect(difference(await shown(without(jpeg, 0xee)), inTiff)).toBeLessThan(6);
});

test('the same picture has the same label, however its colours are written', async () => {
  const folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  for (const [name, make] of Object.entries(kinds)) writeFileSync(join(folder, name), await make());
  const library = await openTestLibrary();
  expect(await library.index([folder])).toMatchObject({ indexed: Object.keys(kinds).length, failed: 0 });
  const labels = await Promise.all(
    Object.keys(kinds).map(async (name) => {
      const photo = await library.api.findPhoto({ path: join(folder, name) });
      return [name, photo.labels[0]?.name];
    }),
  );
  const [[, original] = []] = labels;
  expect(original).toContain('cat');
  expect(labels.filter(([, label]) => label !== original)).toEqual([]);
}, 60_000);
