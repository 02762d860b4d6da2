import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { RgbImage } from '../../../shared/workers.ts';
import { toRgb } from './sample.ts';

/** Pixels of the long side that a ThumbHash is made of: it keeps seven waves a side at most, and its time grows with the area. */
const LONG_SIDE = 32;

/** A picture in about 25 bytes (ThumbHash): what is shown until its thumbnail is there. */
export function makePlaceholder(picture: RgbImage): Uint8Array<ArrayBuffer> {
  const { width, height, rgba } = shrink(picture);
  return Uint8Array.from(rgbaToThumbHash(width, height, rgba));
}

/** The same of a thumbnail that is on disk. @throws where it can't be read */
export async function readPlaceholder(thumbnailPath: string): Promise<Uint8Array<ArrayBuffer>> {
  return makePlaceholder(await toRgb(sharp(await readFile(thumbnailPath))));
}

/** Means of the parts that become a pixel: for so few of them a library takes longer to begin than this to end. */
function shrink({ data, width, height }: RgbImage): { width: number; height: number; rgba: Uint8Array } {
  const factor = Math.min(1, LONG_SIDE / Math.max(width, height));
  const columns = Math.max(1, Math.round(width * factor));
  const rows = Math.max(1, Math.round(height * factor));
  const columnOf = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * columns) / width));
  const rgba = new Uint8Array(columns * rows * 4);
  for (let row = 0, y = 0; row < rows; row++) {
    const sums = new Float64Array(columns * 4);
    for (; Math.floor((y * rows) / height) === row && y < height; y++) {
      for (let x = 0, from = y * width * 3; x < width; x++, from += 3) {
        const to = (columnOf[x] as number) * 4;
        (sums[to] as number) += data[from] as number;
        (sums[to + 1] as number) += data[from + 1] as number;
        (sums[to + 2] as number) += data[from + 2] as number;
        (sums[to + 3] as number)++;
      }
    }
    for (let to = 0; to < sums.length; to += 4) {
      const count = sums[to + 3] as number;
      for (let i = 0; i < 3; i++) rgba[row * columns * 4 + to + i] = Math.round((sums[to + i] as number) / count);
      rgba[row * columns * 4 + to + 3] = 255;
    }
  }
  return { width: columns, height: rows, rgba };
}
