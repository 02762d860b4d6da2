import { randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What the rows of a file are, and up to which change of the database they go. */
export interface VectorFileHeader {
  modelId: number;
  size: number;
  count: number;
  seenRevision: number;
  seenPhotoId: number;
}

/** Lies beside the database; it can be made again from there. */
export const VECTOR_FILE = 'vectors.bin';
/** JSON, filled up with spaces. */
const HEADER_BYTES = 256;
const FORMAT = 'bowerbird-vectors-1';
/** Node reads and writes at most 2 GB at once. */
const STEP_BYTES = 64 * 1024 * 1024;

/**
 * Writes rows and what belongs to them one behind the other, as they lie in memory; all of it or nothing.
 * @throws the system's error, such as for a full disk
 */
export function writeVectorFile(path: string, header: VectorFileHeader, parts: readonly ArrayBufferView[]): void {
  const folder = dirname(path);
  // What a worker that ended left behind; one that is just being written is lost with it, and written another time.
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(path)}.`) && name.endsWith('.part')) rmSync(join(folder, name), { force: true });
  }
  // Two workers of one process may be at it.
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    writeParts(unfinished, header, parts);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function writeParts(path: string, header: VectorFileHeader, parts: readonly ArrayBufferView[]): void {
  const file = openSync(path, 'w');
  try {
    writeSync(file, JSON.stringify({ format: FORMAT, ...header }).padEnd(HEADER_BYTES));
    for (const part of parts) forEachStep(part, (step) => writeSync(file, step));
  } finally {
    closeSync(file);
  }
}

/**
 * Reads such a file; one that is not there, or not whole, is as if it were not there.
 * @param take may ask for the parts in the order in which they were written
 */
export function readVectorFile(
  path: string,
  take: (header: VectorFileHeader, read: (into: ArrayBufferView) => void) => void,
): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return;
  }
  try {
    const start = Buffer.alloc(HEADER_BYTES);
    readSync(file, start, 0, HEADER_BYTES, 0);
    const header = parseHeader(start.toString());
    if (!header || fstatSync(file).size !== HEADER_BYTES + bytesOf(header)) return;
    let at = HEADER_BYTES;
    take(header, (into) =>
      forEachStep(into, (step) => {
        at += readSync(file, step, 0, step.length, at);
      }),
    );
  } finally {
    closeSync(file);
  }
}

function parseHeader(text: string): VectorFileHeader | undefined {
  try {
    const header = JSON.parse(text) as VectorFileHeader & { format: string };
    return header.format === FORMAT ? header : undefined;
  } catch {
    return undefined;
  }
}

/** Of ids, lengths and rows; rows are filled up to a multiple of 16 bytes. */
const bytesOf = ({ size, count }: VectorFileHeader) => count * (4 + 4 + Math.ceil(size / 16) * 16);

function forEachStep(view: ArrayBufferView, work: (step: Uint8Array) => void): void {
  for (let at = 0; at < view.byteLength; at += STEP_BYTES) {
    work(new Uint8Array(view.buffer, view.byteOffset + at, Math.min(STEP_BYTES, view.byteLength - at)));
  }
}
