import { type FileHandle, open, stat } from 'node:fs/promises';
import { DecodeFailure } from './failure.ts';
import { maxFileBytes } from './limits.ts';

export interface ReadFile {
  bytes: Buffer<ArrayBuffer>;
  sizeBytes: number;
  /** Whole milliseconds, rounded down. */
  mtimeMs: number;
}

/**
 * Reads a whole file in one go and makes sure that it did not change meanwhile.
 * @throws DecodeFailure `empty`, `too-large`, `unsupported` (no file), `unreadable` (still being written); errors of the
 * file system as Node gives them
 */
export async function readWholeFile(path: string): Promise<ReadFile> {
  // Before opening: opening a named pipe would wait for ever.
  if (!(await stat(path)).isFile()) throw new DecodeFailure('unsupported', 'This is not a file.');
  const handle = await open(path);
  try {
    const before = await handle.stat();
    if (before.size === 0) throw new DecodeFailure('empty', 'The file is empty.');
    if (before.size > maxFileBytes) {
      const megabytes = Math.ceil(before.size / 1024 / 1024);
      throw new DecodeFailure(
        'too-large',
        `The file has ${megabytes.toLocaleString('en')} MB, more than the ${maxFileBytes / 1024 / 1024} MB that can be opened.`,
      );
    }
    const bytes = Buffer.allocUnsafeSlow(before.size);
    const bytesRead = await fill(handle, bytes);
    const after = await handle.stat();
    if (bytesRead < bytes.length || after.size !== before.size || after.mtimeMs !== before.mtimeMs) {
      throw new DecodeFailure('unreadable', 'The file was changing while it was being read.');
    }
    return { bytes, sizeBytes: before.size, mtimeMs: Math.floor(before.mtimeMs) };
  } finally {
    await handle.close();
  }
}

/** `FileHandle.readFile` reads pieces of 512 KB, each by way of the thread pool; this needs one for most photos. */
async function fill(handle: FileHandle, bytes: Buffer): Promise<number> {
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesRead } = await handle.read(bytes, offset, bytes.length - offset, offset);
    if (bytesRead === 0) break;
    offset += bytesRead;
  }
  return offset;
}
