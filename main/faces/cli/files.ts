import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** @throws AppError not-found */
export function readWhole(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new AppError('not-found', `${path} can't be read: ${(error as Error).message}`);
  }
}
