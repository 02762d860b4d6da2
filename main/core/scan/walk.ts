import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isPicturePath } from '../../../shared/model/formats.ts';
import { inTime } from '../common/in-time.ts';
import { isDoubtfulName, toStoredName, toSystemPath } from '../common/stored-names.ts';
import type { FileStamp } from '../db/files.ts';

/** What one directory holds, as far as it concerns the library. */
export interface DirectoryListing {
  /** Files with a picture's suffix. */
  pictures: (FileStamp & { name: string })[];
  /** Names of directories to look into. */
  directories: string[];
}

/**
 * Folders that other programs keep for themselves: thumbnails, trash, snapshots, catalogues. Their pictures are copies or
 * rubbish, and nobody looks for them.
 */
const IGNORED_DIRECTORIES = new Set(
  [
    '@eaDir',
    '#recycle',
    '#snapshot',
    '$RECYCLE.BIN',
    'System Volume Information',
    'lost+found',
    'node_modules',
    'Thumbs',
    '__MACOSX',
  ].map((name) => name.toLowerCase()),
);
const IGNORED_SUFFIXES = /\.(lrdata|lrcat-data|photoslibrary|aplibrary|migratedphotolibrary|app)$/iu;

/** Whether a directory is left out by rule: hidden ones, and those that other programs keep for themselves. */
export function isIgnoredDirectory(name: string): boolean {
  return name.startsWith('.') || IGNORED_DIRECTORIES.has(name.toLowerCase()) || IGNORED_SUFFIXES.test(name);
}

/** Files that are left out by rule: hidden ones, such as the `._IMG_1.jpg` that macOS leaves on shares. */
function isIgnoredFile(name: string): boolean {
  return name.startsWith('.');
}

/**
 * `stat` calls under way at once in one directory: enough to hide a share's latency. Where the share hangs, each holds a
 * thread of the process.
 */
const STATS_AT_ONCE = 4;

/**
 * Lists one directory. Symbolic links to files are followed; those to directories are not, so that no loop can arise.
 * @param path of stored names
 * @throws NoAnswer where the disk or share does not answer, the system's error where the directory can't be read
 */
export async function listDirectory(path: string): Promise<DirectoryListing> {
  const entries = await readEntries(path);
  const names: string[] = [];
  const directories: string[] = [];
  for (const entry of entries) {
    if (entry.isDirectory()) {
      if (!isIgnoredDirectory(entry.name)) directories.push(entry.name);
    } else if ((entry.isFile() || entry.isSymbolicLink()) && !isIgnoredFile(entry.name) && isPicturePath(entry.name)) {
      names.push(entry.name);
    }
  }
  const pictures: DirectoryListing['pictures'] = [];
  for (let i = 0; i < names.length; i += STATS_AT_ONCE) {
    const found = await inTime(Promise.all(names.slice(i, i + STATS_AT_ONCE).map((name) => getPicture(path, name))));
    for (const picture of found) if (picture) pictures.push(picture);
  }
  return { pictures, directories };
}

/** What a directory holds, under stored names. */
async function readEntries(path: string): Promise<Dirent[]> {
  const systemPath = toSystemPath(path);
  const entries = await inTime(readdir(systemPath, { withFileTypes: true }));
  if (!entries.some(({ name }) => isDoubtfulName(name))) return entries;
  const raw = await inTime(readdir(systemPath, { withFileTypes: true, encoding: 'buffer' }));
  return raw.map((entry) => Object.assign(entry, { name: toStoredName(entry.name) }));
}

/** A file's stamp, or undefined where it went away meanwhile or is no file after all. */
async function getPicture(directory: string, name: string): Promise<(FileStamp & { name: string }) | undefined> {
  try {
    const stats = await stat(toSystemPath(join(directory, name)));
    return stats.isFile() ? { name, sizeBytes: stats.size, mtimeMs: Math.floor(stats.mtimeMs) } : undefined;
  } catch {
    return undefined;
  }
}
