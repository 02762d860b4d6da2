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

/** Above all values, in a bit of its own. */
const NO_VALUE = 64;

const codes = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const values = new Uint8Array(128).fill(NO_VALUE);
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
  if (text.length % 4 !== 0) throw new RangeError('The text is cut off.');
  const missing = text.endsWith('==') ? 2 : text.endsWith(PADDING) ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - missing);
  const letters = missing === 0 ? text : text.slice(0, -missing) + ALPHABET.charAt(0).repeat(missing);
  const valueAt = (at: number) => values[letters.charCodeAt(at)] ?? NO_VALUE;
  for (let at = 0, to = 0; at < letters.length; at += 4, to += 3) {
    const first = valueAt(at);
    const second = valueAt(at + 1);
    const third = valueAt(at + 2);
    const fourth = valueAt(at + 3);
    if ((first | second | third | fourth) >= NO_VALUE) throw new RangeError('The text is not base64.');
    // What is written behind the end of the array is dropped.
    bytes[to] = (first << 2) | (second >> 4);
    bytes[to + 1] = (second << 4) | (third >> 2);
    bytes[to + 2] = (third << 6) | fourth;
  }
  return bytes;
}
