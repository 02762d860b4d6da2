import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  decodeBytes,
  decodePhotoBytes,
  difference,
  quarterColours,
  quartered,
  quarters,
} from '../../../test/support/decode-pictures.ts';

const hasPerl = process.platform === 'win32' || existsSync('/usr/bin/perl');

/**
 * The smallest raw file that is honest: a DNG whose one directory holds nothing but the camera's JPEG preview. The
 * ways of single makers to hide their previews are ExifTool's business and are not tested here.
 */
function makeDng(jpeg: Buffer | null, orientation: number): Buffer {
  const ascii = 2;
  const short = 3;
  const long = 4;
  const make = Buffer.from('NIKON CORPORATION\0', 'latin1');
  const model = Buffer.from('NIKON D70\0', 'latin1');
  const time = Buffer.from('2020:05:06 07:08:09\0', 'latin1');
  const preview = jpeg ?? Buffer.alloc(0);
  const entryCount = jpeg ? 13 : 10;
  const makeAt = 8 + 2 + entryCount * 12 + 4;
  const modelAt = makeAt + make.length;
  const timeAt = modelAt + model.length;
  const previewAt = timeAt + time.length;
  const entries: [tag: number, type: number, count: number, value: number][] = [
    [254, long, 1, 1],
    [256, long, 1, 640],
    [257, long, 1, 480],
    [259, short, 1, 7],
    [262, short, 1, 6],
    [271, ascii, make.length, makeAt],
    [272, ascii, model.length, modelAt],
    ...(jpeg ? [[273, long, 1, previewAt] as [number, number, number, number]] : []),
    [274, short, 1, orientation],
    ...(jpeg
      ? [
          [278, long, 1, 480] as [number, number, number, number],
          [279, long, 1, preview.length] as [number, number, number, number],
        ]
      : []),
    [306, ascii, time.length, timeAt],
    [50706, 1, 4, 0x00000401],
  ];
  const head = Buffer.alloc(makeAt);
  head.write('II', 0, 'latin1');
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, type, count, value], index) => {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(value, at + 8);
  });
  return Buffer.concat([head, make, model, time, preview]);
}

test.skipIf(!hasPerl)('a raw file shows its preview, turned as the raw file says', async () => {
  // Stored on its side, as a camera held upright does.
  const jpeg = await quartered(480, 640).rotate(270).jpeg({ quality: 92 }).toBuffer();

  const { frame, ...photo } = await decodePhotoBytes(makeDng(jpeg, 6), 'IMG_0001.dng');

  expect(photo).toEqual({
    width: 480,
    height: 640,
    format: 'dng',
    placeholder: expect.any(Uint8Array),
    takenAtMs: Date.UTC(2020, 4, 6, 7, 8, 9),
    cameraInfo: {
      camera: 'NIKON D70',
      lens: null,
      exposureSeconds: null,
      fNumber: null,
      iso: null,
      focalLengthMm: null,
      latitude: null,
      longitude: null,
    },
  });
  const worst = Math.max(
    ...quarterColours(frame).map((colour, index) => difference(colour, quarters[index] ?? [0, 0, 0])),
  );
  expect(worst).toBeLessThan(14);
});

test.skipIf(!hasPerl)('a raw file without a preview says so', async () => {
  expect(await decodeBytes(makeDng(null, 1), 'IMG_0002.dng')).toEqual({
    kind: 'failed',
    job: 1,
    code: 'unsupported',
    reason: 'The raw file holds no preview that could be shown.',
  });
});

test.skipIf(!hasPerl)('a raw file that is damaged fails with a reason', async () => {
  expect(await decodeBytes(Buffer.from('FUJIFILMCCD-RAW 0201', 'latin1'), 'IMG_0003.raf')).toMatchObject({
    kind: 'failed',
    reason: expect.stringMatching(/raw file/),
  });
});
