import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaSize } from '../../shared/model/photo.ts';
import type { WriteDb } from './db/connection.ts';
import { listFilesOfPhoto } from './db/files.ts';
import { getPhoto, updatePlaceholder } from './db/photos.ts';
import { findOriginal, pruneFullSize } from './full-size.ts';
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
  /** The picture in a size, made now where it is not there yet; null where the photo is in no folder or can't be read. */
  find(id: number, size: MediaSize): Promise<MediaFile | null>;
  /** The photo's own file, for other programs; null where none of its files can be reached. */
  findFile(id: number): string | null;
}

/** Thumbnails lie by content: copies share them, a moved photo keeps them. */
export function thumbnailPath(folder: string, hash: string, size: MediaSize): string {
  return join(folder, size, hash.slice(0, 2), `${hash}.webp`);
}

/** Thumbnails are made by the decoders when they are first asked for, and with them what is shown before they are there. */
export function createMedia(db: WriteDb, decoders: DecodePool, thumbnailFolder: string): Media {
  const underWay = new Map<string, Promise<boolean>>();
  /** Photos, with their thumbnails, that were given out and have no placeholder yet. */
  const bare = new Map<number, string>();
  let isReadingBare = false;

  async function render(id: number, size: MediaSize, targetPath: string): Promise<boolean> {
    for (const file of listFilesOfPhoto(db, id)) {
      if (file.missing || file.offline) continue;
      try {
        const answer = await decoders.render({ path: pathOf(file), size, targetPath });
        if (answer.kind !== 'rendered') continue;
        if (answer.placeholder) updatePlaceholder(db, id, answer.placeholder);
        return true;
      } catch {
        // The decoder ended over it: another copy of the photo may do.
      }
    }
    return false;
  }

  /** One after the other, so that nothing that is waited for waits for it. */
  async function readBare(): Promise<void> {
    if (isReadingBare) return;
    isReadingBare = true;
    for (const [id, thumbnail] of bare) {
      try {
        const answer = await decoders.render({ path: thumbnail, size: 'grid', targetPath: thumbnail });
        if (answer.kind === 'rendered' && answer.placeholder) updatePlaceholder(db, id, answer.placeholder);
      } catch {
        // The decoder ended, or the library was closed: the next time the thumbnail is given out it is tried again.
      }
      bare.delete(id);
    }
    isReadingBare = false;
  }

  return {
    async find(id, size) {
      const photo = getPhoto(db, id);
      const files = listFilesOfPhoto(db, id);
      // A photo whose folder was taken out of the library keeps its row and its thumbnails, for when it is back.
      if (!photo || files.length === 0) return null;
      const original = size === 'full' ? findOriginal(photo, files) : null;
      if (original) return original;
      const path = thumbnailPath(thumbnailFolder, Buffer.from(photo.hash).toString('hex'), size);
      if (!existsSync(path)) {
        const work = underWay.get(path) ?? render(id, size, path).finally(() => underWay.delete(path));
        underWay.set(path, work);
        if (!(await work)) {
          // A smaller picture is better than none while the disk is away.
          return size === 'preview' ? this.find(id, 'grid') : null;
        }
        if (size === 'full') pruneFullSize(join(thumbnailFolder, size));
      } else if (size === 'grid' && photo.placeholder === null) {
        bare.set(id, path);
        void readBare();
      }
      return { path, type: 'image/webp' };
    },
    findFile(id) {
      const file = listFilesOfPhoto(db, id).find(({ missing, offline }) => !missing && !offline);
      return file ? pathOf(file) : null;
    },
  };
}
