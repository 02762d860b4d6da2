import { expect, test } from 'vitest';
import { sniffFormat } from './sniff.ts';

/** A TIFF of one directory with the given 16-bit values. */
function tiff(tags: Record<number, number>, magic = 42): Buffer {
  const entries = Object.entries(tags);
  const bytes = Buffer.alloc(10 + entries.length * 12 + 4);
  bytes.write('II', 0, 'latin1');
  bytes.writeUInt16LE(magic, 2);
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, value], index) => {
    bytes.writeUInt16LE(Number(tag), 10 + index * 12);
    bytes.writeUInt16LE(3, 12 + index * 12);
    bytes.writeUInt32LE(1, 14 + index * 12);
    bytes.writeUInt16LE(value, 18 + index * 12);
  });
  return bytes;
}

const latin = (text: string) => Buffer.from(text.padEnd(32, '\0'), 'latin1');

test.each([
  ['jpeg', 'a.png', latin('\xff\xd8\xff\xe1')],
  ['png', 'a.jpg', latin('\x89PNG\r\n\x1a\n')],
  ['webp', 'a.jpg', latin('RIFF\0\0\0\0WEBPVP8 ')],
  ['gif', 'a.jpg', latin('GIF89a')],
  ['avif', 'a.heic', latin('\0\0\0\x1cftypavif\0\0\0\0mif1miaf')],
  ['avif', 'a.heic', latin('\0\0\0\x1cftypmif1\0\0\0\0avifmiaf')],
  ['heif', 'a.jpg', latin('\0\0\0\x18ftypheic\0\0\0\0mif1heic')],
  ['heif', 'a.hif', latin('\0\0\0\x18ftypmif1\0\0\0\0heixmif1')],
  ['cr3', 'a.jpg', latin('\0\0\0\x18ftypcrx \0\0\0\x01crx isom')],
  ['raf', 'a.jpg', latin('FUJIFILMCCD-RAW 0201')],
  ['orf', 'a.jpg', latin('IIRO\x08\0\0\0')],
  ['rw2', 'a.jpg', latin('IIU\0\x18\0\0\0')],
  ['cr2', 'a.jpg', latin('II*\0\x10\0\0\0CR\x02\0')],
  ['dng', 'a.tif', tiff({ 50706: 1 })],
  ['nef', 'a.NEF', tiff({ 254: 1 })],
  ['arw', 'a.arw', tiff({ 254: 1 })],
  ['tiff', 'a.tif', tiff({ 254: 0, 262: 2 })],
])('%s is told by content (%s)', (format, path, bytes) => {
  expect(sniffFormat(bytes, path).format).toBe(format);
});
