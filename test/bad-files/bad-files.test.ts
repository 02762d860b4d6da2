import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createThreadWorkers } from '../../main/faces/runtime.ts';
import { unpackResult } from '../../shared/layout/result-list.ts';
import { openTestLibrary, samplesFolder } from '../support/library.ts';
import {
  claimRestarts,
  deflatedZeros,
  insertExif,
  insertSegment,
  makeDirectory,
  makeGif,
  makePng,
  makeTiff,
  pngChunk,
  type TiffField,
  tiffStart,
} from '../support/picture-bytes.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { type DecodeProcess, startDecodeProcess } from '../support/worker-process.ts';

/** A decode process has 110 MB before it has seen a picture; pictures that must be whole in memory may take 1,200. */
const MEMORY_LIMIT_MB = 1_500;

const cut = 'The file ends too early: it was probably not copied completely.';
const damaged = 'The picture in the file is damaged and could not be decoded.';
const unknown = 'The file does not hold a picture of a known kind.';
const pixels = (has: string, most: string) =>
  `The picture has ${has} million pixels, more than the ${most} million that can be opened.`;

const flower = readFileSync(join(samplesFolder, 'flower.jpg'));
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3a6ea5' }, limitInputPixels: false });
const onePixelRow = deflatedZeros(9 * 8);
const bomb = deflatedZeros(40_000_000);

/** Files that are no photos, and what is said of each. */
const refused: Record<string, { bytes: () => Buffer | Promise<Buffer>; reason: string }> = {
  'nothing.jpg': { bytes: () => Buffer.alloc(0), reason: 'The file is empty.' },
  'zeros.jpg': {
    bytes: () => Buffer.alloc(5_000),
    reason: 'The file holds nothing but zeros: its content was lost.',
  },
  'text.jpg': { bytes: () => Buffer.from('Dear diary, it rained.'), reason: unknown },
  'page.jpg': {
    bytes: () => Buffer.from('<!DOCTYPE html><p>Sign in to download'),
    reason: "This is a web page, which can't be opened as a photo.",
  },
  'header-alone.jpg': { bytes: () => flower.subarray(0, 400), reason: cut },
  'header-alone.png': {
    bytes: () => makePng({ width: 8, height: 8, pixels: onePixelRow }).subarray(0, 30),
    reason: cut,
  },
  'nothing-wide.png': { bytes: () => makePng({ width: 0, height: 8, pixels: onePixelRow }), reason: damaged },
  'nothing-wide.tif': { bytes: () => makeTiff(0, 0, onePixelRow), reason: damaged },
  'grey-bomb.png': {
    bytes: () => makePng({ width: 30_000, height: 30_000, bits: 1, pixels: deflatedZeros(30_000 * 3_751) }),
    reason: pixels('900', '600'),
  },
  'interlaced-bomb.png': {
    bytes: () => makePng({ width: 24_000, height: 24_000, bits: 1, isInterlaced: true, pixels: bomb }),
    reason: pixels('576', '200'),
  },
  'deep-interlaced-bomb.png': {
    bytes: () => makePng({ width: 14_000, height: 14_000, colour: 6, bits: 16, isInterlaced: true, pixels: bomb }),
    reason: pixels('196', '150'),
  },
  'large.gif': { bytes: () => makeGif(65_535, 65_535), reason: pixels('4,295', '200') },
  'large.webp': {
    bytes: async () => claimLossless(await plain(16, 16).webp({ lossless: true }).toBuffer(), 16_383, 16_383),
    reason: pixels('268', '200'),
  },
  'large.avif': {
    bytes: async () => claimSize(await plain(64, 48).avif({ effort: 0 }).toBuffer(), 10_000, 10_000),
    reason: pixels('100', '67'),
  },
  'large.tif': { bytes: () => makeTiff(65_000, 65_000, bomb), reason: pixels('4,225', '600') },
  'endless.tif': { bytes: () => makeTiff(0xffffffff, 0xffffffff, onePixelRow), reason: damaged },
  'one-tile.tif': { bytes: () => makeTiff(100, 100, onePixelRow, 65_520), reason: damaged },
  'restarts.jpg': {
    bytes: () => claimRestarts(flower, 65_500, 9_000, Buffer.concat([Buffer.alloc(200_000, 0x37), restarts])),
    reason: cut,
  },
  'claims.jpg': { bytes: () => claimRestarts(flower, 65_500, 65_500, restarts), reason: pixels('4,290', '600') },
};

const restarts = Buffer.from([0xff, 0xd0, 1, 2, 3, 4, 0xff, 0xd5]);

/** Writes another size into the boxes that tell it. */
function claimSize(avif: Buffer, width: number, height: number): Buffer {
  const bytes = Buffer.from(avif);
  for (let at = bytes.indexOf('ispe'); at >= 0; at = bytes.indexOf('ispe', at + 4)) {
    bytes.writeUInt32BE(width, at + 8);
    bytes.writeUInt32BE(height, at + 12);
  }
  return bytes;
}

/** Writes another size into the head of a lossless WebP: 14 bits each, less one, behind the mark of its pixels. */
function claimLossless(webp: Buffer, width: number, height: number): Buffer {
  const bytes = Buffer.from(webp);
  const at = bytes.indexOf('VP8L') + 9;
  const rest = bytes.readUInt32LE(at) & 0xf0000000;
  bytes.writeUInt32LE((rest | ((height - 1) << 14) | (width - 1)) >>> 0, at);
  return bytes;
}

const text = (words: string) => Buffer.from(`${words}\0`, 'latin1');
/** EXIF of which all is in the first directory, and the only text right behind it. */
const exif = (fields: readonly TiffField[], words = '', next = 0) =>
  insertExif(flower, Buffer.concat([tiffStart, makeDirectory(fields, next), text(words)]));
const behind = (fields: number) => 8 + 2 + fields * 12 + 4;

/** Photos with something wrong, or strange, beside their pixels: photos all the same. */
const accepted: Record<string, () => Buffer | Promise<Buffer>> = {
  'jpeg-named.png': () => flower,
  'one-pixel.png': () => plain(1, 1).png().toBuffer(),
  'one-wide.png': () => plain(1, 20_000).png().toBuffer(),
  'one-high.jpg': () => plain(65_000, 1).jpeg().toBuffer(),
  'long-black.png': () => makePng({ width: 24_000, height: 24_000, bits: 1, pixels: deflatedZeros(24_000 * 3_001) }),
  'pixels-and-more.png': () => makePng({ width: 8, height: 8, pixels: bomb }),
  'text-bomb.png': () => withChunk('zTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0', 'latin1'), bomb])),
  'xmp-bomb.png': () =>
    withChunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0', 'latin1'), bomb])),
  'icc-bomb.png': () => withChunk('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), bomb])),
  'icc-nonsense.jpg': () =>
    insertSegment(flower, 0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1'), Buffer.alloc(900, 65)])),
  'orientation-9.jpg': () => exif([[0x0112, 3, 1, 9]]),
  'orientation-0.jpg': () => exif([[0x0112, 3, 1, 0]]),
  'thumbnail-outside.jpg': () =>
    exif([
      [0x0201, 4, 1, 0xfffffff0],
      [0x0202, 4, 1, 0x7fffffff],
    ]),
  'directories-in-a-circle.jpg': () =>
    exif(
      [
        [0x8769, 4, 1, 8],
        [0x8825, 4, 1, 8],
      ],
      '',
      8,
    ),
  'endless-values.jpg': () =>
    exif([
      [0x010f, 2, 0xffffffff, 8],
      [0x8769, 4, 1, 0xffffffff],
    ]),
  'year-0.jpg': () => exif([[0x0132, 2, 20, behind(1)]], '0000:00:00 00:00:00'),
  'year-1.jpg': () => exif([[0x0132, 2, 20, behind(1)]], '0001:01:01 00:00:00'),
  'year-9999.jpg': () => exif([[0x0132, 2, 20, behind(1)]], '9999:99:99 99:99:99'),
};

const withChunk = (type: string, data: Buffer) =>
  makePng({ width: 8, height: 8, before: [pngChunk(type, data)], pixels: onePixelRow });

test('bad files are told of in words, strange ones are photos, and good ones are not held up', async () => {
  const folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  for (const name of ['chelsea.png', 'coffee.png']) copyFileSync(join(samplesFolder, name), join(folder, name));
  for (const [name, { bytes }] of Object.entries(refused)) writeFileSync(join(folder, name), await bytes());
  for (const [name, make] of Object.entries(accepted)) writeFileSync(join(folder, name), differing(name, await make()));
  const processes: DecodeProcess[] = [];
  const library = await openTestLibrary({
    workers: {
      ...createThreadWorkers(),
      spawnDecode() {
        const started = startDecodeProcess();
        processes.push(started);
        return started;
      },
    },
  });

  const report = await library.index([folder]);

  const { failures } = await library.api.listFailures({ limit: 100, offset: 0 });
  const said = Object.fromEntries(failures.map(({ path, reason }) => [path.slice(folder.length + 1), reason]));
  expect(said).toEqual(Object.fromEntries(Object.entries(refused).map(([name, { reason }]) => [name, reason])));
  expect(report).toMatchObject({ indexed: Object.keys(accepted).length + 2, duplicates: 0 });
  // None of them ended a process, and none took all memory.
  expect(processes).toHaveLength(1);
  const [peak = 0] = processes.map((one) => one.peakMegabytes());
  expect(peak ?? 0, `${peak} MB`).toBeLessThan(MEMORY_LIMIT_MB);
  const list = unpackResult(await library.api.getResultLayout({ text: '', order: 'date' }));
  const aspectOf = async (name: string) => {
    const { id } = await library.api.findPhoto({ path: join(folder, name) });
    return list.aspects[list.ids.indexOf(id)];
  };
  expect([await aspectOf('one-high.jpg'), await aspectOf('one-wide.png')]).toEqual([65_535, 1]);
  for (const name of ['year-0.jpg', 'year-1.jpg', 'year-9999.jpg', 'orientation-9.jpg', 'orientation-0.jpg']) {
    const photo = await library.api.findPhoto({ path: join(folder, name) });
    expect(photo, name).toMatchObject({ width: 640, height: 427, takenAtSource: 'file' });
  }
}, 120_000);

/** Bytes behind the end of a picture are passed over; they make it content of its own. */
const differing = (name: string, bytes: Buffer) => Buffer.concat([bytes, Buffer.from(name)]);

test('a panorama of 30,000 pixels is a photo, and takes little memory', async () => {
  const folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  await sharp(join(samplesFolder, 'china.jpg'))
    .resize(30_000, 3_000, { fit: 'fill', kernel: 'nearest' })
    .jpeg()
    .toFile(join(folder, 'panorama.jpg'));
  const started: DecodeProcess[] = [];
  const library = await openTestLibrary({
    workers: {
      ...createThreadWorkers(),
      spawnDecode() {
        started.push(startDecodeProcess());
        return started.at(-1) as DecodeProcess;
      },
    },
  });
  expect(await library.index([folder])).toMatchObject({ indexed: 1, failed: 0 });
  const photo = await library.api.findPhoto({ path: join(folder, 'panorama.jpg') });
  expect([photo.width, photo.height]).toEqual([30_000, 3_000]);
  const preview = await library.media.find(photo.id, 'preview');
  expect(await sharp(preview?.path).metadata()).toMatchObject({ width: 2048, height: 205 });
  // Its pixels would be 270 MB, and the process has 110 without any.
  expect(started[0]?.peakMegabytes() ?? 0).toBeLessThan(250);
}, 60_000);
