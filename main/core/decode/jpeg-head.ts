/** What stands before the data of a JPEG that is made as nearly all cameras make them. */
export interface JpegHead {
  width: number;
  height: number;
  components: JpegComponent[];
  /** Groups of blocks between two restart markers; 0: there are none. */
  restartInterval: number;
  /** Offset of the compressed data. */
  dataStart: number;
}

export interface JpegComponent {
  /** Blocks of a group, across and down. */
  across: number;
  down: number;
  /** What the first five coefficients of a block are multiplied with, in the file's order: the mean, then waves. */
  steps: number[];
  meanCodes: HuffmanCodes;
  restCodes: HuffmanCodes;
}

/** As in the file: 16 numbers of codes by length, then their symbols. */
export type HuffmanCodes = Uint8Array;

const marker = {
  baseline: 0xc0,
  extended: 0xc1,
  huffman: 0xc4,
  startOfScan: 0xda,
  quantisation: 0xdb,
  restartInterval: 0xdd,
  jfif: 0xe0,
  adobe: 0xee,
};

const LENGTHS = 16;

/**
 * Reads the head of a JPEG of 8 bits with one scan, in grey or in YCbCr with colours at the same or at half the size.
 * @returns null for any other (progressive, CMYK, several scans) and for whatever is not as it should be
 */
export function readJpegHead(bytes: Buffer): JpegHead | null {
  const steps = new Map<number, number[]>();
  const codes = new Map<number, HuffmanCodes>();
  let frame: Buffer | undefined;
  let restartInterval = 0;
  let isJfif = false;
  let adobeTransform: number | undefined;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const code = bytes[at + 1] ?? 0;
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (bytes[at] !== 0xff || end < at + 4 || end > bytes.length) return null;
    const segment = bytes.subarray(at + 4, end);
    if (code === marker.baseline || code === marker.extended) {
      if (frame) return null;
      frame = segment;
    } else if (code > marker.extended && code <= 0xcf && code !== marker.huffman) return null;
    else if (code === marker.huffman) {
      if (!readCodes(segment, codes)) return null;
    } else if (code === marker.quantisation) {
      if (!readSteps(segment, steps)) return null;
    } else if (code === marker.restartInterval) restartInterval = segment.length === 2 ? segment.readUInt16BE(0) : 0;
    else if (code === marker.jfif) isJfif ||= segment.toString('latin1', 0, 5) === 'JFIF\0';
    else if (code === marker.adobe && segment.toString('latin1', 0, 5) === 'Adobe') adobeTransform = segment[11];
    else if (code === marker.startOfScan) {
      if (!frame || !(adobeTransform === 1 || (adobeTransform === undefined && (isJfif || isNumbered(frame)))))
        return null;
      const components = readComponents(frame, segment, steps, codes);
      if (!components) return null;
      return {
        height: frame.readUInt16BE(1),
        width: frame.readUInt16BE(3),
        components,
        restartInterval,
        dataStart: end,
      };
    }
    at = end;
  }
  return null;
}

/** Whether components are numbered from 1, as those of YCbCr are where nothing else tells. */
function isNumbered(frame: Buffer): boolean {
  return frame[6] === 1 && (frame[5] === 1 || (frame[9] === 2 && frame[12] === 3));
}

function readComponents(
  frame: Buffer,
  scan: Buffer,
  steps: ReadonlyMap<number, number[]>,
  codes: ReadonlyMap<number, HuffmanCodes>,
): JpegComponent[] | null {
  const count = frame[5] ?? 0;
  const isWhole = frame.length === 6 + 3 * count && scan.length === 4 + 2 * count && scan[0] === count;
  if (!isWhole || frame[0] !== 8 || !(count === 1 || count === 3)) return null;
  if (frame.readUInt16BE(1) === 0 || frame.readUInt16BE(3) === 0) return null;
  const components: JpegComponent[] = [];
  for (let i = 0; i < count; i++) {
    const [id = 0, sampling = 0, stepsId = 0] = frame.subarray(6 + 3 * i, 9 + 3 * i);
    const [scanId, tables = 0] = scan.subarray(1 + 2 * i, 3 + 2 * i);
    const [across, down] = count === 1 ? [1, 1] : [sampling >> 4, sampling & 15];
    const ownSteps = steps.get(stepsId);
    const meanCodes = codes.get(tables >> 4);
    const restCodes = codes.get(0x10 | (tables & 15));
    const isUsual = i === 0 ? isOneOrTwo(across) && isOneOrTwo(down) : across === 1 && down === 1;
    if (id !== scanId || !isUsual || !ownSteps || !meanCodes || !restCodes) return null;
    components.push({ across, down, steps: ownSteps, meanCodes, restCodes });
  }
  return components;
}

const isOneOrTwo = (value: number) => value === 1 || value === 2;

/** @returns false where the segment is not as it should be */
function readCodes(segment: Buffer, codes: Map<number, HuffmanCodes>): boolean {
  let at = 0;
  while (at < segment.length) {
    const id = segment[at] ?? 0;
    const count = segment.subarray(at + 1, at + 1 + LENGTHS).reduce((sum, number) => sum + number, 0);
    const end = at + 1 + LENGTHS + count;
    if (end > segment.length || count > 256) return false;
    codes.set(id, segment.subarray(at + 1, end));
    at = end;
  }
  return true;
}

/** Keeps the first five steps of each table. @returns false where the segment is not as it should be */
function readSteps(segment: Buffer, steps: Map<number, number[]>): boolean {
  let at = 0;
  while (at < segment.length) {
    const kind = segment[at] ?? 0;
    const bytes = kind >> 4 === 0 ? 1 : 2;
    const end = at + 1 + 64 * bytes;
    if (end > segment.length) return false;
    const start = at + 1;
    const read = (i: number) => (bytes === 1 ? segment.readUInt8(start + i) : segment.readUInt16BE(start + 2 * i));
    steps.set(kind & 15, [0, 1, 2, 3, 4].map(read));
    at = end;
  }
  return true;
}
