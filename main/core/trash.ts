import { existsSync } from 'node:fs';
import type { TrashReport } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import type { WriteDb } from './db/connection.ts';
import { listReachableFiles, updateFilesGone } from './db/files.ts';
import { pathOf } from './queue/process-file.ts';

export interface TrashDeps {
  db: WriteDb;
  /** Moves one file; rejects where the system can't. */
  moveToTrash(path: string): Promise<void>;
  now(): number;
}

/**
 * Moves all files of some photos that can be reached to the system's trash, one after the other. A photo without a file is
 * missing: nothing that is known of it is lost, and it is back when a file of it is.
 * @throws AppError not-found where none of them has a file that can be reached
 */
export async function movePhotosToTrash(deps: TrashDeps, photoIds: readonly number[]): Promise<TrashReport> {
  const files = listReachableFiles(deps.db, photoIds);
  if (files.length === 0) throw new AppError('not-found', 'None of the files of these photos can be reached now.');
  const gone: number[] = [];
  const failed: TrashReport['failed'] = [];
  for (const file of files) {
    const path = pathOf(file);
    try {
      await deps.moveToTrash(path);
      gone.push(file.id);
    } catch (error) {
      if (existsSync(path)) failed.push({ path, reason: error instanceof Error ? error.message : String(error) });
      else gone.push(file.id);
    }
  }
  updateFilesGone(deps.db, gone, deps.now());
  const countPhotos = (rows: typeof files) => new Set(rows.map(({ photoId }) => photoId)).size;
  const photos = countPhotos(files) - countPhotos(listReachableFiles(deps.db, photoIds));
  return { photos, files: gone.length, failed };
}
