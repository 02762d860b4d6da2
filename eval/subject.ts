import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { openLibrary } from '../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import type { Label } from '../shared/model/label.ts';
import type { ModelInfo } from '../shared/model/pack.ts';
import { createRandom } from '../shared/random.ts';
import type { Collection, JudgedPhoto } from './collections.ts';

/** A photo in the library that is judged, with what the program shows of it. */
export interface ShownPhoto extends JudgedPhoto {
  collection: Collection;
  labels: readonly Label[];
}

/** The program under test: a library of its own that holds all photos, seen through the contract only. */
export interface Subject {
  model: ModelInfo;
  photos: ReadonlyMap<number, ShownPhoto>;
  seconds: number;
  failed: number;
  /** Ids of photos that are found, best first; or of the weaker matches, which are behind a click. */
  search(text: string, which?: 'found' | 'weaker'): Promise<number[]>;
  close(): Promise<void>;
}

const PAGE = 5_000;
const SHUFFLE_SEED = 4;
const FIRST_TIME_S = Date.UTC(2020, 0, 1) / 1000;

/** Indexes copies of the photos, whose names, folders and dates tell nothing, in a temporary data folder. */
export async function openSubject(collections: readonly Collection[], packPath: string | undefined): Promise<Subject> {
  const temporary = mkdtempSync(join(tmpdir(), 'bowerbird-eval-'));
  const photosFolder = join(temporary, 'photos');
  const judged = copyPhotos(collections, photosFolder);
  const library = await openLibrary({
    ...findProgramFiles(),
    dataFolder: join(temporary, 'data'),
    workers: createThreadWorkers(),
    background: false,
  });
  const { api } = library;
  async function close(): Promise<void> {
    await library.close();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  }

  async function search(text: string, which: 'found' | 'weaker' = 'found'): Promise<number[]> {
    const ids: number[] = [];
    while (true) {
      const page = await api.search({
        text,
        limit: PAGE,
        offset: ids.length,
        order: 'relevance',
        weaker: which === 'weaker',
      });
      ids.push(...page.photos.map((photo) => photo.id));
      if (page.photos.length === 0 || ids.length >= page.total) return ids;
    }
  }

  try {
    if (packPath !== undefined) {
      const installed = await api.installModel({ path: packPath });
      await api.useModel({ id: installed.id });
    }
    const report = await library.index([photosFolder]);
    const photos = new Map<number, ShownPhoto>();
    for (const id of await search('')) {
      const { path, labels } = await api.getPhoto({ id });
      const photo = judged.get(basename(path));
      if (photo) photos.set(id, { ...photo, labels });
    }
    const model = (await api.listModels({})).find(({ active }) => active);
    if (!model) throw new Error('The library has no active model.');
    return { model, photos, seconds: report.seconds, failed: report.failed, search, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Copies each different photo once, in an order that has nothing to do with classes. */
function copyPhotos(collections: readonly Collection[], folder: string): Map<string, Omit<ShownPhoto, 'labels'>> {
  mkdirSync(folder, { recursive: true });
  const random = createRandom(SHUFFLE_SEED);
  const shuffled = collections
    .flatMap((collection) => collection.photos.map((photo) => ({ ...photo, collection, place: random() })))
    .sort((a, b) => a.place - b.place);
  const seen = new Set<string>();
  const copies = new Map<string, Omit<ShownPhoto, 'labels'>>();
  for (const { place: _, ...photo } of shuffled) {
    const hash = createHash('sha256').update(readFileSync(photo.path)).digest('hex');
    if (seen.has(hash)) continue;
    seen.add(hash);
    const name = `${String(copies.size).padStart(6, '0')}${extname(photo.path).toLowerCase()}`;
    const copy = join(folder, name);
    copyFileSync(photo.path, copy);
    utimesSync(copy, FIRST_TIME_S + copies.size, FIRST_TIME_S + copies.size);
    copies.set(name, photo);
  }
  return copies;
}
