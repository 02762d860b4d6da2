import { inTurns } from './common/turns.ts';
import { keepWhileUnchanged, type ReadDb } from './db/connection.ts';
import { countFilesInSteps } from './db/file-counts.ts';
import { type FileCounts, findOnlyReadable } from './db/files.ts';

/** Counts files beside other work: a million of them take a quarter of a second, and no search waits for it. */
export interface FileCounter {
  /**
   * Files of a folder, or of all folders that can be read (null); counted once as long as nothing changes. What is changed
   * while it is counted may be counted as it was, or as it is.
   */
  count(folderId: number | null): Promise<FileCounts>;
}

/** @param signal the database is being closed: counting ends with its reason as error */
export function createFileCounter(db: ReadDb, signal?: AbortSignal): FileCounter {
  function* steps(folderId: number | null): ReturnType<typeof countFilesInSteps> {
    const counting = countFilesInSteps(db, folderId);
    for (;;) {
      signal?.throwIfAborted();
      const step = counting.next();
      if (step.done) return step.value;
      yield;
    }
  }

  const countOnce = keepWhileUnchanged(db, (folderId: number | null) => inTurns(steps(folderId)));

  return { count: async (folderId) => countOnce(folderId ?? findOnlyReadable(db) ?? null) };
}
