import type { ReadDb } from '../db/connection.ts';
import { type FileToDo, listFilesToReclassify } from '../db/files.ts';
import { listPhotosWithoutPrediction } from '../db/predictions.ts';

/** Photos asked for at a time: their files may all be away, and the thread has others to answer. */
const STEP = 2_000;

/** Photos that another network has seen but the active one has not: which of them come next. */
export interface Backlog {
  /**
   * Some files to look at again, newest photos first; undefined where none is left. An empty list says to ask again: so far
   * only photos came whose files can't be read.
   */
  next(modelId: number): FileToDo[] | undefined;
  /** Starts at the newest again: files that could not be read may be back. */
  rewind(): void;
  /** The model has seen a photo. */
  remove(photoId: number): void;
  /** Photos came that lack a result. */
  forget(): void;
}

/**
 * Works out once which photos lack a result of a model and remembers it: asking the database each time would read every
 * photo of the library, of which there may be a million, to find that nothing is left.
 * @param step photos asked for at a time
 */
export function createBacklog(db: ReadDb, step = STEP): Backlog {
  let known: { modelId: number; lacking: Set<number> } | undefined;
  let ahead: Iterator<number> | undefined;

  return {
    next(modelId) {
      if (known?.modelId !== modelId) {
        known = { modelId, lacking: new Set(listPhotosWithoutPrediction(db, modelId)) };
        ahead = undefined;
      }
      ahead ??= known.lacking.values();
      const photoIds: number[] = [];
      while (photoIds.length < step) {
        const photo = ahead.next();
        if (photo.done) break;
        photoIds.push(photo.value);
      }
      if (photoIds.length === 0) return undefined;
      const files = listFilesToReclassify(db, modelId, photoIds);
      const place = new Map(photoIds.map((id, i) => [id, i]));
      return files.sort((a, b) => (place.get(a.photoId) ?? 0) - (place.get(b.photoId) ?? 0));
    },
    rewind() {
      ahead = undefined;
    },
    remove(photoId) {
      known?.lacking.delete(photoId);
    },
    forget() {
      known = undefined;
    },
  };
}
