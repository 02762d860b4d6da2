import { isUtf8 } from 'node:buffer';

/**
 * Names as they are stored and shown. Names of files are bytes on most systems, and those from old disks and archives are
 * not always UTF-8: bytes that are no text are written as `\xE9`, and where a name has such a sequence of its own, its
 * backslash is written as `\x5C`. So every name is a text, and leads back to the file.
 */
const ESCAPE = /\\x([0-9A-F]{2})/gu;
/** Windows and macOS have names of text only; on Windows the backslash parts directories. */
const NAMES_ARE_BYTES = process.platform !== 'win32' && process.platform !== 'darwin';

/** Whether a name, as Node reads it by itself, may be another one in truth, or be taken for one that is escaped. */
export function isDoubtfulName(name: string): boolean {
  return NAMES_ARE_BYTES && (name.includes('\uFFFD') || name.search(ESCAPE) >= 0);
}

/** The name as it is stored. */
export function toStoredName(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return Buffer.from(bytes).toString().replace(ESCAPE, String.raw`\x5Cx$1`);
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOfCharacter(bytes, at);
    const character = bytes.subarray(at, at + Math.max(1, length));
    name +=
      length > 0 ? Buffer.from(character).toString() : `\\x${Buffer.from(character).toString('hex').toUpperCase()}`;
    at += character.length;
  }
  return name;
}

/** Bytes of the character that begins there; 0 where none does. */
function lengthOfCharacter(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

/** A path of stored names as the system knows it: a text, or bytes where it is none. */
export function toSystemPath(path: string): string | Buffer {
  if (!NAMES_ARE_BYTES || path.search(ESCAPE) < 0) return path;
  const parts: Buffer[] = [];
  let from = 0;
  for (const found of path.matchAll(ESCAPE)) {
    parts.push(Buffer.from(path.slice(from, found.index)), Buffer.from(found[1] ?? '', 'hex'));
    from = found.index + found[0].length;
  }
  return Buffer.concat([...parts, Buffer.from(path.slice(from))]);
}
