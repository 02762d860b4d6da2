import sharp, { type Sharp } from 'sharp';
import { assertNever } from '../../../shared/errors.ts';
import type { MediaSize } from '../../../shared/model/photo.ts';
import type { RgbImage } from '../../../shared/workers.ts';
import { DecodeFailure, timedOut } from './failure.ts';
import { gridShortSide, longSides, sampleLongSide, timeLimitSeconds } from './limits.ts';
import { isTurned, orientPixels } from './orient.ts';
import { damaged, type PixelSource } from './picture.ts';

/** A damaged picture of which this share has one colour, such as decoders leave where data lack, is as good as none. */
const emptyShare = 0.97;

/** What the libraries below sharp say when they get no memory. */
const NO_MEMORY = /insufficient memory|out of memory|(?:unable|failed|cannot) to? ?allocate/iu;

/** @returns pixels that a picture is decoded to; never more than it has, never below 1 */
export function sampleSize(width: number, height: number, size: MediaSize): { width: number; height: number } {
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  const factor = Math.min(
    1,
    size === 'grid' ? Math.min(gridShortSide / short, sampleLongSide / long) : longSides[size] / long,
  );
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/**
 * Decodes a picture once, at the size that is wanted, upright, in sRGB, on white. A damaged picture gives what there is
 * of it, for half a photo is better than none.
 * @throws DecodeFailure `damaged` where there is nothing of it, `timeout`, `unreadable` where memory is short
 */
export async function samplePicture(source: PixelSource, size: MediaSize): Promise<RgbImage> {
  const startedAt = performance.now();
  const attempt = async (input: PixelSource['input'], failOn: 'error' | 'none'): Promise<RgbImage | Error> => {
    try {
      return await sample({ ...source, input }, size, failOn);
    } catch (error) {
      if (performance.now() - startedAt >= timeLimitSeconds * 1000) throw timedOut();
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  const whole = await attempt(source.input, 'error');
  if (!(whole instanceof Error)) return whole;
  if (NO_MEMORY.test(whole.message)) {
    throw new DecodeFailure('unreadable', 'There was not enough free memory to open this picture.', whole);
  }
  let rest = await attempt(source.input, 'none');
  const repaired = rest instanceof Error ? source.repair() : null;
  if (repaired) rest = await attempt(repaired, 'none');
  if (rest instanceof Error || isNearlyEmpty(rest)) throw damaged(source.isCut(), whole);
  return rest;
}

async function sample(source: PixelSource, size: MediaSize, failOn: 'error' | 'none'): Promise<RgbImage> {
  const orientation = source.orientation === 'exif' ? 1 : source.orientation;
  const shown = sampleSize(source.width, source.height, size);
  const [width, height] = isTurned(orientation) ? [shown.height, shown.width] : [shown.width, shown.height];
  const pixels = openSource(source, failOn)
    .timeout({ seconds: timeLimitSeconds })
    .resize(width, height, { fit: 'fill' })
    .flatten({ background: '#ffffff' });
  return orientPixels(await toRgb(pixels), orientation);
}

function openSource({ input, orientation, limit }: PixelSource, failOn: 'error' | 'none'): Sharp {
  const options = { failOn, limitInputPixels: limit, autoOrient: orientation === 'exif' };
  if (Buffer.isBuffer(input)) return sharp(input, options);
  return sharp(input.data, { ...options, raw: { width: input.width, height: input.height, channels: 3 } });
}

/** Runs a pipeline of sharp to RGB bytes. */
export async function toRgb(pipeline: Sharp): Promise<RgbImage> {
  const { data, info } = await pipeline.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  switch (info.channels) {
    case 3:
      return { width: info.width, height: info.height, data };
    case 1:
    case 2:
    case 4:
      return { width: info.width, height: info.height, data: toThreeChannels(data, info.channels) };
    default:
      return assertNever(info.channels);
  }
}

/** Grey is spread to three channels; alpha, flattened before, is dropped. */
function toThreeChannels(data: Uint8Array, channels: 1 | 2 | 4): Uint8Array {
  const pixels = data.length / channels;
  const rgb = new Uint8Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      rgb[pixel * 3 + channel] = data[pixel * channels + (channels === 4 ? channel : 0)] ?? 0;
    }
  }
  return rgb;
}

function isNearlyEmpty({ width, height, data }: RgbImage): boolean {
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += 3) {
    // Four neighbouring values of a channel count as one.
    const colour = ((data[at] ?? 0) >> 2) | (((data[at + 1] ?? 0) >> 2) << 6) | (((data[at + 2] ?? 0) >> 2) << 12);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return Math.max(...counts.values()) >= emptyShare * width * height;
}
