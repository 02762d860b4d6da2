import { crc32, deflateSync } from 'node:zlib';

/** Pictures made byte by byte: such as no encoder would write. */

/** A chunk of a PNG with its checksum. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

interface PngParts {
  width: number;
  height: number;
  /** PNG's type of colour: 0 grey, 2 RGB, 6 RGBA. */
  colour?: number;
  bits?: number;
  isInterlaced?: boolean;
  /** Chunks before the pixels. */
  before?: Buffer[];
  /** Compressed pixels. */
  pixels: Buffer;
}

/** A PNG that claims what it is told to. */
export function makePng({ width, height, colour = 0, bits = 8, isInterlaced, before = [], pixels }: PngParts): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  header[9] = colour;
  header[12] = isInterlaced ? 1 : 0;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    ...before,
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Zeros that shrink to a thousandth: a decompression bomb. */
export const deflatedZeros = (bytes: number): Buffer => deflateSync(Buffer.alloc(bytes), { level: 1 });

/** A GIF of one black pixel's worth of data that claims to be as large as it is told to. */
export function makeGif(width: number, height: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  return Buffer.concat([
    Buffer.from('GIF89a', 'latin1'),
    size,
    Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0]),
    size,
    Buffer.from([0, 2, 2, 0x4c, 1, 0, 0x3b]),
  ]);
}

/** A field of a TIFF directory: tag, type (3 = 16 bit, 4 = 32 bit), count, and the value or its offset. */
export type TiffField = readonly [tag: number, type: number, count: number, value: number];

/** A directory of a TIFF, little-endian, with the offset of the next one. */
export function makeDirectory(fields: readonly TiffField[], next = 0): Buffer {
  const directory = Buffer.alloc(2 + fields.length * 12 + 4);
  directory.writeUInt16LE(fields.length, 0);
  fields.forEach(([tag, type, count, value], index) => {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    if (type === 3) directory.writeUInt16LE(value, at + 8);
    else directory.writeUInt32LE(value, at + 8);
  });
  directory.writeUInt32LE(next, directory.length - 4);
  return directory;
}

/** A TIFF's beginning: its directory stands right behind. */
export const tiffStart = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]);

/** A grey TIFF of one strip, or of one tile, that claims what it is told to; its pixels are deflated. */
export function makeTiff(width: number, height: number, pixels: Buffer, tileSide?: number): Buffer {
  const common: TiffField[] = [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 1, 8],
    [259, 3, 1, 8],
    [262, 3, 1, 1],
  ];
  const at = 8 + 2 + (tileSide === undefined ? 9 : 10) * 12 + 4;
  const place: TiffField[] =
    tileSide === undefined
      ? [
          [273, 4, 1, at],
          [277, 3, 1, 1],
          [278, 4, 1, height],
          [279, 4, 1, pixels.length],
        ]
      : [
          [277, 3, 1, 1],
          [322, 4, 1, tileSide],
          [323, 4, 1, tileSide],
          [324, 4, 1, at],
          [325, 4, 1, pixels.length],
        ];
  return Buffer.concat([tiffStart, makeDirectory([...common, ...place]), pixels]);
}

/** Puts a segment right behind a JPEG's first mark. */
export function insertSegment(jpeg: Buffer, code: number, content: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xff00 + code, 0);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}

/** Puts EXIF into a JPEG: a TIFF without pixels. */
export const insertExif = (jpeg: Buffer, tiff: Buffer): Buffer =>
  insertSegment(jpeg, 0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));

/** The segments of a JPEG up to its pixels, each with its code. */
export function segmentsOf(jpeg: Buffer): { code: number; start: number; end: number }[] {
  const segments: { code: number; start: number; end: number }[] = [];
  for (let at = 2; jpeg[at] === 0xff; ) {
    const end = at + 2 + jpeg.readUInt16BE(at + 2);
    segments.push({ code: jpeg[at + 1] ?? 0, start: at, end });
    if (jpeg[at + 1] === 0xda) break;
    at = end;
  }
  return segments;
}

/** A JPEG that claims another size and a restart marker after each unit, with `data` in the place of its pixels. */
export function claimRestarts(jpeg: Buffer, width: number, height: number, data: Buffer): Buffer {
  const copy = Buffer.from(jpeg);
  const segments = segmentsOf(copy);
  const frame = segments.find(({ code }) => code === 0xc0);
  const scan = segments.at(-1);
  if (!frame || scan?.code !== 0xda) throw new Error('It is no baseline JPEG.');
  copy.writeUInt16BE(height, frame.start + 5);
  copy.writeUInt16BE(width, frame.start + 7);
  const restarts = Buffer.from([0xff, 0xdd, 0, 4, 0, 1]);
  return Buffer.concat([copy.subarray(0, scan.start), restarts, copy.subarray(scan.start, scan.end), data]);
}
