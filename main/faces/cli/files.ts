import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';

/** Writes a file whole or not at all: a draft beside it takes its place. @throws AppError folder-unavailable */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const draft = `${path}.${process.pid}.part`;
  try {
    writeFileSync(draft, content, { flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new AppError('folder-unavailable', `${path} can't be written: ${(error as Error).message}`);
  }
}

/**
 * The same of a text that comes in pieces, of any length. What goes wrong where they come from is thrown as it is.
 * @throws AppError folder-unavailable
 */
export async function writePieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw new AppError('folder-unavailable', `${path} can't be written: ${(error as Error).message}`);
    }
  };
  let file: FileHandle | undefined;
  try {
    file = await attempt(() => open(draft, 'w'));
    for await (const piece of pieces) await attempt(() => file?.write(piece));
    await attempt(() => file?.sync());
    await file.close();
    await attempt(() => renameSync(draft, path));
  } catch (error) {
    await file?.close().catch(() => undefined);
    rmSync(draft, { force: true });
    throw error;
  }
}

/** @throws AppError not-found */
export function readWhole(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new AppError('not-found', `${path} can't be read: ${(error as Error).message}`);
  }
}
