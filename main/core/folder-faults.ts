import { resolve } from 'node:path';
import { isAtOrBelow } from './common/at-or-below.ts';
import type { FolderRow } from './db/folders.ts';

/** What is wrong with folders that can be read all the same, in words for the user. */
export interface FolderFaults {
  /** Changes in it can't be watched, and why; null: they can. True where that is news. */
  setUnwatched(folder: FolderRow, message: string | null): boolean;
  /** Looking at it failed, and why; null: it did not. */
  setFailure(folder: FolderRow, message: string | null): void;
  /** Directories at or below one that was looked at ('' is the folder itself) which could not be read. */
  setUnreadable(folder: FolderRow, start: string, directories: readonly string[]): void;
  isUnwatched(folderId: number): boolean;
  hasFailed(folderId: number): boolean;
  /** Of one folder; null where nothing is wrong. */
  of(folderId: number): string | null;
  /** Of any folder, with its path. */
  first(): string | null;
  forget(folderId: number): void;
}

interface Faults {
  path: string;
  unwatched: string | null;
  failure: string | null;
  unreadable: Set<string>;
}

export function createFolderFaults(): FolderFaults {
  const all = new Map<number, Faults>();

  function faultsOf({ id, path }: FolderRow): Faults {
    const known = all.get(id) ?? { path, unwatched: null, failure: null, unreadable: new Set() };
    all.set(id, known);
    return known;
  }

  function describe({ path, unwatched, failure, unreadable }: Faults): string | null {
    if (failure !== null) return `It could not be looked at, and is tried again: ${failure}`;
    const [first] = unreadable;
    if (first === undefined) return unwatched;
    return `${unreadable.size} folder(s) in it can't be read, such as ${resolve(path, first)}; their photos stay as they were.`;
  }

  return {
    setUnwatched(folder, message) {
      const faults = faultsOf(folder);
      const isNews = faults.unwatched !== message;
      faults.unwatched = message;
      return isNews;
    },
    setFailure(folder, message) {
      faultsOf(folder).failure = message;
    },
    setUnreadable(folder, start, directories) {
      const { unreadable } = faultsOf(folder);
      for (const known of unreadable) {
        if (isAtOrBelow(known, start)) unreadable.delete(known);
      }
      for (const directory of directories) unreadable.add(directory);
    },
    isUnwatched: (folderId) => (all.get(folderId)?.unwatched ?? null) !== null,
    hasFailed: (folderId) => (all.get(folderId)?.failure ?? null) !== null,
    of(folderId) {
      const faults = all.get(folderId);
      return faults ? describe(faults) : null;
    },
    first() {
      for (const faults of all.values()) {
        const text = describe(faults);
        if (text !== null) return `${text} (${faults.path})`;
      }
      return null;
    },
    forget(folderId) {
      all.delete(folderId);
    },
  };
}
