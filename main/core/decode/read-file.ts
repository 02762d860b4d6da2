import { type FileHandle, open, stat } from 'node:fs/promises';
import { inTime, NoAnswer } from '../common/in-time.ts';
import { toSystemPath } from '../common/stored-names.ts';
import { DecodeFailure } from './failure.ts';
import { answerLimitSeconds, maxFileBytes, readStepBytes } from './limits.ts';

export interface ReadFile {
  bytes: Buffer<ArrayBuffer>;
  sizeBytes: number;
  /** Whole milliseconds, rounded down. */
  mtimeMs: number;
}

/**
 * Reads a whole file in one go and makes sure that it did not change meanwhile.
 * @param path of stored names
 * @param allocate gives memory for so many bytes, with anything in it
 * @param answerLimitMs how long the disk may take for each answer
 * @throws DecodeFailure `empty`, `too-large`, `unsupported` (no file), `unreadable` (still being written), `timeout` (the
 * disk or share does not answer); errors of the file system as Node gives them
 */
export async function readWholeFile(
  path: string,
  allocate: Allocate = Buffer.allocUnsafeSlow,
  answerLimitMs = answerLimitSeconds * 1000,
): Promise<ReadFile> {
  try {
    return await readInTime(toSystemPath(path), allocate, (question) => inTime(question, answerLimitMs));
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new DecodeFailure('timeout', 'The disk or share did not answer while the file was being read.', error);
  }
}

type Allocate = (sizeBytes: number) => Buffer<ArrayBuffer>;

type Wait = <T>(question: Promise<T>) => Promise<T>;

async function readInTime(path: string | Buffer, allocate: Allocate, answerTo: Wait): Promise<ReadFile> {
  // Before opening: opening a named pipe would wait for ever.
  if (!(await answerTo(stat(path))).isFile()) throw new DecodeFailure('unsupported', 'This is not a file.');
  const opening = open(path);
  const handle = await answerTo(opening).catch((error: unknown) => {
    // Where it answers after all, nobody is there to close it.
    if (error instanceof NoAnswer) void opening.then((late) => late.close()).catch(() => undefined);
    throw error;
  });
  let hangs = false;
  try {
    const before = await answerTo(handle.stat());
    if (before.size === 0) throw new DecodeFailure('empty', 'The file is empty.');
    if (before.size > maxFileBytes) {
      const megabytes = Math.ceil(before.size / 1024 / 1024);
      throw new DecodeFailure(
        'too-large',
        `The file has ${megabytes.toLocaleString('en')} MB, more than the ${maxFileBytes / 1024 / 1024} MB that can be opened.`,
      );
    }
    const bytes = allocate(before.size);
    const bytesRead = await fill(handle, bytes, answerTo);
    const after = await answerTo(handle.stat());
    if (bytesRead < bytes.length || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw new DecodeFailure('unreadable', 'The file was changing while it was being read.');
    }
    return { bytes, sizeBytes: before.size, mtimeMs: Math.floor(before.mtimeMs) };
  } catch (error) {
    hangs = error instanceof NoAnswer;
    throw error;
  } finally {
    const closing = handle.close();
    // Closing waits for what is under way.
    if (hangs) closing.catch(() => undefined);
    else await closing;
  }
}

/** `FileHandle.readFile` reads pieces of 512 KB, each by way of the thread pool; this needs one for most photos. */
async function fill(handle: FileHandle, bytes: Buffer, answerTo: Wait): Promise<number> {
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesRead } = await answerTo(
      handle.read(bytes, offset, Math.min(readStepBytes, bytes.length - offset), offset),
    );
    if (bytesRead === 0) break;
    offset += bytesRead;
  }
  return offset;
}
