import ExifReader from 'exifreader';
import {
  cameraName,
  cleanText,
  emptyMetadata,
  type PhotoMetadata,
  parseExifTime,
  place,
  positive,
} from './exif-values.ts';
import { startOfScan } from './truncation.ts';

const wantedTags = [
  'Make',
  'Model',
  'LensModel',
  'DateTime',
  'DateTimeOriginal',
  'DateTimeDigitized',
  'SubSecTime',
  'SubSecTimeOriginal',
  'SubSecTimeDigitized',
  'ExposureTime',
  'FNumber',
  'ISOSpeedRatings',
  'FocalLength',
  'GPSLatitude',
  'GPSLatitudeRef',
  'GPSLongitude',
  'GPSLongitudeRef',
];

/** What EXIF writes for a sensitivity that has no room in its 16 bits. */
const isoElsewhere = 65535;

/** Reads the EXIF of JPEG, PNG, WebP, TIFF, AVIF and HEIC. Never throws: a picture with broken EXIF is still a picture. */
export function readMetadata(bytes: Buffer): PhotoMetadata {
  let tags: ExifReader.ExpandedTags;
  try {
    tags = ExifReader.load(withoutPicture(bytes), {
      expanded: true,
      computed: true,
      includeTags: { exif: wantedTags, gps: true },
    });
  } catch {
    return emptyMetadata();
  }
  const exif: Readonly<Record<string, unknown>> = { ...tags.exif };
  const text = (name: string) => cleanText(computedOf(exif[name]));
  const number = (name: string) => positive(computedOf(exif[name]));
  const iso = number('ISOSpeedRatings');
  return {
    takenAtMs:
      parseExifTime(text('DateTimeOriginal'), text('SubSecTimeOriginal')) ??
      parseExifTime(text('DateTimeDigitized'), text('SubSecTimeDigitized')) ??
      parseExifTime(text('DateTime'), text('SubSecTime')),
    cameraInfo: {
      camera: cameraName(text('Make'), text('Model')),
      lens: text('LensModel'),
      exposureSeconds: number('ExposureTime'),
      fNumber: number('FNumber'),
      iso: iso === isoElsewhere ? null : iso,
      focalLengthMm: number('FocalLength'),
      ...place(tags.gps?.Latitude, tags.gps?.Longitude),
    },
  };
}

/** What of a file may hold EXIF: ExifReader copies what it is given, and the picture of a JPEG is nearly all of it. */
function withoutPicture(bytes: Buffer): Buffer {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8;
  const at = isJpeg ? startOfScan(bytes) : bytes.length;
  return bytes[at] === 0xff && bytes[at + 1] === 0xda ? bytes.subarray(0, at + 2) : bytes;
}

/** Tags come as `{ value, computed }`, where `computed` is a number, a text or a list of them. */
function computedOf(tag: unknown): unknown {
  if (typeof tag !== 'object' || tag === null || !('computed' in tag)) return undefined;
  return Array.isArray(tag.computed) ? tag.computed[0] : tag.computed;
}
