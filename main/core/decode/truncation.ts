/**
 * Whether a file that could not be decoded lacks its end, which is the commonest damage: an interrupted copy.
 * @param format as `sniffFormat` calls it; false for those whose end can't be told
 */
export function endsEarly(bytes: Buffer, format: string): boolean {
  switch (format) {
    case 'jpeg':
      return bytes.indexOf('\xff\xd9', startOfScan(bytes), 'latin1') < 0;
    case 'png':
      return bytes.lastIndexOf('IEND', undefined, 'latin1') < 0;
    case 'gif':
      return bytes[bytes.length - 1] !== 0x3b;
    case 'webp':
      return bytes.length >= 12 && bytes.readUInt32LE(4) + 8 > bytes.length;
    case 'heif':
    case 'avif':
      return boxesEnd(bytes) > bytes.length;
    default:
      return false;
  }
}

/** Walks the segments of a JPEG up to its picture, past thumbnails with end markers of their own; stops where it is damaged. */
export function startOfScan(bytes: Buffer): number {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) at += 2 + bytes.readUInt16BE(at + 2);
  return at;
}

/** Where the last of the file's boxes says that it ends. */
function boxesEnd(bytes: Buffer): number {
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    // 0: up to the end of the file; 1: a 64-bit size follows, which no photo needs.
    if (size < 8) return bytes.length;
    at += size;
  }
  return at;
}
