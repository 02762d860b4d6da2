import type { FailureCode, FailureGroup } from '../../../shared/model/status.ts';
import { all, get, type ReadDb, run, transaction, type WriteDb } from './connection.ts';
import { getFolder } from './folders.ts';
import { insertRevision } from './revisions.ts';

/** What identifies the state of a file on disk. */
export interface FileStamp {
  sizeBytes: number;
  /** Whole milliseconds. */
  mtimeMs: number;
}

export interface FileRow extends FileStamp {
  id: number;
  name: string;
  photoId: number | null;
  missingSinceMs: number | null;
}

/** A file to be looked at, with all that is needed to open it. */
export interface FileToDo extends FileStamp {
  id: number;
  folderPath: string;
  directory: string;
  name: string;
  /** The photo it is known to be, where only the network's word is missing. */
  photoId: number | null;
}

/** Files of one directory, by name. */
export function listFilesInDirectory(db: ReadDb, folderId: number, directory: string): FileRow[] {
  return all<FileRow>(
    db,
    `SELECT id, name, size_bytes AS sizeBytes, mtime_ms AS mtimeMs, photo_id AS photoId, missing_since_ms AS missingSinceMs
     FROM file WHERE folder_id = ? AND directory = ?`,
    folderId,
    directory,
  );
}

/**
 * All directories of a folder that hold files not known to be missing. Goes from one directory to the next in the index
 * instead of reading all files, of which there may be a million.
 */
export function listDirectories(db: ReadDb, folderId: number): string[] {
  return all<{ directory: string }>(
    db,
    `WITH RECURSIVE known (directory) AS (
       SELECT min(directory) FROM file WHERE folder_id = ?
       UNION ALL
       SELECT (SELECT min(directory) FROM file WHERE folder_id = ? AND directory > known.directory)
       FROM known WHERE known.directory IS NOT NULL
     )
     SELECT directory FROM known
     WHERE EXISTS (
       SELECT 1 FROM file
       WHERE folder_id = ? AND directory = known.directory AND missing_since_ms IS NULL
     )`,
    folderId,
    folderId,
    folderId,
  ).map((row) => row.directory);
}

/** What a look at one directory found. */
export interface DirectoryChanges {
  added: (FileStamp & { name: string })[];
  /** Other bytes under the same name: everything known of the file is void. */
  changed: (FileStamp & { id: number })[];
  /** Was missing, is back unchanged. */
  returned: number[];
  gone: number[];
}

/** Writes what a look at one directory found, in one transaction. */
export function updateDirectory(
  db: WriteDb,
  folderId: number,
  directory: string,
  changes: DirectoryChanges,
  nowMs: number,
): void {
  transaction(db, () => {
    // The folder may have been taken out of the library while it was looked at.
    if (!getFolder(db, folderId)) return;
    const revision = insertRevision(db);
    for (const file of changes.added) {
      run(
        db,
        `INSERT INTO file (folder_id, directory, name, size_bytes, mtime_ms) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (folder_id, directory, name) DO NOTHING`,
        folderId,
        directory,
        file.name,
        file.sizeBytes,
        file.mtimeMs,
      );
    }
    for (const file of changes.changed) {
      touchPhotoOfFile(db, file.id, revision);
      run(
        db,
        `UPDATE file SET size_bytes = ?, mtime_ms = ?, photo_id = NULL, missing_since_ms = NULL, failure_code = NULL,
           failure_reason = NULL, failed_at_ms = NULL, attempts = 0 WHERE id = ?`,
        file.sizeBytes,
        file.mtimeMs,
        file.id,
      );
    }
    for (const id of changes.returned) {
      run(db, 'UPDATE file SET missing_since_ms = NULL WHERE id = ?', id);
      touchPhotoOfFile(db, id, revision);
    }
    for (const id of changes.gone) updateFileGone(db, id, nowMs, revision);
  });
}

/** Marks all files of one directory (not of those below it) as missing. */
export function updateDirectoryGone(db: WriteDb, folderId: number, directory: string, nowMs: number): void {
  const gone = listFilesInDirectory(db, folderId, directory).filter((file) => file.missingSinceMs === null);
  updateDirectory(
    db,
    folderId,
    directory,
    { added: [], changed: [], returned: [], gone: gone.map((f) => f.id) },
    nowMs,
  );
}

function updateFileGone(db: WriteDb, id: number, nowMs: number, revision: number): void {
  run(db, 'UPDATE file SET missing_since_ms = ? WHERE id = ? AND missing_since_ms IS NULL', nowMs, id);
  touchPhotoOfFile(db, id, revision);
}

function touchPhotoOfFile(db: WriteDb, fileId: number, revision: number): void {
  run(db, 'UPDATE photo SET revision = ? WHERE id = (SELECT photo_id FROM file WHERE id = ?)', revision, fileId);
}

/** Files without a photo that could be looked at: in folders that can be read and are not paused. */
const IS_TO_DO = `file.photo_id IS NULL AND file.failure_code IS NULL AND file.missing_since_ms IS NULL
  AND folder.problem IS NULL AND folder.paused = 0`;

const TO_DO_COLUMNS = `file.id, folder.path AS folderPath, file.directory, file.name, file.size_bytes AS sizeBytes,
  file.mtime_ms AS mtimeMs, file.photo_id AS photoId`;

/** Files without a photo in folders that can be read and are not paused, newest first; `not` are those being worked on. */
export function listFilesToDo(db: ReadDb, limit: number, not: ReadonlySet<number>): FileToDo[] {
  return all<FileToDo>(
    db,
    `SELECT ${TO_DO_COLUMNS} FROM file JOIN folder ON folder.id = file.folder_id
     WHERE ${IS_TO_DO} ORDER BY file.mtime_ms DESC LIMIT ?`,
    limit + not.size,
  )
    .filter((file) => !not.has(file.id))
    .slice(0, limit);
}

/** The same files by number, in any order; those that are not to be looked at (any more) are left out. */
export function listFilesToDoById(db: ReadDb, ids: readonly number[]): FileToDo[] {
  return all<FileToDo>(
    db,
    `SELECT ${TO_DO_COLUMNS} FROM json_each(?) AS asked JOIN file ON file.id = asked.value
     JOIN folder ON folder.id = file.folder_id WHERE ${IS_TO_DO}`,
    JSON.stringify(ids),
  );
}

/** A file that waits, as a list by date needs it. */
export interface WaitingFile {
  id: number;
  mtimeMs: number;
}

/** The same files as a list by date needs them, newest first, then by number; from behind `after`. */
export function listWaitingFiles(db: ReadDb, limit: number, after?: WaitingFile): WaitingFile[] {
  const { id, mtimeMs } = after ?? { id: 0, mtimeMs: Number.MAX_SAFE_INTEGER };
  return all<WaitingFile>(
    db,
    `SELECT file.id, file.mtime_ms AS mtimeMs FROM file JOIN folder ON folder.id = file.folder_id
     WHERE ${IS_TO_DO} AND file.mtime_ms <= ? AND (file.mtime_ms < ? OR file.id > ?)
     ORDER BY file.mtime_ms DESC, file.id LIMIT ?`,
    mtimeMs,
    mtimeMs,
    id,
    limit,
  );
}

/** What became of a file; undefined where there is none of that number. */
export function getFileFate(
  db: ReadDb,
  id: number,
): { photoId: number | null; failureReason: string | null } | undefined {
  return get(db, 'SELECT photo_id AS photoId, failure_reason AS failureReason FROM file WHERE id = ?', id);
}

/** One readable file each of those photos that lack a result of a model, in folders that are not paused; in any order. */
export function listFilesToReclassify(
  db: ReadDb,
  modelId: number,
  photoIds: readonly number[],
): (FileToDo & { photoId: number })[] {
  return all<FileToDo & { photoId: number }>(
    db,
    `SELECT ${TO_DO_COLUMNS}
     FROM json_each(?) AS asked
     JOIN file ON file.id = (
       SELECT f.id FROM file f JOIN folder o ON o.id = f.folder_id
       WHERE f.photo_id = asked.value AND f.missing_since_ms IS NULL AND f.failure_code IS NULL AND o.problem IS NULL
         AND o.paused = 0 LIMIT 1)
     JOIN folder ON folder.id = file.folder_id
     WHERE NOT EXISTS (SELECT 1 FROM prediction WHERE photo_id = asked.value AND model_id = ?)`,
    JSON.stringify(photoIds),
    modelId,
  );
}

/** Says that a file holds a photo. */
export function updateFilePhoto(
  db: WriteDb,
  fileId: number,
  photoId: number,
  stamp: FileStamp,
  revision: number,
): void {
  run(
    db,
    `UPDATE file SET photo_id = ?, size_bytes = ?, mtime_ms = ?, failure_code = NULL, failure_reason = NULL,
       failed_at_ms = NULL, attempts = 0 WHERE id = ?`,
    photoId,
    stamp.sizeBytes,
    stamp.mtimeMs,
    fileId,
  );
  run(db, 'UPDATE photo SET revision = ? WHERE id = ?', revision, photoId);
}

/**
 * Says that a file could not become a photo; it is not tried again until it changes or is asked for. That is a revision of
 * the library, as a new photo is: who shows its failed files learns of it.
 */
export function updateFileFailed(db: WriteDb, fileId: number, code: FailureCode, reason: string, nowMs: number): void {
  transaction(db, () => {
    run(
      db,
      'UPDATE file SET failure_code = ?, failure_reason = ?, failed_at_ms = ?, attempts = attempts + 1 WHERE id = ?',
      code,
      reason,
      nowMs,
      fileId,
    );
    insertRevision(db);
  });
}

export interface FailedFileRow {
  id: number;
  folderPath: string;
  directory: string;
  name: string;
  code: FailureCode;
  reason: string;
  failedAtMs: number;
  attempts: number;
}

const IS_FAILED = 'failure_code IS NOT NULL AND missing_since_ms IS NULL AND folder.problem IS NULL';
const FAILED_COLUMNS = `file.id, folder.path AS folderPath, file.directory, file.name, failure_code AS code,
  failure_reason AS reason, failed_at_ms AS failedAtMs, attempts`;

/** Files that failed and are there now, latest first: of one reason, or of all (undefined). */
export function listFailedFiles(
  db: ReadDb,
  limit: number,
  offset: number,
  code?: FailureCode | undefined,
): FailedFileRow[] {
  return all<FailedFileRow>(
    db,
    `SELECT ${FAILED_COLUMNS} FROM file JOIN folder ON folder.id = file.folder_id
     WHERE ${IS_FAILED} AND failure_code = coalesce(?, failure_code)
     ORDER BY failed_at_ms DESC, file.id LIMIT ? OFFSET ?`,
    code ?? null,
    limit,
    offset,
  );
}

/** The same files, counted by reason; the most frequent first. */
export function listFailureGroups(db: ReadDb): FailureGroup[] {
  return all<FailureGroup>(
    db,
    `SELECT failure_code AS code, count(*) AS files FROM file JOIN folder ON folder.id = file.folder_id
     WHERE ${IS_FAILED} GROUP BY failure_code ORDER BY files DESC, code`,
  );
}

/** A file that failed and is there now, or undefined. */
export function getFailedFile(db: ReadDb, fileId: number): FailedFileRow | undefined {
  return get<FailedFileRow>(
    db,
    `SELECT ${FAILED_COLUMNS} FROM file JOIN folder ON folder.id = file.folder_id WHERE ${IS_FAILED} AND file.id = ?`,
    fileId,
  );
}

/** Puts failed files back into the queue: all, those named, or those of one kind, anywhere or in one directory. Returns how many. */
export function updateFilesToRetry(
  db: WriteDb,
  which: {
    ids?: readonly number[] | undefined;
    code?: FailureCode | undefined;
    place?: { folderId: number; directory: string };
  },
): number {
  const reset =
    'UPDATE file SET failure_code = NULL, failure_reason = NULL, failed_at_ms = NULL WHERE failure_code IS NOT NULL';
  const { ids, code, place } = which;
  return transaction(db, () => {
    let files = 0;
    if (ids) for (const id of ids) files += run(db, `${reset} AND id = ?`, id).changes;
    else if (code && place) {
      const { folderId, directory } = place;
      const there = 'failure_code = ? AND folder_id = ? AND directory = ?';
      files = run(db, `${reset} AND ${there}`, code, folderId, directory).changes;
    } else if (code) files = run(db, `${reset} AND failure_code = ?`, code).changes;
    else files = run(db, reset).changes;
    if (files > 0) insertRevision(db);
    return files;
  });
}

/** Numbers over files that are there: every one is exactly one of indexed, failed, duplicates, pending. */
export interface FileCounts {
  files: number;
  indexed: number;
  failed: number;
  duplicates: number;
  pending: number;
}

/**
 * Counts files: of the whole library (folders that can be read), or of one directory of one folder with all below it.
 * Photos are counted once within what is asked for; further files of the same photo are duplicates. A photo that could not
 * be looked at again, by another model, is failed until it can.
 */
export function countFiles(db: ReadDb, within?: { folderId: number; directory: string }): FileCounts {
  const [where, ...values] = toCondition(db, within);
  const counted = get<{ files: number; photos: number; failed: number; pending: number }>(
    db,
    `SELECT count(*) AS files, count(failure_code) AS failed,
       count(CASE WHEN failure_code IS NULL THEN photo_id END) AS photos,
       coalesce(sum(photo_id IS NULL AND failure_code IS NULL), 0) AS pending
     FROM file WHERE missing_since_ms IS NULL AND ${where}`,
    ...values,
  );
  if (!counted) return { files: 0, indexed: 0, failed: 0, duplicates: 0, pending: 0 };
  // By itself it is counted along the index; beside the others it would take three times as long.
  const indexed =
    get<{ n: number }>(
      db,
      `SELECT count(DISTINCT photo_id) AS n FROM file
       WHERE missing_since_ms IS NULL AND failure_code IS NULL AND ${where}`,
      ...values,
    )?.n ?? 0;
  const { files, photos, failed, pending } = counted;
  return { files, indexed, failed, duplicates: photos - indexed, pending };
}

/** The folder that can be read, where it is the only one. */
export function findOnlyReadable(db: ReadDb): number | undefined {
  const readable = all<{ id: number }>(db, 'SELECT id FROM folder WHERE problem IS NULL LIMIT 2');
  return readable.length === 1 ? readable[0]?.id : undefined;
}

function toCondition(db: ReadDb, within: { folderId: number; directory: string } | undefined) {
  if (!within) {
    const only = findOnlyReadable(db);
    // In the index photos are in order within one folder, and of several they have to be sorted.
    if (only !== undefined) return ['folder_id = ?', only] as const;
    return ['folder_id IN (SELECT id FROM folder WHERE problem IS NULL)'] as const;
  }
  const { folderId, directory } = within;
  if (directory === '') return ['folder_id = ?', folderId] as const;
  return [`folder_id = ? AND ${AT_OR_BELOW}`, folderId, ...atOrBelow(directory)] as const;
}

/** Rows of a directory and of all below it; `atOrBelow` gives its values. */
const AT_OR_BELOW = "(directory = ? OR substr(directory, 1, ?) = ? || '/')";
const atOrBelow = (directory: string) => [directory, [...directory].length + 1, directory] as const;

/** Files not yet looked at in folders that can be read but are to be left alone for now. */
export function countPendingPaused(db: ReadDb): number {
  return (
    get<{ n: number }>(
      db,
      `SELECT count(*) AS n FROM file JOIN folder ON folder.id = file.folder_id
       WHERE folder.paused = 1 AND folder.problem IS NULL
         AND photo_id IS NULL AND failure_code IS NULL AND missing_since_ms IS NULL`,
    )?.n ?? 0
  );
}

/** The file at a place, or undefined. */
export function getFileAt(
  db: ReadDb,
  folderId: number,
  directory: string,
  name: string,
): { id: number; photoId: number | null; failureReason: string | null } | undefined {
  return get(
    db,
    `SELECT id, photo_id AS photoId, failure_reason AS failureReason FROM file
     WHERE folder_id = ? AND directory = ? AND name = ?`,
    folderId,
    directory,
    name,
  );
}

export interface PhotoFileRow {
  photoId: number;
  folderPath: string;
  directory: string;
  name: string;
  sizeBytes: number;
  missing: 0 | 1;
  offline: 0 | 1;
}

const PHOTO_FILE_COLUMNS = `file.photo_id AS photoId, folder.path AS folderPath, file.directory, file.name,
  file.size_bytes AS sizeBytes, file.missing_since_ms IS NOT NULL AS missing, folder.problem IS NOT NULL AS offline`;
const BEST_FIRST = 'missing, offline, folder.path, file.directory, file.name';

/** All files of a photo, those that can be reached first. */
export function listFilesOfPhoto(db: ReadDb, photoId: number): PhotoFileRow[] {
  return all<PhotoFileRow>(
    db,
    `SELECT ${PHOTO_FILE_COLUMNS} FROM file JOIN folder ON folder.id = file.folder_id
     WHERE file.photo_id = ? ORDER BY ${BEST_FIRST}`,
    photoId,
  );
}

/** Files of some photos that are there and can be reached. */
export function listReachableFiles(db: ReadDb, photoIds: readonly number[]): (PhotoFileRow & { id: number })[] {
  return all<PhotoFileRow & { id: number }>(
    db,
    `SELECT file.id, ${PHOTO_FILE_COLUMNS} FROM file JOIN folder ON folder.id = file.folder_id
     WHERE file.photo_id IN (SELECT value FROM json_each(?)) AND file.missing_since_ms IS NULL
       AND folder.problem IS NULL ORDER BY ${BEST_FIRST}`,
    JSON.stringify(photoIds),
  );
}

/** Says of files that they are no longer where they were; a look at their folder says when they are back. */
export function updateFilesGone(db: WriteDb, ids: readonly number[], nowMs: number): void {
  transaction(db, () => {
    const revision = insertRevision(db);
    for (const id of ids) updateFileGone(db, id, nowMs, revision);
  });
}

/** The best file of each of some photos. */
export function getBestFiles(db: ReadDb, photoIds: readonly number[]): Map<number, PhotoFileRow> {
  const best = new Map<number, PhotoFileRow>();
  const rows = all<PhotoFileRow>(
    db,
    `SELECT ${PHOTO_FILE_COLUMNS} FROM file JOIN folder ON folder.id = file.folder_id
     WHERE file.photo_id IN (SELECT value FROM json_each(?)) ORDER BY ${BEST_FIRST}`,
    JSON.stringify(photoIds),
  );
  for (const row of rows) if (!best.has(row.photoId)) best.set(row.photoId, row);
  return best;
}

/** Photos that have a file in a directory of a folder or below it. */
export function listPhotosInDirectory(db: ReadDb, folderId: number, directory: string): number[] {
  return all<{ photoId: number }>(
    db,
    `SELECT DISTINCT photo_id AS photoId FROM file
     WHERE folder_id = ? AND photo_id IS NOT NULL AND missing_since_ms IS NULL
       AND (? = '' OR directory = ? OR substr(directory, 1, ?) = ? || '/') ORDER BY photo_id`,
    folderId,
    directory,
    directory,
    [...directory].length + 1,
    directory,
  ).map((row) => row.photoId);
}

/** Photos that have more than one file that is there. */
export function listPhotosWithCopies(db: ReadDb): number[] {
  return all<{ photoId: number }>(
    db,
    `SELECT photo_id AS photoId FROM file WHERE photo_id IS NOT NULL AND missing_since_ms IS NULL
     GROUP BY photo_id HAVING count(*) > 1`,
  ).map((row) => row.photoId);
}

/** A file of a photo that is there and can be reached, with what is known of the photo. */
export interface PresentFileRow {
  folderPath: string;
  folderId: number;
  directory: string;
  name: string;
  hash: Uint8Array;
  takenAtSource: 'exif' | 'file';
}

/** Files of photos in a folder, by directory and name, some at a time; in one directory with all below it, or in all (''). */
export function listPresentFiles(
  db: ReadDb,
  within: { folderId: number; directory: string },
  after: { directory: string; name: string } | null,
  limit: number,
): PresentFileRow[] {
  const { folderId, directory } = within;
  return all<PresentFileRow>(
    db,
    `SELECT folder.path AS folderPath, folder_id AS folderId, directory, name, hash, taken_at_source AS takenAtSource
     FROM file JOIN folder ON folder.id = folder_id JOIN photo ON photo.id = photo_id
     WHERE folder_id = ? AND (directory, name) > (?, ?) AND missing_since_ms IS NULL AND problem IS NULL
       AND (? = '' OR ${AT_OR_BELOW}) ORDER BY directory, name LIMIT ?`,
    folderId,
    after?.directory ?? '',
    after?.name ?? '',
    directory,
    ...atOrBelow(directory),
    limit,
  );
}
