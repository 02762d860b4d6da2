import type { RgbImage } from '../../../shared/workers.ts';

/** Whether an EXIF orientation swaps width and height. */
export function isTurned(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

/** Turns pixels upright. `orientation` is EXIF's, 1..8; others count as 1. */
export function orientPixels(image: RgbImage, orientation: number): RgbImage {
  if (!(orientation >= 2 && orientation <= 8)) return image;
  const width = isTurned(orientation) ? image.height : image.width;
  const height = isTurned(orientation) ? image.width : image.height;
  const data = new Uint8Array(image.data.length);
  // Which way through the stored picture one goes along a row and down a column of the upright one.
  const isMirroredAcross = [2, 3, 7, 8].includes(orientation);
  const isMirroredDown = [3, 4, 6, 7].includes(orientation);
  let target = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = isTurned(orientation) ? y : x;
      const down = isTurned(orientation) ? x : y;
      const sourceX = isMirroredAcross ? image.width - 1 - across : across;
      const sourceY = isMirroredDown ? image.height - 1 - down : down;
      const source = (sourceY * image.width + sourceX) * 3;
      data[target++] = image.data[source] ?? 0;
      data[target++] = image.data[source + 1] ?? 0;
      data[target++] = image.data[source + 2] ?? 0;
    }
  }
  return { width, height, data };
}
