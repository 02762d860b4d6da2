import { getChangeStamp, type ReadDb } from './db/connection.ts';
import { countFilesInSteps } from './db/file-counts.ts';
import { type FileCounts, findOnlyReadable } from './db/files.ts';
import { inTurns } from './search/turns.ts';

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
  const counted = new Map<number | null, { stamp: string; counts: Promise<FileCounts> }>();

  function* steps(folderId: number | null): ReturnType<typeof countFilesInSteps> {
    const counting = countFilesInSteps(db, folderId);
    for (;;) {
      signal?.throwIfAborted();
      const step = counting.next();
      if (step.done) return step.value;
      yield;
    }
  }

  return {
    async count(folderId) {
      const key = folderId ?? findOnlyReadable(db) ?? null;
      const stamp = getChangeStamp(db);
      const known = counted.get(key);
      if (known?.stamp === stamp) return known.counts;
      const counts = inTurns(steps(key));
      counted.set(key, { stamp, counts });
      return counts;
    },
  };
}
