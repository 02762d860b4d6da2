import type { LibHeif } from 'libheif-js/libheif-wasm/libheif-bundle.js';
import type { RgbImage } from '../../../shared/workers.ts';
import { DecodeFailure } from './failure.ts';

/** libheif's numbers for `RGB`, three interleaved bytes. */
const rgb = 1;
const interleavedRgb = 10;
const interleavedChannel = 10;
const scratchBytes = 512;

/** `heif_error_code` */
const unsupportedFileType = 3;
const unsupportedFeature = 4;
/** `heif_suberror_code`: the data end before they should. */
const endOfData = 100;

/** The grid of tiles that phones cut their pictures into. */
export interface Tiling {
  columns: number;
  rows: number;
  tileWidth: number;
  tileHeight: number;
  /** Pixels of the grid left of and above the picture: the padding of the last tiles, where the picture was turned. */
  left: number;
  top: number;
}

/** A picture inside the file: the primary one or its thumbnail. Sizes are as shown, after the file's own rotation. */
export type HeifHandle = number & { readonly brand: 'heif-handle' };

/** One opened HEIF file over libheif's C interface; every resource is given back by `close`. */
export class HeifFile {
  readonly primary: HeifHandle;
  readonly #lib: LibHeif;
  readonly #context: number;
  readonly #data: number;
  readonly #scratch: number;
  readonly #handles: HeifHandle[] = [];

  /** @throws DecodeFailure where the container can't be read */
  constructor(lib: LibHeif, bytes: Buffer) {
    this.#lib = lib;
    this.#scratch = lib._malloc(scratchBytes);
    this.#data = lib._malloc(bytes.length);
    this.#context = lib._heif_context_alloc();
    try {
      lib.HEAPU8.set(bytes, this.#data);
      this.#call((error) =>
        lib._heif_context_read_from_memory_without_copy(error, this.#context, this.#data, bytes.length, 0),
      );
      this.primary = this.#handle((error, out) =>
        lib._heif_context_get_primary_image_handle(error, this.#context, out),
      );
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    for (const handle of this.#handles) this.#lib._heif_image_handle_release(handle);
    this.#lib._heif_context_free(this.#context);
    this.#lib._free(this.#data);
    this.#lib._free(this.#scratch);
  }

  size(handle: HeifHandle): { width: number; height: number } {
    return {
      width: this.#lib._heif_image_handle_get_width(handle),
      height: this.#lib._heif_image_handle_get_height(handle),
    };
  }

  /** The ICC profile, or null. */
  profile(handle: HeifHandle): Uint8Array | null {
    const bytes = this.#lib._heif_image_handle_get_raw_color_profile_size(handle);
    if (bytes === 0) return null;
    const pointer = this.#lib._malloc(bytes);
    try {
      this.#call((error) => this.#lib._heif_image_handle_get_raw_color_profile(error, handle, pointer));
      return this.#lib.HEAPU8.slice(pointer, pointer + bytes);
    } finally {
      this.#lib._free(pointer);
    }
  }

  /** The first thumbnail of the primary picture, or null. */
  thumbnail(): HeifHandle | null {
    const ids = this.#scratch + 64;
    if (this.#lib._heif_image_handle_get_list_of_thumbnail_IDs(this.primary, ids, 1) === 0) return null;
    return this.#handle((error, out) =>
      this.#lib._heif_image_handle_get_thumbnail(error, this.primary, this.#int(ids), out),
    );
  }

  /** The primary picture's tiles; null where it has none, or is cropped or mirrored besides, so that it is safer to decode whole. */
  tiling(): Tiling | null {
    const { width, height } = this.size(this.primary);
    const storedWidth = this.#lib._heif_image_handle_get_ispe_width(this.primary);
    const isCropped = width * height !== storedWidth * this.#lib._heif_image_handle_get_ispe_height(this.primary);
    if (isCropped || this.#isMirrored()) return null;
    const out = this.#scratch + 64;
    this.#call((error) => this.#lib._heif_image_handle_get_image_tiling(error, this.primary, 1, out));
    // struct heif_image_tiling: version, then nine 32-bit numbers.
    const [columns = 0, rows = 0, tileWidth = 0, tileHeight = 0, , , top = 0, left = 0] = Array.from(
      { length: 8 },
      (_, i) => this.#int(out + 4 + i * 4),
    );
    if (columns * rows <= 1 || columns * tileWidth < width || rows * tileHeight < height) return null;
    return {
      columns,
      rows,
      tileWidth,
      tileHeight,
      // libheif 1.23 tells on which side the padding is, but gives the rest of the last tile instead of the padding.
      left: left === 0 ? 0 : columns * tileWidth - width,
      top: top === 0 ? 0 : rows * tileHeight - height,
    };
  }

  decode(handle: HeifHandle): RgbImage {
    return this.#image((error, out) => this.#lib._heif_decode_image(error, handle, out, rgb, interleavedRgb, 0));
  }

  decodeTile(column: number, row: number): RgbImage {
    return this.#image((error, out) =>
      this.#lib._heif_image_handle_decode_image_tile(error, this.primary, out, rgb, interleavedRgb, 0, column, row),
    );
  }

  #isMirrored(): boolean {
    const out = this.#scratch + 64;
    this.#call((error) => this.#lib._heif_context_get_primary_image_ID(error, this.#context, out));
    const mirrorType = Buffer.from('imir', 'latin1').readUInt32BE();
    return this.#lib._heif_item_get_properties_of_type(this.#context, this.#int(out), mirrorType, out + 4, 1) > 0;
  }

  #image(decode: (error: number, out: number) => void): RgbImage {
    const out = this.#scratch + 32;
    this.#call((error) => decode(error, out));
    const image = this.#int(out);
    try {
      const width = this.#lib._heif_image_get_width(image, interleavedChannel);
      const height = this.#lib._heif_image_get_height(image, interleavedChannel);
      const plane = this.#lib._heif_image_get_plane_readonly(image, interleavedChannel, out + 4);
      const stride = this.#int(out + 4);
      const data = new Uint8Array(width * height * 3);
      for (let row = 0; row < height; row++) {
        const start = plane + row * stride;
        data.set(this.#lib.HEAPU8.subarray(start, start + width * 3), row * width * 3);
      }
      return { width, height, data };
    } finally {
      this.#lib._heif_image_release(image);
    }
  }

  #handle(get: (error: number, out: number) => void): HeifHandle {
    const out = this.#scratch + 32;
    this.#call((error) => get(error, out));
    const handle = this.#int(out) as HeifHandle;
    this.#handles.push(handle);
    return handle;
  }

  #call(run: (error: number) => void): void {
    run(this.#scratch);
    const code = this.#int(this.#scratch);
    if (code === 0) return;
    if (code === unsupportedFileType || code === unsupportedFeature) {
      throw new DecodeFailure('unsupported', "The picture is coded in a way that can't be opened.");
    }
    const isShort = this.#int(this.#scratch + 4) === endOfData;
    throw new DecodeFailure(
      'damaged',
      isShort
        ? 'The file ends too early: it was probably not copied completely.'
        : 'The picture in the file is damaged and could not be decoded.',
    );
  }

  #int(pointer: number): number {
    return new DataView(this.#lib.HEAPU8.buffer).getInt32(pointer, true);
  }
}
