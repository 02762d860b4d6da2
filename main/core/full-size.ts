import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fullLongSide } from '../../shared/model/photo.ts';
import type { PhotoFileRow } from './db/files.ts';
import type { PhotoRow } from './db/photos.ts';
import { pathOf } from './queue/process-file.ts';

/** Formats that every browser shows as they are, by the name that the decoders give them. */
const BROWSER_TYPES: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
};

/** Full-size pictures that are kept, a few megabytes each: going back to one is quick, and the disk stays free. */
const KEPT = 30;

/**
 * The photo's own file, where it can be shown as it is: nothing is decoded, and nothing is stored.
 * @returns null where a browser can't show it, where it is larger than `fullLongSide`, or where no file is as it was
 */
export function findOriginal(
  photo: Pick<PhotoRow, 'format' | 'widthPx' | 'heightPx'>,
  files: readonly PhotoFileRow[],
): { path: string; type: string } | null {
  const type = BROWSER_TYPES[photo.format];
  if (type === undefined || Math.max(photo.widthPx, photo.heightPx) > fullLongSide) return null;
  const file = files.find((one) => !one.missing && !one.offline && hasSize(pathOf(one), one.sizeBytes));
  return file ? { path: pathOf(file), type } : null;
}

function hasSize(path: string, sizeBytes: number): boolean {
  return statSync(path, { throwIfNoEntry: false })?.size === sizeBytes;
}

/** Forgets the oldest of the pictures in a folder of thumbnails (`folder/<2 digits>/<hash>.webp`), all but a few. */
export function pruneFullSize(folder: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  if (files.length <= KEPT) return;
  const byAge = files
    .map((path) => ({ path, madeAtMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.madeAtMs - a.madeAtMs);
  for (const { path } of byAge.slice(KEPT)) rmSync(path, { force: true });
}
