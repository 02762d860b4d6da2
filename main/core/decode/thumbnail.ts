import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import sharp from 'sharp';
import type { MediaSize } from '../../../shared/model/photo.ts';
import type { RgbImage } from '../../../shared/workers.ts';
import { systemCode } from './failure.ts';
import { longSides } from './limits.ts';

/**
 * For 400 x 300 pixels: 8 ms and 20 KB. Effort 2 saves a tenth of the bytes for 1 ms and some sharpness, efforts from 3
 * on cost twice the time. A JPEG that looks the same takes 3 ms and a fifth more bytes, for ever.
 */
const webp = { quality: 75, effort: 1 } as const;

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
 * @param size `grid` shortens panoramas
 * @throws errors of the file system
 */
export async function writeThumbnail(image: RgbImage, size: MediaSize, path: string): Promise<void> {
  const longSide = longSides[size];
  const bytes = await sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .resize(longSide, longSide, { fit: 'inside', withoutEnlargement: true })
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
