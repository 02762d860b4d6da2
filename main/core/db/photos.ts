import type { CameraInfo } from '../../../shared/model/photo.ts';
import { all, get, type ReadDb, run, type WriteDb } from './connection.ts';

/** A photo: the content that one or more files hold. */
export interface PhotoRow extends CameraInfo {
  id: number;
  /** SHA-256 of the bytes. */
  hash: Uint8Array;
  widthPx: number;
  heightPx: number;
  format: string;
  /** Local wall-clock time as if it were UTC. */
  takenAtMs: number;
  /** `exif`: somebody has written it down for this photo. `file`: it is merely the file's time. */
  takenAtSource: 'exif' | 'file';
  /** ThumbHash; null where none was made yet. */
  placeholder: Uint8Array | null;
}

const COLUMNS = `id, hash, width_px AS widthPx, height_px AS heightPx, format, taken_at_ms AS takenAtMs,
  taken_at_source AS takenAtSource, camera, lens, exposure_seconds AS exposureSeconds, f_number AS fNumber, iso,
  focal_length_mm AS focalLengthMm, latitude, longitude, placeholder`;

export function getPhoto(db: ReadDb, id: number): PhotoRow | undefined {
  return get<PhotoRow>(db, `SELECT ${COLUMNS} FROM photo WHERE id = ?`, id);
}

/** The photo with these bytes, and whether it has a result of the model. */
export function getPhotoByHash(
  db: ReadDb,
  hash: Uint8Array,
  modelId: number,
): { id: number; classified: boolean } | undefined {
  const row = get<{ id: number; classified: 0 | 1 }>(
    db,
    `SELECT id, EXISTS (SELECT 1 FROM prediction WHERE photo_id = photo.id AND model_id = ?) AS classified
     FROM photo WHERE hash = ?`,
    modelId,
    hash,
  );
  return row && { id: row.id, classified: row.classified === 1 };
}

/** Writes a photo, or renews what is known of one with the same bytes; returns its id. */
export function insertPhoto(db: WriteDb, photo: Omit<PhotoRow, 'id'>, revision: number): number {
  run(
    db,
    `INSERT INTO photo (hash, width_px, height_px, format, taken_at_ms, taken_at_source, camera, lens, exposure_seconds,
       f_number, iso, focal_length_mm, latitude, longitude, placeholder, revision)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (hash) DO UPDATE SET width_px = excluded.width_px, height_px = excluded.height_px,
       format = excluded.format, camera = excluded.camera, lens = excluded.lens,
       exposure_seconds = excluded.exposure_seconds, f_number = excluded.f_number, iso = excluded.iso,
       focal_length_mm = excluded.focal_length_mm, latitude = excluded.latitude, longitude = excluded.longitude,
       placeholder = coalesce(excluded.placeholder, placeholder), revision = excluded.revision`,
    photo.hash,
    photo.widthPx,
    photo.heightPx,
    photo.format,
    photo.takenAtMs,
    photo.takenAtSource,
    photo.camera,
    photo.lens,
    photo.exposureSeconds,
    photo.fNumber,
    photo.iso,
    photo.focalLengthMm,
    photo.latitude,
    photo.longitude,
    photo.placeholder,
    revision,
  );
  return get<{ id: number }>(db, 'SELECT id FROM photo WHERE hash = ?', photo.hash)?.id ?? 0;
}

/** What is shown of photos before their thumbnails (ThumbHash), by id; those that have none yet are left out. */
export function getPlaceholders(db: ReadDb, ids: readonly number[]): Map<number, Uint8Array> {
  const rows = all<{ id: number; placeholder: Uint8Array }>(
    db,
    'SELECT id, placeholder FROM photo WHERE id IN (SELECT value FROM json_each(?)) AND placeholder IS NOT NULL',
    JSON.stringify(ids),
  );
  return new Map(rows.map((row) => [row.id, row.placeholder]));
}

/** Nothing that a search may find changes by it, so the revision stays. */
export function updatePlaceholder(db: WriteDb, id: number, placeholder: Uint8Array): void {
  run(db, 'UPDATE photo SET placeholder = ? WHERE id = ?', placeholder, id);
}

/** Says that what a search may find has changed, of all photos of a change of decisions. */
export function updateRevisionsOfChange(db: WriteDb, changeId: number, revision: number): void {
  run(
    db,
    'UPDATE photo SET revision = ? WHERE hash IN (SELECT photo_hash FROM change_item WHERE change_id = ?)',
    revision,
    changeId,
  );
}

/** SHA-256 of the photos with these ids, by id; unknown ids are left out. */
export function getPhotoHashes(db: ReadDb, ids: readonly number[]): Map<number, Uint8Array> {
  const rows = all<{ id: number; hash: Uint8Array }>(
    db,
    'SELECT id, hash FROM photo WHERE id IN (SELECT value FROM json_each(?))',
    JSON.stringify(ids),
  );
  return new Map(rows.map(({ id, hash }) => [id, hash]));
}

/** Whether the library has a file with these bytes, wherever it is now. */
export function hasPhotoFile(db: ReadDb, hash: Uint8Array): boolean {
  return (
    get(db, 'SELECT 1 FROM photo WHERE hash = ? AND EXISTS (SELECT 1 FROM file WHERE photo_id = photo.id)', hash) !==
    undefined
  );
}

/** What photos are compared by, besides their vectors. */
export type ComparedRow = Pick<PhotoRow, 'id' | 'takenAtMs' | 'takenAtSource' | 'camera' | 'placeholder'>;

/** Photos above a number, lowest first, some at a time. */
export function listCompared(db: ReadDb, after: number, limit: number): ComparedRow[] {
  return all<ComparedRow>(
    db,
    `SELECT id, taken_at_ms AS takenAtMs, taken_at_source AS takenAtSource, camera, placeholder FROM photo
     WHERE id > ? ORDER BY id LIMIT ?`,
    after,
    limit,
  );
}

/** Those of some photos that have a file that is there, and are not hidden. */
export function listVisible(db: ReadDb, ids: readonly number[]): number[] {
  return all<{ id: number }>(
    db,
    `SELECT id FROM photo WHERE id IN (SELECT value FROM json_each(?))
       AND EXISTS (SELECT 1 FROM file WHERE photo_id = photo.id AND missing_since_ms IS NULL)
       AND NOT EXISTS (SELECT 1 FROM decision WHERE photo_hash = photo.hash AND concept = 'mark:hidden' AND verdict = 1)`,
    JSON.stringify(ids),
  ).map(({ id }) => id);
}

/** Number of photos, those that are gone among them. */
export function countPhotos(db: ReadDb): number {
  return get<{ n: number }>(db, 'SELECT count(*) AS n FROM photo')?.n ?? 0;
}
