import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { testWithShared } from '../../../test/shared-photos.ts';
import {
  decodeBytes,
  decodeFile,
  decodePhotoBytes,
  difference,
  openService,
  pixelAt,
  quartered,
  temporaryFolder,
} from '../../../test/support/decode-pictures.ts';
import { repairRestarts } from './repair-jpeg.ts';

const endsTooEarly = 'The file ends too early: it was probably not copied completely.';
const isDamaged = 'The picture in the file is damaged and could not be decoded.';

/** Noise, so that every part of the file matters. */
function noisy(width: number, height: number) {
  return sharp({
    create: { width, height, channels: 3, background: '#fff', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  });
}

function failed(code: string, reason: string) {
  return { kind: 'failed', job: 1, code, reason };
}

describe('a file without a picture says why', () => {
  test.each([
    ['an empty file', '', failed('empty', 'The file is empty.')],
    ['zeros', '\0'.repeat(5000), failed('damaged', 'The file holds nothing but zeros: its content was lost.')],
    ['text', 'Dear diary', failed('unsupported', 'The file does not hold a picture of a known kind.')],
    ['one byte', 'x', failed('unsupported', 'The file does not hold a picture of a known kind.')],
    ['a TIFF mark alone', 'II*\0', failed('unsupported', 'The file does not hold a picture of a known kind.')],
    ['a PDF', '%PDF-1.7', failed('unsupported', "This is a PDF document, which can't be opened as a photo.")],
    [
      'Photoshop',
      '8BPS\0\x01',
      failed('unsupported', "This is a Photoshop document, which can't be opened as a photo."),
    ],
    ['a video', '\0\0\0\x18ftypmp42\0\0\0\0isommp42', failed('unsupported', 'This is a video, not a photo.')],
    ['the beginning of a JPEG', '\xff\xd8\xff\xe0\0\x10JFIF', failed('damaged', endsTooEarly)],
    ['the beginning of a PNG', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR', failed('damaged', endsTooEarly)],
    ['the beginning of a HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\x20\0meta', failed('damaged', isDamaged)],
  ])('%s', async (_, content, expected) => {
    expect(await decodeBytes(Buffer.from(content, 'latin1'))).toEqual(expected);
  });

  test('a file that is gone', async () => {
    expect(await decodeFile('/nowhere/photo.jpg')).toEqual(failed('unreadable', 'The file is no longer there.'));
  });

  test('a folder named like a photo', async () => {
    const path = join(await temporaryFolder(), 'folder.jpg');
    await mkdir(path);
    expect(await decodeFile(path)).toEqual(failed('unsupported', 'This is not a file.'));
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a file that may not be read', async () => {
    const path = join(await temporaryFolder(), 'photo.jpg');
    await quartered(64, 48).jpeg().toFile(path);
    await chmod(path, 0);
    expect(await decodeFile(path)).toEqual(failed('unreadable', 'You are not allowed to read this file.'));
  });

  test.skipIf(process.platform === 'win32')('a named pipe, without waiting for it', async () => {
    const path = join(await temporaryFolder(), 'pipe.jpg');
    await promisify(execFile)('mkfifo', [path]);
    expect(await decodeFile(path)).toEqual(failed('unsupported', 'This is not a file.'));
  });
});

describe('of a photo cut short, there is what there is', () => {
  test.each([
    ['jpeg', () => noisy(800, 600).jpeg()],
    ['progressive jpeg', () => noisy(800, 600).jpeg({ progressive: true })],
    ['png', () => noisy(800, 600).png()],
    ['gif', () => quartered(800, 600).gif()],
  ])('%s', async (_, encode) => {
    const bytes = await encode().toBuffer();
    const { width, height, frame } = await decodePhotoBytes(bytes.subarray(0, bytes.length * 0.6));
    expect([width, height, frame.width]).toEqual([800, 600, 260]);
  });

  test('a JPEG keeps its upper half in place', async () => {
    const bytes = await quartered(800, 600)
      .composite([{ input: await noisy(800, 600).png().toBuffer(), blend: 'soft-light' }])
      .jpeg()
      .toBuffer();
    const { frame } = await decodePhotoBytes(bytes.subarray(0, bytes.length * 0.6));
    const { frame: whole } = await decodePhotoBytes(bytes);
    expect(difference(pixelAt(frame, 0.25, 0.2), pixelAt(whole, 0.25, 0.2))).toBeLessThan(4);
    expect(difference(pixelAt(frame, 0.5, 0.95), [128, 128, 128])).toBeLessThan(4);
  });

  test('but nothing but a header is damage', async () => {
    const bytes = await noisy(800, 600).jpeg().toBuffer();
    expect(await decodeBytes(bytes.subarray(0, 640))).toEqual(failed('damaged', endsTooEarly));
  });

  test('a JPEG with damage in the middle still decodes', async () => {
    const bytes = await noisy(800, 600).jpeg().toBuffer();
    const middle = bytes.length >> 1;
    bytes.fill(0x55, middle, middle + 400);
    expect((await decodePhotoBytes(bytes)).width).toBe(800);
  });

  testWithShared('a camera JPEG with restart markers', async (photos) => {
    const bytes = await readFile(join(photos, 'camera', 'jpg', 'tests', '42_IndexError.jpg'));
    expect((await decodePhotoBytes(bytes.subarray(0, bytes.length * 0.3))).width).toBe(4032);
    expect(repairRestarts(bytes)?.equals(bytes)).toBe(true);
  });

  testWithShared('a camera JPEG that lost some of its restart markers', async (photos) => {
    const response = await decodeFile(join(photos, 'camera', 'jpg', 'corrupted.jpg'));
    expect(response).toMatchObject({ kind: 'decoded', photo: { width: 3648, height: 2736 } });
  });

  testWithShared('a HEIC keeps its thumbnail and the tiles that are left', async (photos) => {
    const folder = await temporaryFolder();
    const bytes = await readFile(join(photos, 'camera', 'heic', 'mobile', 'iphone_13_pro_max.HEIC'));
    const path = join(folder, 'cut.heic');
    await writeFile(path, bytes.subarray(0, bytes.length * 0.3));
    expect(await decodeFile(path)).toMatchObject({ kind: 'decoded' });
    const targetPath = join(folder, 'preview.webp');
    const service = openService();
    expect(await service.handle({ kind: 'render', job: 1, path, size: 'preview', targetPath })).toMatchObject({
      kind: 'rendered',
    });
    expect(await sharp(targetPath).metadata()).toMatchObject({ width: 1536, height: 2048 });
  });
});

test('a picture with more pixels than memory can hold is refused before it is decoded', async () => {
  const bytes = await quartered(8, 8).png().toBuffer();
  // IHDR: width and height as 32-bit numbers from byte 16 on, then a checksum from byte 29 on.
  bytes.writeUInt32BE(100_000, 16);
  bytes.writeUInt32BE(100_000, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  expect(await decodeBytes(bytes, 'bomb.png')).toEqual(
    failed('too-large', 'The picture has 10,000 million pixels, more than the 600 million that can be opened.'),
  );
});

test('damage never leaves a job without an answer', async () => {
  const picture = quartered(320, 240);
  const originals = await Promise.all([
    picture.clone().jpeg().toBuffer(),
    picture.clone().png().toBuffer(),
    picture.clone().webp().toBuffer(),
    picture.clone().gif().toBuffer(),
    picture.clone().tiff().toBuffer(),
    picture.clone().avif({ effort: 0 }).toBuffer(),
  ]);
  let seed = 1;
  const random = (limit: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  const kinds = new Set<string>();
  for (const original of originals) {
    for (let round = 0; round < 20; round++) {
      const bytes = Buffer.from(original.subarray(0, round % 3 === 0 ? random(original.length) + 1 : original.length));
      for (let change = 0; change < 1 + random(30); change++) bytes[random(bytes.length)] = random(256);
      const response = await decodeBytes(bytes);
      kinds.add(response?.kind === 'failed' ? response.code : (response?.kind ?? 'none'));
    }
  }
  expect([...kinds].filter((kind) => !['decoded', 'damaged', 'unsupported', 'too-large'].includes(kind))).toEqual([]);
}, 60_000);
