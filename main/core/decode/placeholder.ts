import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { RgbImage } from '../../../shared/workers.ts';

/** Pixels of the long side that a ThumbHash is made of: it keeps seven waves a side at most, and its time grows with the area. */
const LONG_SIDE = 32;

/** A picture in about 25 bytes (ThumbHash): what is shown until its thumbnail is there. */
export function makePlaceholder({ data, width, height }: RgbImage): Promise<Uint8Array<ArrayBuffer>> {
  return toThumbHash(sharp(data, { raw: { width, height, channels: 3 } }));
}

/** The same of a thumbnail that is on disk. @throws where it can't be read */
export async function readPlaceholder(thumbnailPath: string): Promise<Uint8Array<ArrayBuffer>> {
  return toThumbHash(sharp(await readFile(thumbnailPath)));
}

async function toThumbHash(picture: Sharp): Promise<Uint8Array<ArrayBuffer>> {
  const { data, info } = await picture
    .resize(LONG_SIDE, LONG_SIDE, { fit: 'inside' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Uint8Array.from(rgbaToThumbHash(info.width, info.height, data));
}
