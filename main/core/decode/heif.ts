import type { LibHeif } from 'libheif-js/libheif-wasm/libheif-bundle.js';
import type { RgbImage } from '../../../shared/workers.ts';
import { checkPixels, DecodeFailure, timedOut } from './failure.ts';
import { createGate } from './gate.ts';
import { HeifFile, type Tiling } from './heif-file.ts';
import { maxWholePixels, timeLimitSeconds } from './limits.ts';

/**
 * A thumbnail with a short side of at least this many pixels stands in for the picture in the grid and for the network.
 * Apple's have 320 x 240. Decoding 12 megapixels takes 1.5 s of a core, the thumbnail 10 ms. The price, measured by
 * shrinking and coding ImageNet photos like such thumbnails: the network's first word is right for 87 % instead of 92 %.
 */
const minThumbnailSide = 240;

/** WebAssembly memory never shrinks: past this, the instance is let go and the next file gets a fresh one. */
const maxKeptMemoryBytes = 256 * 1024 * 1024;

/** How much the thumbnail's shape may differ: its sides are rounded. */
const shapeTolerance = 0.02;

export interface HeifPicture {
  /** Pixels of the primary picture as shown. */
  width: number;
  height: number;
  pixels: RgbImage;
  /** Colour profile of the pixels; null is sRGB. */
  icc: Uint8Array | null;
}

export interface HeifDecoder {
  /**
   * Decodes the primary picture of a HEIC file, upright. One file at a time; between tiles others get their turn.
   * @param wanted `small`: the file's own thumbnail will do, if it is large enough
   * @throws DecodeFailure
   */
  decode(bytes: Buffer, wanted: 'small' | 'full'): Promise<HeifPicture>;
}

export function createHeifDecoder(): HeifDecoder {
  const inTurn = createGate();
  let loaded: LibHeif | null = null;

  async function load(): Promise<LibHeif> {
    const { default: createLibHeif } = await import('libheif-js/libheif-wasm/libheif-bundle.js');
    return createLibHeif();
  }

  async function decode(bytes: Buffer, wanted: 'small' | 'full'): Promise<HeifPicture> {
    const lib = loaded ?? (await load());
    loaded = lib;
    try {
      const file = new HeifFile(lib, bytes);
      try {
        return await decodeFile(file, wanted);
      } finally {
        file.close();
      }
    } catch (error) {
      if (error instanceof DecodeFailure) throw error;
      // WebAssembly gave up (a broken stream, no memory): this instance can't be trusted any more.
      loaded = null;
      throw new DecodeFailure('damaged', 'The picture in the file is damaged and could not be decoded.', error);
    } finally {
      if (lib.HEAPU8.length > maxKeptMemoryBytes) loaded = null;
    }
  }

  return { decode: (bytes, wanted) => inTurn(() => decode(bytes, wanted)) };
}

async function decodeFile(file: HeifFile, wanted: 'small' | 'full'): Promise<HeifPicture> {
  const { width, height } = file.size(file.primary);
  checkPixels(width, height, maxWholePixels);
  const icc = file.profile(file.primary);
  const small = wanted === 'small' ? decodeThumbnail(file, minThumbnailSide) : null;
  if (small) return { width, height, pixels: small, icc };
  const tiling = file.tiling();
  try {
    const pixels = tiling ? await decodeTiles(file, tiling) : file.decode(file.primary);
    return { width, height, pixels, icc };
  } catch (error) {
    // The thumbnail stands near the beginning: of a file cut short, it may be all that is left.
    const rest = error instanceof DecodeFailure && error.code === 'damaged' ? decodeThumbnail(file, 1) : null;
    if (rest) return { width, height, pixels: rest, icc };
    throw error;
  }
}

function decodeThumbnail(file: HeifFile, minSide: number): RgbImage | null {
  try {
    const thumbnail = file.thumbnail();
    if (thumbnail === null) return null;
    const { width, height } = file.size(thumbnail);
    const whole = file.size(file.primary);
    const isSameShape = Math.abs((width * whole.height) / (height * whole.width) - 1) < shapeTolerance;
    return isSameShape && Math.min(width, height) >= minSide ? file.decode(thumbnail) : null;
  } catch (error) {
    // A broken thumbnail says nothing about the picture.
    if (error instanceof DecodeFailure) return null;
    throw error;
  }
}

/**
 * Decodes tile by tile: less memory than all at once, a chance for other jobs in between, and an end to endless ones.
 * A damaged tile stays grey.
 */
async function decodeTiles(file: HeifFile, tiling: Tiling): Promise<RgbImage> {
  const { width, height } = file.size(file.primary);
  const picture: RgbImage = { width, height, data: new Uint8Array(width * height * 3).fill(128) };
  const giveUpAt = performance.now() + timeLimitSeconds * 1000;
  let decoded = 0;
  let lastFailure: DecodeFailure | null = null;
  for (let row = 0; row < tiling.rows; row++) {
    for (let column = 0; column < tiling.columns; column++) {
      try {
        const tile = file.decodeTile(column, row);
        copyInto(picture, tile, column * tiling.tileWidth - tiling.left, row * tiling.tileHeight - tiling.top);
        decoded++;
      } catch (error) {
        if (!(error instanceof DecodeFailure)) throw error;
        lastFailure = error;
      }
      if (performance.now() > giveUpAt) throw timedOut();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
  if (decoded === 0 && lastFailure) throw lastFailure;
  return picture;
}

/** Puts a tile at a place that may be partly outside. */
function copyInto(target: RgbImage, tile: RgbImage, left: number, top: number): void {
  const firstX = Math.max(0, -left);
  const endX = Math.min(tile.width, target.width - left);
  const endY = Math.min(tile.height, target.height - top);
  for (let y = Math.max(0, -top); y < endY; y++) {
    const source = tile.data.subarray((y * tile.width + firstX) * 3, (y * tile.width + endX) * 3);
    target.data.set(source, ((top + y) * target.width + left + firstX) * 3);
  }
}
