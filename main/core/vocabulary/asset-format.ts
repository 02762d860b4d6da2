import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';

/**
 * How the vocabulary lies on disk. `nouns.tsv` has one line per concept, in concept number order: id, gloss, words (shown
 * one first). `nouns.index` has everything that is needed to find a concept without reading that text: one line of JSON
 * (the header), padded with spaces, then the sections, each a row of little-endian unsigned integers or plain bytes.
 * Nothing is parsed at start; sections are views on the bytes of the file.
 */
export const INDEX_FILE = 'nouns.index';
export const TEXT_FILE = 'nouns.tsv';

/** Stands in `parents` for "has none". */
export const NO_PARENT = 0xffffffff;

const FORMAT = 1;
const ALIGNMENT = 4;

/** Sections of 32-bit integers. "Number" is a concept number, "key" the position of a key in sorted order. */
const NUMBER_SECTIONS = [
  /** By number: the eight digits of the WordNet id. */
  'offsets',
  /** All numbers, sorted by those digits. */
  'byOffset',
  /** By number: where its subtree ends (exclusive) in the tree. */
  'ends',
  /** By number: its parent in the tree, or NO_PARENT. */
  'parents',
  /** Pairs of numbers (parent, child): the hypernyms left out of the tree, sorted. */
  'extraEdges',
  /** By number, and one more: byte where its line starts in the text file. */
  'lineStarts',
  /** By key, and one more: byte where it starts in `keys`. */
  'keyStarts',
  /** By key, and one more: where its senses start in `senses`. */
  'senseStarts',
  /** Numbers, most usual sense first. */
  'senses',
  /** Keys of more than one word, sorted by what they are without the spaces. */
  'byJoined',
] as const;

/** Sections of bytes. */
const BYTE_SECTIONS = [
  /** The word keys as UTF-8, sorted by bytes, joined without separator. */
  'keys',
  /** By key: how often it is used in WordNet's texts, on a scale of its own; 0 is never. */
  'frequencies',
  /** Lines of a plural and its base forms as UTF-8, with tabs between. */
  'exceptions',
] as const;

type NumberSection = (typeof NUMBER_SECTIONS)[number];
type ByteSection = (typeof BYTE_SECTIONS)[number];

interface Header {
  format: number;
  size: number;
  longestLemmaWords: number;
  /** Bytes of the text file that belongs to this index. */
  textBytes: number;
  /** Name, first byte counted from the end of the header, length in bytes. */
  sections: [name: string, start: number, length: number][];
}

/** The index in memory. */
export interface VocabularyIndex {
  size: number;
  longestLemmaWords: number;
  textBytes: number;
  numbers: Readonly<Record<NumberSection, Uint32Array>>;
  bytes: Readonly<Record<ByteSection, Buffer>>;
}

/** The bytes of an index file. */
export function encodeIndex(index: VocabularyIndex): Buffer {
  const bodies: [string, Buffer][] = [
    ...NUMBER_SECTIONS.map((name): [string, Buffer] => {
      const { buffer, byteOffset, byteLength } = index.numbers[name];
      return [name, Buffer.from(buffer, byteOffset, byteLength)];
    }),
    ...BYTE_SECTIONS.map((name): [string, Buffer] => [name, index.bytes[name]]),
  ];
  const sections: Header['sections'] = [];
  const chunks: Buffer[] = [];
  let start = 0;
  for (const [name, body] of bodies) {
    sections.push([name, start, body.length]);
    const padded = Buffer.concat([body], padTo(body.length));
    chunks.push(padded);
    start += padded.length;
  }
  const { size, longestLemmaWords, textBytes } = index;
  const header: Header = { format: FORMAT, size, longestLemmaWords, textBytes, sections };
  const json = JSON.stringify(header);
  const line = `${json.padEnd(padTo(Buffer.byteLength(json) + 1) - 1)}\n`;
  return Buffer.concat([Buffer.from(line), ...chunks]);
}

/**
 * Reads the index from the folder of the asset.
 * @throws AppError `internal` where the file is missing or not of this format
 */
export function readIndex(folder: string): VocabularyIndex {
  const file = readAssetFile(folder, INDEX_FILE);
  const header = parseHeader(file, folder);
  const bodyStart = file.indexOf('\n') + 1;
  const places = new Map(header.sections.map(([name, start, length]) => [name, { start: bodyStart + start, length }]));
  const body = (name: string): Buffer => {
    const place = places.get(name);
    if (!place || place.start + place.length > file.length) throw damaged(folder);
    return file.subarray(place.start, place.start + place.length);
  };
  const numbers = {} as Record<NumberSection, Uint32Array>;
  for (const name of NUMBER_SECTIONS) numbers[name] = asNumbers(body(name));
  const bytes = {} as Record<ByteSection, Buffer>;
  for (const name of BYTE_SECTIONS) bytes[name] = body(name);
  const { size, longestLemmaWords, textBytes } = header;
  return { size, longestLemmaWords, textBytes, numbers, bytes };
}

/**
 * Reads the words and glosses that belong to an index.
 * @throws AppError `internal` where the file is missing or is not the one of this index
 */
export function readText(folder: string, index: VocabularyIndex): Buffer {
  const bytes = readAssetFile(folder, TEXT_FILE);
  if (bytes.length !== index.textBytes) throw damaged(folder);
  return bytes;
}

/**
 * Element of a section.
 * @throws RangeError where there is none: a wrong number from the caller, or an inconsistent file
 */
export function at(numbers: Uint32Array | Buffer, position: number): number {
  const value = numbers[position];
  if (value === undefined) throw new RangeError(`Nothing at ${position} of ${numbers.length}`);
  return value;
}

function padTo(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function asNumbers(bytes: Buffer): Uint32Array {
  // Views must be aligned; where a small file comes out of Node's buffer pool it need not be, and is copied.
  const aligned = bytes.byteOffset % ALIGNMENT === 0 ? bytes : Uint8Array.from(bytes);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / ALIGNMENT);
}

function readAssetFile(folder: string, file: string): Buffer {
  try {
    return readFileSync(join(folder, file));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('internal', `The vocabulary can't be read; install Bowerbird again. (${reason})`);
  }
}

function parseHeader(bytes: Buffer, folder: string): Header {
  let header: Header;
  try {
    header = JSON.parse(bytes.toString('utf8', 0, bytes.indexOf('\n'))) as Header;
  } catch {
    throw damaged(folder);
  }
  if (header?.format !== FORMAT || !Array.isArray(header.sections)) throw damaged(folder);
  return header;
}

function damaged(folder: string): AppError {
  return new AppError('internal', `The vocabulary in ${folder} is damaged; install Bowerbird again.`);
}
