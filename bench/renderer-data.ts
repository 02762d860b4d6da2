import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { all, closeDatabase, openDatabase, run, transaction } from '../main/core/db/connection.ts';
import { updatePlaceholder } from '../main/core/db/photos.ts';
import { makePlaceholder } from '../main/core/decode/placeholder.ts';
import { thumbnailPath } from '../main/core/media.ts';
import { writeSyntheticLibrary } from './synthetic-library.ts';

const root = resolve(import.meta.dirname, '..');
const SHORT_SIDE = 300;
/** The newest photos have thumbnails, many more than a benchmark scrolls past; for all of them the disk would be full of links. */
export const THUMBNAILS = 20_000;

/** A picture that stands in for the thumbnails of many photos. */
interface StandIn {
  path: string;
  isUpright: boolean;
  placeholder: Uint8Array;
}

/** The data folder of such a library. It is made once for each state of the writer and kept in `.cache/`. */
export async function prepareLibrary(photos: number): Promise<string> {
  const writer = readFileSync(join(import.meta.dirname, 'synthetic-library.ts'));
  const name = `${photos}-${createHash('sha256').update(writer).digest('hex').slice(0, 8)}`;
  const folder = join(root, '.cache', 'bench', 'libraries', name);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  await writeLibraryWithThumbnails(unfinished, photos);
  renameSync(unfinished, folder);
  return folder;
}

/**
 * Writes a synthetic library whose newest photos have thumbnails and placeholders: each thumbnail is a link to one of a
 * few files made of the sample photos. No photo can be reached.
 */
export async function writeLibraryWithThumbnails(dataFolder: string, photos: number): Promise<void> {
  mkdirSync(dataFolder, { recursive: true });
  writeSyntheticLibrary(dataFolder, photos);
  await linkThumbnails(dataFolder);
}

async function linkThumbnails(dataFolder: string): Promise<void> {
  const standIns = await makeStandIns(join(dataFolder, 'thumbnails'));
  const db = openDatabase(join(dataFolder, 'library.sqlite'));
  const newest = all<{ id: number; hash: Buffer; isUpright: 0 | 1 }>(
    db,
    `SELECT id, hash, height_px > width_px AS isUpright FROM photo ORDER BY taken_at_ms DESC LIMIT ${THUMBNAILS}`,
  );
  transaction(db, () => {
    // Elsewhere than on this disk, so that nobody looks for its photos and finds them gone.
    run(db, 'UPDATE folder SET path = ?', join(dataFolder, 'away'));
    newest.forEach(({ id, hash, isUpright }, i) => {
      const fitting = standIns.filter((standIn) => standIn.isUpright === (isUpright === 1));
      const standIn = fitting[i % fitting.length];
      if (!standIn) return;
      const path = thumbnailPath(join(dataFolder, 'thumbnails'), hash.toString('hex'), 'grid');
      mkdirSync(dirname(path), { recursive: true });
      if (!existsSync(path)) linkSync(standIn.path, path);
      updatePlaceholder(db, id, standIn.placeholder);
    });
  });
  closeDatabase(db);
}

async function makeStandIns(folder: string): Promise<StandIn[]> {
  mkdirSync(folder, { recursive: true });
  const samples = join(root, 'assets', 'samples');
  const names = readdirSync(samples).filter((name) => /\.(?:jpe?g|png)$/iu.test(name));
  const standIns: StandIn[] = [];
  for (const name of names) {
    for (const isUpright of [false, true]) {
      const [width, height] = isUpright ? [SHORT_SIDE, SHORT_SIDE * (4 / 3)] : [SHORT_SIDE * (4 / 3), SHORT_SIDE];
      const { data, info } = await sharp(join(samples, name))
        .resize(width, height, { fit: 'cover' })
        .flatten({ background: '#ffffff' })
        .toColourspace('srgb')
        .raw()
        .toBuffer({ resolveWithObject: true });
      const raw = { width: info.width, height: info.height, channels: 3 } as const;
      const path = join(folder, `${isUpright ? 'upright' : 'wide'}-${name}.webp`);
      writeFileSync(path, await sharp(data, { raw }).webp({ quality: 75 }).toBuffer());
      standIns.push({ path, isUpright, placeholder: makePlaceholder({ ...raw, data }) });
    }
  }
  return standIns;
}
