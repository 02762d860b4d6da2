import { join } from 'node:path';
import { AppError, assert } from '../../../shared/errors.ts';
import type { PackInput } from '../../../shared/model/pack.ts';
import type { FailureCode } from '../../../shared/model/status.ts';
import type { DecodedPhoto, Prediction, StageTimes } from '../../../shared/workers.ts';
import { transaction, type WriteDb } from '../db/connection.ts';
import { type FileStamp, type FileToDo, updateFileFailed, updateFilePhoto } from '../db/files.ts';
import { getPhotoByHash, insertPhoto } from '../db/photos.ts';
import { insertPrediction } from '../db/predictions.ts';
import { insertRevision } from '../db/revisions.ts';
import type { BatchClassifier } from './batch-classifier.ts';
import type { DecodePool } from './decode-pool.ts';

/** What files are looked at with. */
export interface ActiveModel {
  /** Of the database's `model` table. */
  id: number;
  input: PackInput;
}

export interface ProcessDeps {
  db: WriteDb;
  decoders: DecodePool;
  classifier: BatchClassifier;
  /** Where the grid thumbnail of content with this hash (hexadecimal) lies. */
  thumbnailPath(hash: string): string;
  /** Called with what the network said of a photo, inside the transaction that writes it. */
  onPredicted(photoId: number, modelId: number, prediction: Prediction): void;
  now(): number;
}

/** How a file ended: as a photo looked at, as one known already, or not. */
export type Outcome =
  | { kind: 'classified'; photoId: number; times: Partial<StageTimes> }
  | { kind: 'known'; times: Partial<StageTimes> }
  | { kind: 'failed'; code: FailureCode; reason: string };

/** Absolute path of a file that is to be looked at. */
export function pathOf(file: Pick<FileToDo, 'folderPath' | 'directory' | 'name'>): string {
  return join(file.folderPath, ...file.directory.split('/'), file.name);
}

/**
 * Takes files from disk to the database. Content that is being looked at already is waited for, so that copies are
 * decoded once, however many arrive together.
 */
export function createFileProcessor({ db, decoders, classifier, thumbnailPath, onPredicted, now }: ProcessDeps): {
  /** @throws WorkerGone, AppError model-invalid, disk-full, library-damaged */
  process(file: FileToDo, model: ActiveModel): Promise<Outcome>;
  recordFailure(file: FileToDo, code: FailureCode, reason: string): void;
} {
  const underWay = new Map<string, Promise<unknown>>();

  async function process(file: FileToDo, model: ActiveModel): Promise<Outcome> {
    const job = decoders.start();
    const identified = await job.identify(pathOf(file));
    if (identified.kind === 'failed') return identified;
    assert(identified.kind === 'identified', 'identify is answered by identified or failed');
    const { hash, sizeBytes, mtimeMs } = identified;
    const stamp = { sizeBytes, mtimeMs };
    const key = Buffer.from(hash).toString('hex');
    while (underWay.has(key)) await underWay.get(key);

    const known = getPhotoByHash(db, hash, model.id);
    if (known?.classified) {
      job.release();
      transaction(db, () => updateFilePhoto(db, file.id, known.id, stamp, insertRevision(db)));
      return { kind: 'known', times: identified.times };
    }

    const work = (async (): Promise<Outcome> => {
      const decoded = await job.decode({ input: model.input, thumbnailPath: thumbnailPath(key) });
      if (decoded.kind === 'failed') {
        if (decoded.isDiskFull)
          throw new AppError('disk-full', `${decoded.reason} It goes on by itself when there is some.`);
        return decoded;
      }
      assert(decoded.kind === 'decoded', 'decode is answered by decoded or failed');
      const prediction = await classifier.classify(decoded.photo.frame);
      const photoId = transaction(db, () => {
        const revision = insertRevision(db);
        const photoId = insertPhoto(db, toPhoto(hash, decoded.photo, stamp), revision);
        insertPrediction(db, photoId, model.id, prediction);
        onPredicted(photoId, model.id, prediction);
        updateFilePhoto(db, file.id, photoId, stamp, revision);
        return photoId;
      });
      return { kind: 'classified', photoId, times: { ...identified.times, ...decoded.times } };
    })();
    underWay.set(
      key,
      work.catch(() => undefined),
    );
    try {
      return await work;
    } finally {
      underWay.delete(key);
    }
  }

  return {
    process,
    recordFailure: (file, code, reason) => updateFileFailed(db, file.id, code, reason, now()),
  };
}

function toPhoto(hash: Uint8Array, photo: DecodedPhoto, stamp: FileStamp): Parameters<typeof insertPhoto>[1] {
  return {
    ...photo.cameraInfo,
    hash,
    widthPx: photo.width,
    heightPx: photo.height,
    format: photo.format,
    takenAtMs: photo.takenAtMs ?? toWallClockMs(stamp.mtimeMs),
    takenAtSource: photo.takenAtMs === null ? 'file' : 'exif',
    placeholder: photo.placeholder,
  };
}

/** A moment as the local wall clock showed it, written as if it were UTC: the way EXIF gives times. */
export function toWallClockMs(momentMs: number): number {
  return momentMs - new Date(momentMs).getTimezoneOffset() * 60_000;
}
