import { rawSuffixes, suffixOf } from '../../../shared/model/formats.ts';
import { DecodeFailure } from './failure.ts';
import { readTiffHead } from './tiff-head.ts';

/** Who decodes it, and what it is called. */
export type PictureFormat =
  | { decoder: 'sharp'; format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' }
  | { decoder: 'heif'; format: 'heif' }
  /** `format` is the usual suffix of the raw format, without the dot. */
  | { decoder: 'raw'; format: string };

const rawByMaker: readonly (readonly [prefix: string, format: string])[] = [
  ['NIKON', 'nef'],
  ['SONY', 'arw'],
  ['PENTAX', 'pef'],
  ['RICOH', 'pef'],
  ['SAMSUNG', 'srw'],
  ['Canon', 'cr2'],
  ['Hasselblad', '3fr'],
  ['Phase One', 'iiq'],
];

/** Brands of the ISO base media format, the container of HEIC, AVIF and videos. */
const heifBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1', 'miaf']);
const avifBrands = new Set(['avif', 'avis']);

/** Others that people keep among their photos, for a reason that helps. */
const knownButUnsupported: readonly (readonly [offset: number, magic: string, name: string])[] = [
  [0, '8BPS', 'a Photoshop document'],
  [0, '%PDF', 'a PDF document'],
  [0, 'BM', 'a Windows bitmap (BMP)'],
  [0, '\xff\x0a', 'a JPEG XL picture'],
  [4, 'JXL ', 'a JPEG XL picture'],
  [4, 'jP  ', 'a JPEG 2000 picture'],
  [0, '<svg', 'a vector drawing (SVG)'],
  [0, '<?xml', 'an XML text'],
  [0, '<!DOCTYPE', 'a web page'],
  [0, '<html', 'a web page'],
  [0, 'gimp xcf', 'a GIMP document'],
  [0, 'PK\x03\x04', 'a ZIP archive'],
  [0, '\x1a\x45\xdf\xa3', 'a video'],
  [8, 'AVI ', 'a video'],
  [4, 'moov', 'a video'],
  [4, 'mdat', 'a video'],
];

/**
 * Tells by content what a file is. The suffix counts only among raw formats that share the TIFF container.
 * @throws DecodeFailure `unsupported` or, for zeros only, `damaged`
 */
export function sniffFormat(bytes: Buffer, path: string): PictureFormat {
  const text = (start: number, end: number) => bytes.toString('latin1', start, end);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { decoder: 'sharp', format: 'jpeg' };
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return { decoder: 'sharp', format: 'png' };
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return { decoder: 'sharp', format: 'webp' };
  if (/^GIF8[79]a/.test(text(0, 6))) return { decoder: 'sharp', format: 'gif' };
  if (text(4, 8) === 'ftyp') return sniffBrands(bytes);
  if (text(0, 15) === 'FUJIFILMCCD-RAW') return { decoder: 'raw', format: 'raf' };
  if (text(6, 14) === 'HEAPCCDR') return { decoder: 'raw', format: 'crw' };
  if (text(0, 4) === '\0MRM') return { decoder: 'raw', format: 'mrw' };
  if (text(0, 4) === 'FOVb') return { decoder: 'raw', format: 'x3f' };
  return sniffTiff(bytes, path) ?? refuse(bytes);
}

function sniffTiff(bytes: Buffer, path: string): PictureFormat | null {
  const head = readTiffHead(bytes);
  if (!head) return null;
  const order = bytes.toString('latin1', 0, 4);
  if (order === 'IIRO' || order === 'IIRS' || order === 'MMOR') return { decoder: 'raw', format: 'orf' };
  if (order === 'IIU\0') return { decoder: 'raw', format: 'rw2' };
  if (head.magic !== 42 && head.magic !== 43) return null;
  if (bytes.toString('latin1', 8, 10) === 'CR') return { decoder: 'raw', format: 'cr2' };
  if (head.isDng) return { decoder: 'raw', format: 'dng' };
  const suffix = suffixOf(path);
  if (rawSuffixes.has(suffix)) return { decoder: 'raw', format: suffix.slice(1) };
  const maker = rawByMaker.find(([prefix]) => head.make.toLowerCase().startsWith(prefix.toLowerCase()));
  return head.isRaw && maker ? { decoder: 'raw', format: maker[1] } : { decoder: 'sharp', format: 'tiff' };
}

/** The brands stand one after another in the file's first box: the major one, its version, then those it can be read as. */
function sniffBrands(bytes: Buffer): PictureFormat {
  const boxEnd = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= boxEnd; at += 4) if (at !== 12) brands.push(bytes.toString('latin1', at, at + 4));
  if (brands[0] === 'crx ') return { decoder: 'raw', format: 'cr3' };
  if (brands.some((brand) => avifBrands.has(brand))) return { decoder: 'sharp', format: 'avif' };
  if (brands.some((brand) => heifBrands.has(brand))) return { decoder: 'heif', format: 'heif' };
  throw new DecodeFailure('unsupported', 'This is a video, not a photo.');
}

function refuse(bytes: Buffer): never {
  if (bytes.every((byte) => byte === 0)) {
    throw new DecodeFailure('damaged', 'The file holds nothing but zeros: its content was lost.');
  }
  for (const [offset, magic, name] of knownButUnsupported) {
    if (bytes.toString('latin1', offset, offset + magic.length) === magic) {
      throw new DecodeFailure('unsupported', `This is ${name}, which can't be opened as a photo.`);
    }
  }
  throw new DecodeFailure('unsupported', 'The file does not hold a picture of a known kind.');
}
