import type { RgbImage } from '../../../shared/workers.ts';

/** A field of a TIFF directory: tag, type (3 = 16 bit, 4 = 32 bit, 7 = bytes), values. */
type Field = [tag: number, type: 3 | 4, values: number[]] | [tag: number, type: 7, values: Uint8Array];

const rowsPerStrip = 64;
const headerBytes = 8;

/**
 * Wraps pixels in an uncompressed TIFF, because sharp takes a colour profile only from inside a file. Costs one copy.
 * @param icc colour profile of the pixels
 */
export function toTiff(image: RgbImage, icc: Uint8Array): Buffer {
  const rowBytes = image.width * 3;
  const strips = Array.from({ length: Math.ceil(image.height / rowsPerStrip) }, (_, index) => index * rowsPerStrip);
  const fields: Field[] = [
    [256, 4, [image.width]],
    [257, 4, [image.height]],
    [258, 3, [8, 8, 8]],
    [259, 3, [1]],
    [262, 3, [2]],
    [273, 4, strips.map((row) => headerBytes + row * rowBytes)],
    [277, 3, [3]],
    [278, 4, [rowsPerStrip]],
    [279, 4, strips.map((row) => Math.min(rowsPerStrip, image.height - row) * rowBytes)],
    [284, 3, [1]],
    [34675, 7, icc],
  ];
  const directoryAt = headerBytes + image.data.length + (image.data.length % 2);
  const extraAt = directoryAt + 2 + fields.length * 12 + 4;
  const extraBytes = fields.reduce((sum, field) => sum + (valueBytes(field) > 4 ? valueBytes(field) + 1 : 0), 0);
  const tiff = Buffer.alloc(extraAt + extraBytes);
  tiff.write('II', 0, 'latin1');
  tiff.writeUInt16LE(42, 2);
  tiff.writeUInt32LE(directoryAt, 4);
  tiff.set(image.data, headerBytes);
  tiff.writeUInt16LE(fields.length, directoryAt);
  let nextExtra = extraAt;
  fields.forEach((field, index) => {
    const at = directoryAt + 2 + index * 12;
    tiff.writeUInt16LE(field[0], at);
    tiff.writeUInt16LE(field[1], at + 2);
    tiff.writeUInt32LE(field[2].length, at + 4);
    if (valueBytes(field) <= 4) {
      writeValues(tiff, field, at + 8);
    } else {
      nextExtra += nextExtra % 2;
      tiff.writeUInt32LE(nextExtra, at + 8);
      writeValues(tiff, field, nextExtra);
      nextExtra += valueBytes(field);
    }
  });
  return tiff;
}

function valueBytes(field: Field): number {
  return field[2].length * { 3: 2, 4: 4, 7: 1 }[field[1]];
}

function writeValues(tiff: Buffer, field: Field, at: number): void {
  if (field[1] === 7) tiff.set(field[2], at);
  else if (field[1] === 3) field[2].forEach((value, index) => void tiff.writeUInt16LE(value, at + index * 2));
  else field[2].forEach((value, index) => void tiff.writeUInt32LE(value, at + index * 4));
}
