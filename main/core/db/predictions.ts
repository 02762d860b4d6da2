import type { Prediction } from '../../../shared/workers.ts';
import { all, get, type ReadDb, run, type WriteDb } from './connection.ts';

/** One class of a stored prediction. */
export interface ClassProbability {
  index: number;
  probability: number;
}

/** Bytes of one stored class: index (uint16) and probability in 1/65535 (uint16), little-endian. */
const BYTES_PER_CLASS = 4;
const PROBABILITY_SCALE = 65_535;

/** Packs the best classes of a prediction for the database. */
export function encodeClasses(classes: readonly ClassProbability[]): Uint8Array {
  const bytes = new Uint8Array(classes.length * BYTES_PER_CLASS);
  const view = new DataView(bytes.buffer);
  classes.forEach(({ index, probability }, i) => {
    view.setUint16(i * BYTES_PER_CLASS, index, true);
    view.setUint16(
      i * BYTES_PER_CLASS + 2,
      Math.round(Math.min(Math.max(probability, 0), 1) * PROBABILITY_SCALE),
      true,
    );
  });
  return bytes;
}

/** The reverse of `encodeClasses`. */
export function decodeClasses(bytes: Uint8Array): ClassProbability[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / BYTES_PER_CLASS) }, (_, i) => ({
    index: view.getUint16(i * BYTES_PER_CLASS, true),
    probability: view.getUint16(i * BYTES_PER_CLASS + 2, true) / PROBABILITY_SCALE,
  }));
}

/** Packs a vector as a scale (float32) and one signed byte per dimension: `value = byte * scale`. */
export function encodeEmbedding(vector: Float32Array): Uint8Array {
  const largest = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scale = largest > 0 ? largest / 127 : 1;
  const bytes = new Uint8Array(4 + vector.length);
  new DataView(bytes.buffer).setFloat32(0, scale, true);
  const values = new Int8Array(bytes.buffer, 4);
  vector.forEach((value, i) => {
    values[i] = Math.round(value / scale);
  });
  return bytes;
}

/** The reverse of `encodeEmbedding`, within half a step of the scale. */
export function decodeEmbedding(bytes: Uint8Array): Float32Array {
  const scale = new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true);
  return Float32Array.from(new Int8Array(bytes.buffer, bytes.byteOffset + 4, bytes.byteLength - 4), (b) => b * scale);
}

/** Writes a model's word on a photo over an earlier one. */
export function insertPrediction(db: WriteDb, photoId: number, modelId: number, prediction: Prediction): void {
  run(
    db,
    'INSERT OR REPLACE INTO prediction (photo_id, model_id, classes) VALUES (?, ?, ?)',
    photoId,
    modelId,
    encodeClasses(prediction.classes),
  );
  run(
    db,
    'INSERT OR REPLACE INTO embedding (photo_id, model_id, vector) VALUES (?, ?, ?)',
    photoId,
    modelId,
    encodeEmbedding(prediction.embedding),
  );
}

/** Stored vectors of some photos, those that have one. */
export function listEmbeddingsOf(
  db: ReadDb,
  modelId: number,
  photoIds: readonly number[],
): { photoId: number; vector: Uint8Array }[] {
  return all(
    db,
    `SELECT photo_id AS photoId, vector FROM json_each(?) JOIN embedding ON photo_id = value AND model_id = ?`,
    JSON.stringify(photoIds),
    modelId,
  );
}

/** Photos that have a vector of a model. */
export function listPhotosWithEmbedding(db: ReadDb, modelId: number): number[] {
  return all<{ id: number }>(db, 'SELECT photo_id AS id FROM embedding WHERE model_id = ?', modelId).map(
    ({ id }) => id,
  );
}

/** Whether each photo has a result of the model: numbers say so, which are quickly read where all results are of one model. */
function hasAllPredictions(db: ReadDb, modelId: number): boolean {
  const read = (sql: string, ...values: number[]) => get<{ n: number }>(db, `SELECT ${sql} AS n`, ...values)?.n ?? 0;
  const others = 'EXISTS (SELECT 1 FROM prediction WHERE model_id < ? OR model_id > ?)';
  const seen =
    read(others, modelId, modelId) === 0
      ? read('(SELECT count(*) FROM prediction)')
      : read('(SELECT count(*) FROM prediction WHERE model_id = ?)', modelId);
  // There are no more photos than the highest number, nor fewer than results: mostly they need not be counted.
  return seen === read('(SELECT max(id) FROM photo)') || seen === read('(SELECT count(*) FROM photo)');
}

/** Photos that lack a result of the model, newest first, whether a file of theirs can be read or not. */
export function listPhotosWithoutPrediction(db: ReadDb, modelId: number): number[] {
  if (hasAllPredictions(db, modelId)) return [];
  return all<{ id: number }>(
    db,
    `SELECT photo.id FROM (SELECT id FROM photo EXCEPT SELECT photo_id FROM prediction WHERE model_id = ?) AS lacking
     JOIN photo ON photo.id = lacking.id ORDER BY photo.taken_at_ms DESC, photo.id`,
    modelId,
  ).map(({ id }) => id);
}

/** Photos that have a file that can be read but no result of the model. */
export function countToReclassify(db: ReadDb, modelId: number): number {
  if (hasAllPredictions(db, modelId)) return 0;
  return (
    get<{ n: number }>(
      db,
      `SELECT count(*) AS n FROM photo
       WHERE NOT EXISTS (SELECT 1 FROM prediction WHERE photo_id = photo.id AND model_id = ?)
         AND EXISTS (SELECT 1 FROM file JOIN folder ON folder.id = file.folder_id
           WHERE photo_id = photo.id AND missing_since_ms IS NULL AND failure_code IS NULL AND folder.problem IS NULL AND folder.paused = 0)`,
      modelId,
    )?.n ?? 0
  );
}

/** A stored vector: see `encodeEmbedding`. */
export interface EmbeddingRow {
  photoId: number;
  /** Null where there is none, or it is not wanted. */
  vector: Uint8Array | null;
  revision: number;
}

/** Photos changed after a revision, oldest change first, some at a time, with the vectors of those that are wanted. */
export function listEmbeddings(
  db: ReadDb,
  modelId: number,
  after: { revision: number; photoId: number },
  limit: number,
  isWanted: (photoId: number) => boolean = () => true,
): EmbeddingRow[] {
  const changed = all<{ photoId: number; revision: number }>(
    db,
    'SELECT id AS photoId, revision FROM photo WHERE (revision, id) > (?, ?) ORDER BY revision, id LIMIT ?',
    after.revision,
    after.photoId,
    limit,
  );
  return changed.map(({ photoId, revision }) => {
    const sql = 'SELECT vector FROM embedding WHERE photo_id = ? AND model_id = ?';
    const stored = isWanted(photoId) ? get<{ vector: Uint8Array }>(db, sql, photoId, modelId) : undefined;
    return { photoId, revision, vector: stored?.vector ?? null };
  });
}

/** What a model said of photos above a number, lowest first, some at a time. */
export function listClasses(
  db: ReadDb,
  modelId: number,
  after: number,
  limit: number,
): { photoId: number; classes: ClassProbability[] }[] {
  return all<{ photoId: number; classes: Uint8Array }>(
    db,
    'SELECT photo_id AS photoId, classes FROM prediction WHERE photo_id > ? AND model_id = ? ORDER BY photo_id LIMIT ?',
    after,
    modelId,
    limit,
  ).map(({ photoId, classes }) => ({ photoId, classes: decodeClasses(classes) }));
}

/** What a model said of one photo; undefined where it has not looked at it. */
export function getClasses(db: ReadDb, photoId: number, modelId: number): ClassProbability[] | undefined {
  const row = get<{ classes: Uint8Array }>(
    db,
    'SELECT classes FROM prediction WHERE photo_id = ? AND model_id = ?',
    photoId,
    modelId,
  );
  return row && decodeClasses(row.classes);
}

/** The highest number of a photo that has a vector of any model; 0 where none has. Rises as photos are looked at. */
export function getLastEmbedded(db: ReadDb): number {
  return get<{ id: number | null }>(db, 'SELECT max(photo_id) AS id FROM embedding')?.id ?? 0;
}
