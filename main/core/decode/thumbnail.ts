import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import type { RgbImage } from '../../../shared/workers.ts';
import { systemCode } from './failure.ts';

/** A third of the bytes of a JPEG that looks the same; higher efforts cost more time than they save bytes. */
const webp = { quality: 75, effort: 2 } as const;

/** Whether the thumbnail is there already. */
export async function hasThumbnail(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size > 0;
  } catch {
    return false;
  }
}

/**
 * Writes a WebP, so that whoever reads it sees the whole file or none. Several processes may write the same one: they
 * write the same bytes.
 * @throws errors of the file system
 */
export async function writeThumbnail(image: RgbImage, path: string): Promise<void> {
  const bytes = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .webp(webp)
    .toBuffer();
  // In the same folder, for a rename does not reach across disks.
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeWithFolders(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    // Windows refuses to replace a file that someone reads; the same bytes are there then.
    if (!(await hasThumbnail(path))) throw error;
  }
}

async function writeWithFolders(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
