import { fullLongSide, type MediaSize } from '../../../shared/model/photo.ts';

/** Larger files are not read into memory. The largest photos in use (medium format raw, 16-bit scans) stay below. */
export const maxFileBytes = 512 * 1024 * 1024;

/**
 * Pixels of a picture that is decoded row by row (JPEG, PNG, TIFF), so that memory does not grow with its height.
 * Leaves room for panoramas of 30,000 x 20,000; a few kilobytes that claim more are taken for a decompression bomb.
 */
export const maxStreamedPixels = 600_000_000;

/**
 * Pixels of a picture that must be in memory as a whole (progressive JPEG, interlaced PNG, WebP, GIF, AVIF, HEIC). The
 * largest phone sensors give 16,320 x 12,240, just below.
 */
export const maxWholePixels = 200_000_000;

/** Memory that decoding such a picture may take. A few hundred bytes can claim all of it, so it bounds what a bomb does. */
export const maxWholeBytes = 1_200_000_000;

/** Pictures that are whole in memory and take more of it than this are decoded one at a time. */
export const bigPictureBytes = 120_000_000;

/** Seconds that a disk or share may take for one answer. */
export const answerLimitSeconds = 20;

/** Bytes that are read at once: most files as a whole; from a share as slow as 1 MB/s in less than the limit above. */
export const readStepBytes = 16 * 1024 * 1024;

/** Seconds that decoding one file may take. HEIC is the slowest: 1.5 s per 12 megapixels, so 25 s at the limit above. */
export const timeLimitSeconds = 60;

/**
 * Pixels of the short side of the sample that the grid's thumbnail and the network's frame are made of. 400 x 300 lets
 * libjpeg decode 12 megapixels at an eighth of their size.
 */
export const gridShortSide = 300;

/** Pixels of the long side of that sample at most: a panorama keeps enough for its frame. */
export const sampleLongSide = 6000;

/** Pixels of the long side of the grid's thumbnail at most. */
export const gridLongSide = 1200;

/** Pixels of the long side of a preview at most. */
export const previewLongSide = 2048;

/** Pixels of the long side at most, by size. */
export const longSides: Readonly<Record<MediaSize, number>> = {
  grid: gridLongSide,
  preview: previewLongSide,
  full: fullLongSide,
};
