import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaSize } from '../../shared/model/photo.ts';
import type { ReadDb } from './db/connection.ts';
import { listFilesOfPhoto } from './db/files.ts';
import { getPhoto } from './db/photos.ts';
import type { DecodePool } from './queue/decode-pool.ts';
import { pathOf } from './queue/process-file.ts';

/** A picture as a file that can be served. */
export interface MediaFile {
  path: string;
  /** MIME type. */
  type: string;
}

/** Gives out pictures of the library, by id only: no path ever comes from outside. */
export interface Media {
  /** The picture in a size, made now where it is not there yet; null where the photo is unknown or can't be read. */
  find(id: number, size: MediaSize): Promise<MediaFile | null>;
}

/** Thumbnails lie by content: copies share them, a moved photo keeps them. */
export function thumbnailPath(folder: string, hash: string, size: MediaSize): string {
  return join(folder, size, hash.slice(0, 2), `${hash}.webp`);
}

export function createMedia(db: ReadDb, decoders: DecodePool, thumbnailFolder: string): Media {
  const underWay = new Map<string, Promise<boolean>>();

  async function render(id: number, size: MediaSize, targetPath: string): Promise<boolean> {
    for (const file of listFilesOfPhoto(db, id)) {
      if (file.missing || file.offline) continue;
      try {
        const answer = await decoders.render({ path: pathOf(file), size, targetPath });
        if (answer.kind === 'rendered') return true;
      } catch {
        // The decoder ended over it: another copy of the photo may do.
      }
    }
    return false;
  }

  return {
    async find(id, size) {
      const photo = getPhoto(db, id);
      if (!photo) return null;
      const path = thumbnailPath(thumbnailFolder, Buffer.from(photo.hash).toString('hex'), size);
      if (!existsSync(path)) {
        const work = underWay.get(path) ?? render(id, size, path).finally(() => underWay.delete(path));
        underWay.set(path, work);
        if (!(await work)) {
          // A smaller picture is better than none while the disk is away.
          return size === 'preview' ? this.find(id, 'grid') : null;
        }
      }
      return { path, type: 'image/webp' };
    },
  };
}
