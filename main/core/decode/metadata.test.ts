import { join } from 'node:path';
import type { Exif } from 'sharp';
import { describe, expect, test } from 'vitest';
import { testWithShared } from '../../../test/shared-photos.ts';
import { decodePhoto, decodePhotoBytes, quartered } from '../../../test/support/decode-pictures.ts';
import { cameraName, parseExifTime, place } from './exif-values.ts';

async function metadataOf(exif: Exif, format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif' = 'jpeg') {
  const bytes = await quartered(64, 48).toFormat(format).withExif(exif).toBuffer();
  const { takenAtMs, cameraInfo } = await decodePhotoBytes(bytes);
  return { takenAtMs, ...cameraInfo };
}

const exif: Exif = {
  IFD0: { Make: 'Canon', Model: 'Canon EOS R6', DateTime: '2021:01:01 00:00:00' },
  IFD2: {
    DateTimeOriginal: '2020:06:14 18:22:05',
    SubSecTimeOriginal: '76',
    ExposureTime: '1/250',
    FNumber: '28/10',
    ISOSpeedRatings: '400',
    FocalLength: '50/1',
    LensModel: 'RF50mm F1.8 STM',
  },
  IFD3: {
    GPSLatitudeRef: 'S',
    GPSLatitude: '33/1 51/1 3600/100',
    GPSLongitudeRef: 'E',
    GPSLongitude: '151/1 12/1 0/1',
  },
};

test.each(['jpeg', 'png', 'webp', 'avif'] as const)(
  'everything that the camera wrote is read from %s',
  async (format) => {
    expect(await metadataOf(exif, format)).toEqual({
      takenAtMs: Date.UTC(2020, 5, 14, 18, 22, 5, 760),
      camera: 'Canon EOS R6',
      lens: 'RF50mm F1.8 STM',
      exposureSeconds: 0.004,
      fNumber: 2.8,
      iso: 400,
      focalLengthMm: 50,
      latitude: expect.closeTo(-33.86, 4),
      longitude: expect.closeTo(151.2, 4),
    });
  },
);

describe('the time taken', () => {
  const now = Date.UTC(2026, 0, 1);
  test.each([
    ['2008:10:22 16:28:39', null, Date.UTC(2008, 9, 22, 16, 28, 39)],
    ['2008:10:22 16:28:39', '7', Date.UTC(2008, 9, 22, 16, 28, 39, 700)],
    ['2008:10:22 16:28:39', 'xx', Date.UTC(2008, 9, 22, 16, 28, 39)],
    ['2008-10-22T16:28', null, Date.UTC(2008, 9, 22, 16, 28)],
    ['1900:01:01 00:00:00', null, Date.UTC(1900, 0, 1)],
    ['2026:01:01 12:00:00', null, Date.UTC(2026, 0, 1, 12)],
    ['0000:00:00 00:00:00', null, null],
    ['    :  :     :  :  ', null, null],
    ['1825:12:31 23:59:59', null, null],
    ['2026:01:02 00:00:01', null, null],
    ['2008:02:31 10:00:00', null, null],
    ['2008:13:01 10:00:00', null, null],
    ['2008:01:01 25:00:00', null, null],
    ['', null, null],
    [null, null, null],
  ])('%s and %s', (text, fraction, expected) => {
    expect(parseExifTime(text, fraction, now)).toBe(expected);
  });

  test('falls back from the shutter to the scanner to the last change', async () => {
    const time = async (fields: Exif) => (await metadataOf(fields)).takenAtMs;
    const nonsense = '0000:00:00 00:00:00';
    expect([
      await time({ IFD2: { DateTimeOriginal: nonsense, DateTimeDigitized: '2001:02:03 04:05:06' } }),
      await time({ IFD0: { DateTime: '2002:02:03 04:05:06' }, IFD2: { DateTimeOriginal: nonsense } }),
      await time({ IFD2: { DateTimeOriginal: nonsense } }),
    ]).toEqual([Date.UTC(2001, 1, 3, 4, 5, 6), Date.UTC(2002, 1, 3, 4, 5, 6), null]);
  });
});

test.each([
  ['Canon', 'Canon EOS R6', 'Canon EOS R6'],
  ['NIKON CORPORATION', 'NIKON D70', 'NIKON D70'],
  ['OLYMPUS IMAGING CORP.', 'E-P3', 'OLYMPUS E-P3'],
  ['EASTMAN KODAK COMPANY', 'KODAK CX7530', 'KODAK CX7530'],
  ['Apple', 'iPhone 13 Pro Max', 'Apple iPhone 13 Pro Max'],
  ['Jolla', 'Jolla', 'Jolla'],
  ['SONY', null, 'SONY'],
  [null, 'Caplio RR330', 'Caplio RR330'],
  [null, null, null],
])('maker %s and model %s make %s', (make, model, expected) => {
  expect(cameraName(make, model)).toBe(expected);
});

test.each([
  [0, 0],
  [Number.NaN, 10],
  [91, 10],
  [10, 181],
  [undefined, 10],
])('%s, %s is no place', (latitude, longitude) => {
  expect(place(latitude, longitude)).toEqual({ latitude: null, longitude: null });
});

testWithShared('GPS of a camera', async (photos) => {
  const { takenAtMs, cameraInfo } = await decodePhoto(join(photos, 'camera', 'jpg', 'gps', 'DSCN0010.jpg'));
  expect({ takenAtMs, ...cameraInfo }).toEqual({
    takenAtMs: Date.UTC(2008, 9, 22, 16, 28, 39),
    camera: 'NIKON COOLPIX P6000',
    lens: null,
    exposureSeconds: expect.closeTo(1 / 75, 6),
    fNumber: 5.9,
    iso: 64,
    focalLengthMm: 24,
    latitude: expect.closeTo(43.467448, 5),
    longitude: expect.closeTo(11.885127, 5),
  });
});

testWithShared('pictures with invalid EXIF decode', async (photos) => {
  for (const name of [
    'image00971',
    'image01088',
    'image01137',
    'image01551',
    'image01713',
    'image01980',
    'image02206',
  ]) {
    const { takenAtMs } = await decodePhoto(join(photos, 'camera', 'jpg', 'invalid', `${name}.jpg`));
    expect(takenAtMs).toBeNull();
  }
});
