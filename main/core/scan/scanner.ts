import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAtOrBelow } from '../common/at-or-below.ts';
import { ANSWER_LIMIT_MS, inTime, NO_ANSWER, NoAnswer } from '../common/in-time.ts';
import type { WriteDb } from '../db/connection.ts';
import {
  type DirectoryChanges,
  type FileRow,
  listDirectories,
  listFilesInDirectory,
  updateDirectory,
  updateDirectoryGone,
} from '../db/files.ts';
import { type FolderRow, updateFolderProblem, updateFolderScanned } from '../db/folders.ts';
import { type DirectoryListing, listDirectory } from './walk.ts';

/** Result of a look at a folder or a part of it. */
export interface ScanResult {
  /** Directories read. */
  directories: number;
  /** Files that are new, changed, back or gone. */
  changes: number;
  /** Directories that could not be read; their files are left as they were. */
  unreadable: string[];
  /** Where the folder stopped answering: resolves when it does. Until then every question may cost a thread. */
  hangs: Promise<void> | null;
}

/** The directory is not there any more, or a file of that name is. */
const GONE: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR']);

/** Directories read at once. */
const DIRECTORIES_AT_ONCE = 4;

/** Tells why a folder can't be read, in words for the user; null where it can. */
export type FindProblem = (path: string) => Promise<string | null>;

/**
 * Asks each folder one question at a time: where a share hangs, every further one would hang as well, and hold a thread of
 * the process. As long as it does, the answer is there at once.
 * @param limitMs how long an answer is waited for
 */
export function createFindProblem(limitMs = ANSWER_LIMIT_MS): FindProblem {
  const asked = new Map<string, { answer: Promise<string | null>; hangs: boolean }>();
  return async (path) => {
    let question = asked.get(path);
    if (question?.hangs) return NO_ANSWER;
    if (!question) {
      question = { answer: askFolder(path).finally(() => asked.delete(path)), hangs: false };
      asked.set(path, question);
    }
    try {
      return await inTime(question.answer, limitMs);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      question.hangs = true;
      return NO_ANSWER;
    }
  };
}

async function askFolder(path: string): Promise<string | null> {
  try {
    if (!(await stat(path)).isDirectory()) return 'This is a file, not a folder.';
    await listNothing(path);
    return null;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return 'The folder is not there: the disk may be unplugged, or the folder renamed or moved.';
    if (code === 'EACCES' || code === 'EPERM') return 'Bowerbird is not allowed to read this folder.';
    return `The folder can't be read (${code ?? String(error)}).`;
  }
}

/** Reads the first entry of a directory, which tells whether it may be read at all. */
async function listNothing(path: string): Promise<void> {
  const directory = await opendir(path);
  try {
    await directory.read();
  } finally {
    await directory.close();
  }
}

/**
 * Brings the database in step with a folder on disk, from one directory downwards. Unchanged files are not opened. Where
 * the folder itself can't be read, or does not answer any more, it is marked so and what was not seen is not touched.
 * @param start directory relative to the folder, '' for all of it
 */
export async function scanFolder(
  db: WriteDb,
  folder: FolderRow,
  options: { start?: string; signal?: AbortSignal; now?: () => number; findProblem?: FindProblem } = {},
): Promise<ScanResult> {
  const { start = '', signal, now = Date.now, findProblem = createFindProblem() } = options;
  const result: ScanResult = { directories: 0, changes: 0, unreadable: [], hangs: null };
  const problem = await findProblem(folder.path);
  updateFolderProblem(db, folder.id, problem);
  if (problem !== null) return result;

  const known = listDirectories(db, folder.id).filter((directory) => isAtOrBelow(directory, start));
  const visited = new Set<string>();
  const queue = [start];

  async function visit(directory: string): Promise<void> {
    const path = directory === '' ? folder.path : join(folder.path, directory);
    let listing: DirectoryListing;
    try {
      listing = await listDirectory(path);
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      if (!GONE.has((error as NodeJS.ErrnoException).code)) result.unreadable.push(directory);
      return;
    }
    visited.add(directory);
    result.directories++;
    result.changes += compareDirectory(db, folder.id, directory, listing, now());
    for (const name of listing.directories) queue.push(directory === '' ? name : `${directory}/${name}`);
  }

  try {
    while (queue.length > 0 && !signal?.aborted) {
      await Promise.all(queue.splice(-DIRECTORIES_AT_ONCE).map(visit));
    }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    updateFolderProblem(db, folder.id, NO_ANSWER);
    return { ...result, hangs: error.answered };
  }
  if (signal?.aborted) return result;

  // The folder may have gone away half way: then nothing that was not seen is missing.
  const problemNow = await findProblem(folder.path);
  if (problemNow !== null) {
    updateFolderProblem(db, folder.id, problemNow);
    return result;
  }
  for (const directory of known) {
    if (visited.has(directory) || result.unreadable.some((other) => isAtOrBelow(directory, other))) continue;
    updateDirectoryGone(db, folder.id, directory, now());
    result.changes++;
  }
  if (start === '') updateFolderScanned(db, folder.id, now());
  return result;
}

/** Writes the differences between a directory and what was known of it; returns their number. */
function compareDirectory(
  db: WriteDb,
  folderId: number,
  directory: string,
  listing: DirectoryListing,
  nowMs: number,
): number {
  const known = new Map<string, FileRow>(
    listFilesInDirectory(db, folderId, directory).map((file) => [file.name, file]),
  );
  const changes: DirectoryChanges = { added: [], changed: [], returned: [], gone: [] };
  for (const picture of listing.pictures) {
    const file = known.get(picture.name);
    known.delete(picture.name);
    if (!file) changes.added.push(picture);
    else if (file.sizeBytes !== picture.sizeBytes || file.mtimeMs !== picture.mtimeMs) {
      changes.changed.push({ id: file.id, sizeBytes: picture.sizeBytes, mtimeMs: picture.mtimeMs });
    } else if (file.missingSinceMs !== null) changes.returned.push(file.id);
  }
  for (const file of known.values()) if (file.missingSinceMs === null) changes.gone.push(file.id);
  const count = changes.added.length + changes.changed.length + changes.returned.length + changes.gone.length;
  if (count > 0) updateDirectory(db, folderId, directory, changes, nowMs);
  return count;
}
