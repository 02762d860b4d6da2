/** The first directory of a TIFF, as far as it tells what kind of file this is. */
export interface TiffHead {
  /** The number after the byte order: 42 in TIFF, others in some raw formats. */
  magic: number;
  make: string;
  isDng: boolean;
  /** The first picture is a reduced copy (raw files put their thumbnail first) or the sensor's own data. */
  isRaw: boolean;
}

const newSubfileType = 254;
const photometricInterpretation = 262;
const makeTag = 271;
const dngVersion = 50706;
const colourFilterArray = 32803;
const linearRaw = 34892;
const maxEntries = 200;

/** @returns null where the bytes do not begin like a TIFF */
export function readTiffHead(bytes: Buffer): TiffHead | null {
  const order = bytes.toString('latin1', 0, 2);
  if (bytes.length < 16 || (order !== 'II' && order !== 'MM')) return null;
  const isLittle = order === 'II';
  const u16 = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const head: TiffHead = { magic: u16(2), make: '', isDng: false, isRaw: false };
  const directory = u32(4);
  if (directory + 2 > bytes.length) return head;
  const entries = Math.min(u16(directory), maxEntries);
  for (let index = 0; index < entries; index++) {
    const at = directory + 2 + index * 12;
    if (at + 12 > bytes.length) break;
    const tag = u16(at);
    if (tag === dngVersion) head.isDng = true;
    else if (tag === newSubfileType) head.isRaw ||= (u32(at + 8) & 1) === 1;
    else if (tag === photometricInterpretation) head.isRaw ||= [colourFilterArray, linearRaw].includes(u16(at + 8));
    else if (tag === makeTag) head.make = textAt(bytes, u32(at + 8), u32(at + 4));
  }
  return head;
}

function textAt(bytes: Buffer, offset: number, length: number): string {
  return bytes.toString('latin1', offset, Math.min(offset + length, offset + 40, bytes.length)).replace(/\0.*$/s, '');
}
