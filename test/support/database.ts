import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { closeDatabase, openDatabase, type WriteDb } from '../../main/core/db/connection.ts';
import { getFileAt, updateDirectory, updateFilePhoto } from '../../main/core/db/files.ts';
import { insertFolder } from '../../main/core/db/folders.ts';
import { insertModel } from '../../main/core/db/models.ts';
import { insertPhoto, type PhotoRow } from '../../main/core/db/photos.ts';
import { insertPrediction } from '../../main/core/db/predictions.ts';
import { insertRevision } from '../../main/core/db/revisions.ts';
import type { Calibration } from '../../shared/model/pack.ts';
import { noCameraInfo } from '../../shared/model/photo.ts';
import { makeTemporaryFolder } from './temporary.ts';

/** A new database in a file, as the program uses it; closed after the test. */
export function openTestDatabase(): WriteDb {
  const db = openDatabase(join(makeTemporaryFolder(), 'library.sqlite'));
  onTestFinished(() => closeDatabase(db));
  return db;
}

/** 32 bytes that differ by name. */
export function hashOf(name: string): Uint8Array {
  return createHash('sha256').update(name).digest();
}

/** A photo's row; what a test does not care about is filled in. */
export function photoRow(name: string, changes: Partial<PhotoRow> = {}): Omit<PhotoRow, 'id'> {
  return {
    hash: hashOf(name),
    widthPx: 400,
    heightPx: 300,
    format: 'jpeg',
    takenAtMs: Date.UTC(2026, 5, 14, 18, 22, 5),
    takenAtSource: 'exif',
    placeholder: null,
    ...noCameraInfo,
    ...changes,
  };
}

/** Probabilities as they come: facts from 0.6, found from 0.15. */
export const plainCalibration: Calibration = {
  stored: { from: 0, atMost: 100 },
  probability: { slope: 1, offset: 0, least: 1e-6 },
  label: { factProbability: 0.6, maxClasses: 420, neverShown: [] },
  search: { probability: 0.15 },
  alsoUnder: {},
};

/** A model whose classes are the given concepts. */
export function addModel(db: WriteDb, concepts: readonly string[], packId = 'test-pack'): number {
  const classes = concepts.map((concept) => ({ concept, words: concept }));
  return insertModel(db, { packId, version: '1', classes, calibration: plainCalibration });
}

/** A photo with a file in the folder `/photos` and the model's word on it. */
export function addPhoto(
  db: WriteDb,
  name: string,
  modelId: number,
  classes: readonly { index: number; probability: number }[],
  changes: Partial<PhotoRow> = {},
): number {
  const folderId = insertFolder(db, '/photos', 0);
  const stamp = { sizeBytes: 1, mtimeMs: 1 };
  updateDirectory(db, folderId, '', { added: [{ name, ...stamp }], changed: [], returned: [], gone: [] }, 0);
  const file = getFileAt(db, folderId, '', name);
  const revision = insertRevision(db);
  const photoId = insertPhoto(db, photoRow(name, changes), revision);
  insertPrediction(db, photoId, modelId, { classes: [...classes], embedding: new Float32Array(8) });
  updateFilePhoto(db, file?.id ?? 0, photoId, stamp, revision);
  return photoId;
}
