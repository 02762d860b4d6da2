import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Storage } from '../../shared/api.ts';
import { VECTOR_FILE } from './learn/vector-file.ts';

/** Name of the library's database in its data folder. */
export const DATABASE_FILE = 'library.sqlite';
/** The search index as it was last laid out. */
export const SEARCH_INDEX_FILE = 'search-index.bin';

/** Held by the process that indexes. */
export const LOCK_FILE = 'index.lock';
/** Every decision, appended as it is made. */
export const JOURNAL_FILE = 'decisions.jsonl';

/** Copies of the database, one a day. */
export const COPIES_FOLDER = 'copies';

/** Folders of the data folder that are counted by themselves. */
const THUMBNAILS = 'thumbnails';
const MODELS = 'models';

/** Adds up what a library takes on disk, in bytes. Asks for every file: a second or two where there are 100,000 thumbnails. */
export async function measureStorage(dataFolder: string): Promise<Storage> {
  const database = ['', '-wal', '-shm'].map((suffix) => DATABASE_FILE + suffix);
  const [files, copiesBytes, thumbnailsBytes, modelsBytes] = await Promise.all([
    Promise.all([...database, SEARCH_INDEX_FILE, VECTOR_FILE].map((name) => sizeOf(join(dataFolder, name)))),
    sizeOfFolder(join(dataFolder, COPIES_FOLDER)),
    sizeOfFolder(join(dataFolder, THUMBNAILS)),
    sizeOfFolder(join(dataFolder, MODELS)),
  ]);
  return {
    path: dataFolder,
    databaseBytes: files.reduce((sum, size) => sum + size, copiesBytes),
    thumbnailsBytes,
    modelsBytes,
  };
}

/** With all that is below; 0 where it is not there. */
async function sizeOfFolder(path: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const entry of await opendir(path, { recursive: true, bufferSize: 256 })) {
      if (entry.isFile()) bytes += await sizeOf(join(entry.parentPath, entry.name));
    }
  } catch {
    // It was never made, or went away while it was counted: what was seen of it counts.
  }
  return bytes;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
