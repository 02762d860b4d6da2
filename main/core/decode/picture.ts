import sharp, { type Metadata } from 'sharp';
import type { MediaSize } from '../../../shared/model/photo.ts';
import type { PhotoMetadata } from './exif-values.ts';
import { checkPixels, DecodeFailure } from './failure.ts';
import { createHeifDecoder } from './heif.ts';
import { bigPictureBytes, maxStreamedPixels, maxWholeBytes, maxWholePixels } from './limits.ts';
import { readMetadata } from './metadata.ts';
import { isTurned } from './orient.ts';
import { createRawReader } from './raw.ts';
import { repairRestarts } from './repair-jpeg.ts';
import { sniffFormat } from './sniff.ts';
import { toTiff } from './tiff-container.ts';
import { endsEarly } from './truncation.ts';

/** A picture that is ready to be sampled: something that sharp decodes, and what is known of the file. */
export interface Picture {
  /** `jpeg`, `png`, `heif`, `cr2` ... */
  format: string;
  /** Of the whole picture as shown. */
  width: number;
  height: number;
  metadata: PhotoMetadata;
  source: PixelSource;
}

export interface PixelSource {
  /** A file, or pixels as they are. */
  input: Buffer | { data: Uint8Array; width: number; height: number };
  /** `exif`: as the input itself says; else EXIF's number, and the input's own is ignored. */
  orientation: 'exif' | number;
  /** Size as shown. May be smaller than the picture, where a preview stands in for it. */
  width: number;
  height: number;
  /** The most pixels that may be decoded. */
  limit: number;
  /** Takes much memory while it is decoded. */
  isBig: boolean;
  /** Whether the input lacks its end. Asked only where decoding failed, as is the next. */
  isCut(): boolean;
  /** The input made such that more of it can be decoded, or null. */
  repair(): Buffer | null;
}

export interface PictureOpener {
  /**
   * @param bytes the whole file
   * @param wanted what it is opened for: a small picture may come from the file's own thumbnail
   * @throws DecodeFailure
   */
  open(bytes: Buffer, path: string, wanted: MediaSize): Promise<Picture>;
  close(): Promise<void>;
}

export function createPictureOpener(): PictureOpener {
  const heif = createHeifDecoder();
  const raw = createRawReader();

  async function open(bytes: Buffer, path: string, wanted: MediaSize): Promise<Picture> {
    const { decoder, format } = sniffFormat(bytes, path);
    switch (decoder) {
      case 'sharp': {
        const source = await openWithSharp(bytes, format, 'exif');
        const { width, height } = source;
        return { format, width, height, metadata: readMetadata(bytes), source };
      }
      case 'heif': {
        const { width, height, pixels, icc } = await heif.decode(bytes, wanted === 'grid' ? 'small' : 'full');
        const source: PixelSource = {
          input: icc ? toTiff(pixels, icc) : pixels,
          orientation: 1,
          width: pixels.width,
          height: pixels.height,
          limit: maxWholePixels,
          isBig: false,
          isCut: () => false,
          repair: () => null,
        };
        return { format, width, height, metadata: readMetadata(bytes), source };
      }
      case 'raw': {
        const photo = await raw.read(path);
        const source = await openWithSharp(photo.preview, 'jpeg', photo.orientation);
        const turned = isTurned(photo.orientation);
        const width = (turned ? photo.height : photo.width) ?? 0;
        const height = (turned ? photo.width : photo.height) ?? 0;
        // Some files name the size of a thumbnail; the photo is never smaller than its preview.
        const isPlausible = width >= source.width && height >= source.height;
        return {
          format,
          width: isPlausible ? width : source.width,
          height: isPlausible ? height : source.height,
          metadata: photo.metadata,
          source,
        };
      }
    }
  }

  return { open, close: raw.close };
}

async function openWithSharp(input: Buffer, format: string, orientation: 'exif' | number): Promise<PixelSource> {
  let header: Metadata;
  try {
    header = await sharp(input, { limitInputPixels: false, failOn: 'none' }).metadata();
  } catch (error) {
    throw damaged(endsEarly(input, format), error);
  }
  const isStreamed = (format === 'jpeg' || format === 'png' || format === 'tiff') && !header.isProgressive;
  const pixelBytes = wholePixelBytes(format, header);
  const limit = isStreamed ? maxStreamedPixels : Math.min(maxWholePixels, Math.floor(maxWholeBytes / pixelBytes));
  const turned = orientation !== 'exif' && isTurned(orientation);
  const width = orientation === 'exif' ? header.autoOrient.width : turned ? header.height : header.width;
  const height = orientation === 'exif' ? header.autoOrient.height : turned ? header.width : header.height;
  checkPixels(width, height, limit);
  const isBig = !isStreamed && width * height * pixelBytes > bigPictureBytes;
  return {
    input,
    orientation,
    width,
    height,
    limit,
    isBig,
    isCut: () => endsEarly(input, format),
    repair: () => (format === 'jpeg' ? repairRestarts(input) : null),
  };
}

/** Memory for each pixel of a picture that must be decoded whole, as measured at 49 to 196 million pixels. */
function wholePixelBytes(format: string, { channels, depth, bitsPerSample = 8 }: Metadata): number {
  switch (format) {
    case 'avif':
      return bitsPerSample > 8 ? 25 : 18;
    case 'gif':
      return 5;
    // A progressive JPEG keeps its coefficients, of 16 bits each.
    case 'jpeg':
      return channels * 2;
    case 'png':
      return channels * (depth === 'ushort' ? 2 : 1);
    default:
      return 4;
  }
}

/** @returns the failure of a file whose picture can't be decoded */
export function damaged(isCut: boolean, cause: unknown): DecodeFailure {
  return new DecodeFailure(
    'damaged',
    isCut
      ? 'The file ends too early: it was probably not copied completely.'
      : 'The picture in the file is damaged and could not be decoded.',
    cause,
  );
}
