/**
 * Many numbers as one text: their bytes, least significant first, in base64. A JSON array of a million numbers has to be
 * written and read digit by digit; this is read in one go, and holds them as they are wanted.
 */
export type PackedNumbers = string;

/** Arrays that can be packed. Their bytes are taken as they lie in memory: little-endian on all processors of today. */
type Numbers = Int32Array | Uint16Array;

/** What newer engines do by themselves, many times faster. */
interface NativeBase64 {
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = '=';
/** Bytes of a piece of text that is put together at once: arguments of a call are limited. */
const PIECE = 3 * 8_192;

const codes = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const values = new Uint8Array(128).fill(255);
codes.forEach((code, value) => {
  values[code] = value;
});

/** @param toBase64 what the host has for it, where that is faster than what is here */
export function packNumbers(numbers: Numbers, toBase64: (bytes: Uint8Array) => string = encodeBase64): PackedNumbers {
  return toBase64(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

/** @throws RangeError where the text is no packed numbers of this kind */
export function unpackInt32(text: PackedNumbers): Int32Array<ArrayBuffer> {
  return new Int32Array(decodeBase64(text).buffer);
}

/** @throws RangeError where the text is no packed numbers of this kind */
export function unpackUint16(text: PackedNumbers): Uint16Array<ArrayBuffer> {
  return new Uint16Array(decodeBase64(text).buffer);
}

/** Base64 of RFC 4648, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += encodePiece(bytes.subarray(at, at + PIECE));
  return text;
}

function encodePiece(bytes: Uint8Array): string {
  const letters = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let to = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (let shift = 18; shift >= 0; shift -= 6) letters[to++] = codes[(three >> shift) & 63] ?? 0;
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return String.fromCharCode(...letters.subarray(0, letters.length - missing)) + PADDING.repeat(missing);
}

/** @throws RangeError, SyntaxError where the text is not padded base64 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as NativeBase64).fromBase64;
  return native ? native.call(Uint8Array, text) : decodePlainly(text);
}

/** For engines that can't do it by themselves. @throws RangeError where the text is not padded base64 */
export function decodePlainly(text: string): Uint8Array<ArrayBuffer> {
  const missing = text.endsWith('==') ? 2 : text.endsWith(PADDING) ? 1 : 0;
  const end = text.length - missing;
  if (text.length % 4 !== 0) throw new RangeError('The text is cut off.');
  const bytes = new Uint8Array((text.length / 4) * 3 - missing);
  let to = 0;
  for (let at = 0; at < text.length; at += 4) {
    let four = 0;
    for (let i = at; i < at + 4; i++) {
      const value = i < end ? (values[text.charCodeAt(i)] ?? 255) : 0;
      if (value === 255) throw new RangeError('The text is not base64.');
      four = (four << 6) | value;
    }
    bytes[to++] = four >> 16;
    if (to < bytes.length) bytes[to++] = four >> 8;
    if (to < bytes.length) bytes[to++] = four;
  }
  return bytes;
}
