import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { testWithShared } from '../../../test/shared-photos.ts';
import {
  decodePhoto,
  decodePhotoBytes,
  difference,
  pixelAt,
  quarterColours,
  quartered,
  quarters,
  temporaryFolder,
} from '../../../test/support/decode-pictures.ts';
import { createHeifDecoder } from './heif.ts';

/** Lossy formats shift colours a little. */
const tolerance = 14;

function worstQuarter(frame: Parameters<typeof quarterColours>[0]): number {
  return Math.max(...quarterColours(frame).map((colour, index) => difference(colour, quarters[index] ?? [0, 0, 0])));
}

describe('colours arrive as they were', () => {
  const picture = () => quartered(640, 480);
  test.each([
    ['jpeg', () => picture().jpeg({ quality: 92 })],
    ['progressive jpeg', () => picture().jpeg({ progressive: true, quality: 92 })],
    ['png', () => picture().png()],
    ['palette png', () => picture().png({ palette: true })],
    ['16-bit png', () => picture().toColourspace('rgb16').png()],
    ['webp', () => picture().webp({ quality: 92 })],
    ['gif', () => picture().gif()],
    ['tiff', () => picture().tiff({ compression: 'lzw' })],
    ['16-bit tiff', () => picture().toColourspace('rgb16').tiff()],
    ['avif', () => picture().avif({ effort: 0 })],
    ['Display P3 jpeg', () => picture().withIccProfile('p3').jpeg({ quality: 92 })],
  ])('%s', async (name, encode) => {
    const { format, width, height, frame } = await decodePhotoBytes(await encode().toBuffer());
    expect(name).toContain(format);
    expect([width, height]).toEqual([640, 480]);
    expect(worstQuarter(frame)).toBeLessThan(tolerance);
  });
});

test('printing colours (CMYK) stay the same colours, if duller', async () => {
  const bytes = await quartered(640, 480).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
  expect((await sharp(bytes).metadata()).channels).toBe(4);
  const { frame } = await decodePhotoBytes(bytes);
  expect(worstQuarter(frame)).toBeLessThan(100);
});

test('a grey picture has three equal channels', async () => {
  const bytes = await quartered(640, 480).greyscale().png().toBuffer();
  const { frame } = await decodePhotoBytes(bytes);
  const [red, green, blue] = pixelAt(frame, 0.25, 0.25);
  expect(frame.data.length).toBe(260 * 260 * 3);
  expect([green, blue]).toEqual([red, red]);
});

test.each([4, 2] as const)('what is transparent becomes white (%i channels)', async (channels) => {
  const data = Buffer.alloc(64 * 64 * channels, 0);
  const bytes = await sharp(data, { raw: { width: 64, height: 64, channels } })
    .png()
    .toBuffer();
  const { frame } = await decodePhotoBytes(bytes);
  expect(pixelAt(frame, 0.5, 0.5)).toEqual([255, 255, 255]);
});

test('an animation gives its first frame', async () => {
  const first = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#c81e1e' } })
    .png()
    .toBuffer();
  const second = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#1e1ec8' } })
    .png()
    .toBuffer();
  for (const format of ['gif', 'webp'] as const) {
    const bytes = await sharp([first, second], { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    const { width, height, frame } = await decodePhotoBytes(bytes);
    expect([width, height]).toEqual([80, 60]);
    expect(difference(pixelAt(frame, 0.5, 0.5), [200, 30, 30])).toBeLessThan(tolerance);
  }
});

test('content counts, not the suffix', async () => {
  const { format } = await decodePhotoBytes(await quartered(64, 48).jpeg().toBuffer(), 'photo.png');
  expect(format).toBe('jpeg');
});

describe('every EXIF orientation gives an upright picture', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('%i', async (orientation) => {
    // As a camera would store it: turned and mirrored so that the orientation undoes it.
    const upright = quartered(640, 480);
    const undo: Record<number, () => Sharp> = {
      1: () => upright,
      2: () => upright.flop(),
      3: () => upright.rotate(180),
      4: () => upright.flip(),
      6: () => upright.rotate(270),
      8: () => upright.rotate(90),
    };
    const mirrored = { 5: 6, 7: 8 }[orientation];
    const turned = await (undo[mirrored ?? orientation]?.() ?? upright).png().toBuffer();
    const stored = mirrored ? await sharp(turned).flip().toBuffer() : turned;
    for (const format of ['jpeg', 'png', 'webp', 'tiff'] as const) {
      const bytes = await sharp(stored).toFormat(format, { quality: 92 }).withMetadata({ orientation }).toBuffer();
      const { width, height, frame } = await decodePhotoBytes(bytes);
      expect([format, width, height]).toEqual([format, 640, 480]);
      expect(worstQuarter(frame)).toBeLessThan(tolerance);
    }
  });
});

describe('the samples of all orientations look like the first', () => {
  for (const shape of ['landscape', 'portrait']) {
    testWithShared(shape, async (photos) => {
      const decode = (number: number) =>
        decodePhoto(join(photos, 'camera', 'jpg', 'orientation', `${shape}_${number}.jpg`));
      const { width, height, frame } = await decode(1);
      for (const number of [2, 3, 4, 5, 6, 7, 8]) {
        const other = await decode(number);
        expect([other.width, other.height]).toEqual([width, height]);
        const sum = other.frame.data.reduce(
          (total, value, index) => total + Math.abs(value - (frame.data[index] ?? 0)),
          0,
        );
        // The number in the middle is the only thing that differs.
        expect(sum / frame.data.length).toBeLessThan(8);
      }
    });
  }
});

describe('HEIC of phones', () => {
  for (const [file, width, height] of [
    ['mobile/iphone_13_pro_max.HEIC', 3024, 4032],
    ['mobile/HMD_Nokia_8.3_5G_hdr.heif', 4608, 3456],
    ['samplefilehub.heif', 640, 426],
  ] as const) {
    testWithShared(file, async (photos) => {
      const thumbnailPath = join(await temporaryFolder(), 'thumbnail.webp');
      const photo = await decodePhoto(join(photos, 'camera', 'heic', file), thumbnailPath);
      const thumbnail = await sharp(thumbnailPath).metadata();
      expect([photo.format, photo.width, photo.height]).toEqual(['heif', width, height]);
      expect(thumbnail.width / thumbnail.height).toBeCloseTo(width / height, 1);
    });
  }
});

testWithShared('the tiles of a turned HEIC come together as its thumbnail shows', async (photos) => {
  const bytes = await readFile(join(photos, 'camera', 'heic', 'mobile', 'iphone_13_pro_max.HEIC'));
  const decoder = createHeifDecoder();

  const { pixels: small } = await decoder.decode(bytes, 'small');
  const { pixels: whole, icc } = await decoder.decode(bytes, 'full');

  expect([small.width, small.height, whole.width, whole.height]).toEqual([240, 320, 3024, 4032]);
  expect(icc?.length).toBe(548);
  const shrunk = await sharp(whole.data, { raw: { width: whole.width, height: whole.height, channels: 3 } })
    .resize(240, 320, { kernel: 'linear' })
    .raw()
    .toBuffer();
  const sum = shrunk.reduce((total, value, index) => total + Math.abs(value - (small.data[index] ?? 0)), 0);
  expect(sum / shrunk.length).toBeLessThan(12);
});
