/** What a JPEG's header says of its one scan. */
interface Scan {
  /** Offset of the compressed data. */
  start: number;
  /** Pieces between restart markers that the picture should have. */
  intervals: number;
}

const marker = {
  startOfFrame: 0xc0,
  startOfExtendedFrame: 0xc1,
  endOfImage: 0xd9,
  startOfScan: 0xda,
  restartInterval: 0xdd,
};
const firstRestart = 0xd0;

/** Cameras write some thousand. A header alone can claim millions of them, each of which would be put in. */
const maxIntervals = 200_000;
/** What is put in where pieces are missing is small in all: patches of one colour. */
const maxFillerBytes = 64 * 1024 * 1024;

/**
 * Puts the restart markers of a damaged JPEG in order. Many cameras write such markers, some thousand in a photo, and
 * libvips gives up on a picture with many warnings (as of 8.18, whatever `failOn` says), so that a photo cut in half
 * would be lost as a whole. Where a piece between two markers is missing, the shortest sound one, which is a patch of
 * even colour, takes its place.
 * @returns null for a JPEG without restart markers, with more than any camera writes, or with several scans (progressive)
 */
export function repairRestarts(bytes: Buffer): Buffer | null {
  const scan = readScan(bytes);
  if (!scan) return null;
  const output: Buffer[] = [bytes.subarray(0, scan.start)];
  let filler: Buffer = Buffer.alloc(0);
  let fillerBytes = 0;
  let restarts = 0;
  let isSound = true;
  const lastRestart = scan.intervals - 1;
  for (const { data, code } of piecesOf(bytes, scan.start)) {
    output.push(data);
    const isRestart = code >= firstRestart && code < firstRestart + 8;
    if (code === marker.endOfImage || (isRestart && restarts === lastRestart)) break;
    // Any other marker inside the data is damage, and left out.
    if (!isRestart) continue;
    const missing = (code - firstRestart - (restarts % 8) + 8) % 8;
    isSound &&= missing === 0;
    if (isSound && (filler.length === 0 || data.length < filler.length)) filler = data;
    for (let count = 0; count <= missing; count++) addRestart(count < missing);
  }
  while (restarts < lastRestart) addRestart(true);
  output.push(Buffer.from([0xff, marker.endOfImage]));
  return Buffer.concat(output);

  function addRestart(isFilled: boolean): void {
    if (restarts >= lastRestart) return;
    output.push(Buffer.from([0xff, firstRestart + (restarts++ % 8)]));
    if (!isFilled || fillerBytes + filler.length > maxFillerBytes) return;
    output.push(filler);
    fillerBytes += filler.length;
  }
}

/** The compressed data between markers, and the second byte of the marker that follows; 0 at the end of the file. */
function* piecesOf(bytes: Buffer, start: number): Generator<{ data: Buffer; code: number }> {
  let pieceStart = start;
  for (let at = start; at + 1 < bytes.length; at++) {
    const code = bytes[at + 1] ?? 0;
    // A stuffed zero and a fill byte are no markers.
    if (bytes[at] !== 0xff || code === 0 || code === 0xff) continue;
    yield { data: bytes.subarray(pieceStart, at), code };
    pieceStart = at + 2;
  }
  yield { data: bytes.subarray(pieceStart), code: 0 };
}

function readScan(bytes: Buffer): Scan | null {
  let unitsPerPicture = 0;
  let unitsPerInterval = 0;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const code = bytes[at + 1] ?? 0;
    const length = bytes.readUInt16BE(at + 2);
    if (at + 2 + length > bytes.length) return null;
    if (code === marker.startOfFrame || code === marker.startOfExtendedFrame) {
      unitsPerPicture = countUnits(bytes.subarray(at + 4, at + 2 + length));
    } else if (code === marker.restartInterval && length >= 4) {
      unitsPerInterval = bytes.readUInt16BE(at + 4);
    } else if (code === marker.startOfScan) {
      if (unitsPerPicture === 0 || unitsPerInterval === 0) return null;
      const intervals = Math.ceil(unitsPerPicture / unitsPerInterval);
      return intervals > maxIntervals ? null : { start: at + 2 + length, intervals };
    }
  }
  return null;
}

/** Minimum coded units: blocks of 8 x 8 pixels times the largest sampling factors. */
function countUnits(frame: Buffer): number {
  if (frame.length < 6) return 0;
  const components = Math.min(frame[5] ?? 0, Math.floor((frame.length - 6) / 3));
  let across = 1;
  let down = 1;
  for (let index = 0; index < components; index++) {
    const factors = frame[6 + index * 3 + 1] ?? 0x11;
    across = Math.max(across, factors >> 4);
    down = Math.max(down, factors & 15);
  }
  // One component alone is coded block by block, whatever its factors.
  if (components === 1) [across, down] = [1, 1];
  return Math.ceil(frame.readUInt16BE(3) / (8 * across)) * Math.ceil(frame.readUInt16BE(1) / (8 * down));
}
