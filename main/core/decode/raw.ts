import type { ExifTool } from 'exiftool-vendored';
import { createExifToolProcesses } from '../common/exif-tool-processes.ts';
import { cameraName, cleanText, type PhotoMetadata, parseExifTime, place, positive } from './exif-values.ts';
import { DecodeFailure, timedOut } from './failure.ts';
import { timeLimitSeconds } from './limits.ts';

/** Where cameras put their JPEGs. */
const previewTags = ['JpgFromRaw', 'PreviewImage', 'JpgFromRaw2', 'OtherImage'] as const;

const wantedTags = [
  ...previewTags,
  'Make',
  'Model',
  'LensModel',
  'Orientation',
  'ImageWidth',
  'ImageHeight',
  'DateTimeOriginal',
  'CreateDate',
  'ModifyDate',
  'SubSecTimeOriginal',
  'ExposureTime',
  'FNumber',
  'ISO',
  'FocalLength',
  // The composite ones carry the sign of their hemisphere.
  'Composite:GPSLatitude',
  'Composite:GPSLongitude',
];

export interface RawPhoto {
  /** The largest JPEG that the camera put in, as stored. */
  preview: Buffer;
  /** EXIF's orientation of the photo, 1..8, which goes for the preview too. */
  orientation: number;
  /** Of the sensor's picture before orientation; null where the file does not say. */
  width: number | null;
  height: number | null;
  metadata: PhotoMetadata;
}

export interface RawReader {
  /** @throws DecodeFailure `unsupported` without Perl or without a preview, `damaged`, `timeout` */
  read(path: string): Promise<RawPhoto>;
  /** Ends the helper processes. */
  close(): Promise<void>;
}

/** Reads raw files through ExifTool, whose processes are started with the first such file. */
export function createRawReader(): RawReader {
  const processes = createExifToolProcesses(timeLimitSeconds * 1000);

  async function read(path: string): Promise<RawPhoto> {
    const exifTool = await processes.start();
    if (!exifTool) {
      throw new DecodeFailure(
        'unsupported',
        'Raw photos are read with the help of Perl, which is not installed on this computer.',
      );
    }
    const startedAt = performance.now();
    try {
      const tags = await exifTool.readRaw(path, { readArgs: ['-n', ...wantedTags.map((tag) => `-${tag}`)] });
      const preview = await extractPreview(exifTool, path, tags);
      return { preview, ...readTags(tags) };
    } catch (error) {
      if (error instanceof DecodeFailure) throw error;
      if (performance.now() - startedAt >= timeLimitSeconds * 1000) throw timedOut();
      throw new DecodeFailure('damaged', 'The raw file could not be read: it is damaged or of an unknown kind.', error);
    }
  }

  return { read, close: processes.close };
}

/** The largest first; what is no JPEG after all is passed over. */
async function extractPreview(exifTool: ExifTool, path: string, tags: object): Promise<Buffer> {
  const values: Readonly<Record<string, unknown>> = { ...tags };
  const candidates = previewTags
    .map((tag) => ({ tag, bytes: binaryLength(values[tag]) }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
  for (const { tag } of candidates) {
    const bytes = await exifTool.extractBinaryTagToBuffer(tag, path);
    if (bytes[0] === 0xff && bytes[1] === 0xd8) return bytes;
  }
  throw new DecodeFailure('unsupported', 'The raw file holds no preview that could be shown.');
}

/** ExifTool says `(Binary data 12345 bytes, use -b option to extract)` in place of a picture. */
function binaryLength(value: unknown): number {
  return typeof value === 'string' ? Number(/^\(Binary data (\d+) bytes/.exec(value)?.[1] ?? 0) : 0;
}

function readTags(tags: object): Omit<RawPhoto, 'preview'> {
  const values: Readonly<Record<string, unknown>> = { ...tags };
  const fraction = values.SubSecTimeOriginal;
  const orientation = positive(values.Orientation) ?? 1;
  return {
    orientation: orientation <= 8 ? orientation : 1,
    width: positive(values.ImageWidth),
    height: positive(values.ImageHeight),
    metadata: {
      takenAtMs:
        parseExifTime(cleanText(values.DateTimeOriginal), fraction === undefined ? null : String(fraction)) ??
        parseExifTime(cleanText(values.CreateDate)) ??
        parseExifTime(cleanText(values.ModifyDate)),
      cameraInfo: {
        camera: cameraName(cleanText(values.Make), cleanText(values.Model)),
        lens: cleanText(values.LensModel),
        exposureSeconds: positive(values.ExposureTime),
        fNumber: positive(values.FNumber),
        iso: positive(values.ISO),
        focalLengthMm: positive(values.FocalLength),
        ...place(values.GPSLatitude, values.GPSLongitude),
      },
    },
  };
}
