import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { loadPack } from '../main/core/classify/pack.ts';
import { closeDatabase, openDatabase, run, transaction } from '../main/core/db/connection.ts';
import { insertFolder } from '../main/core/db/folders.ts';
import { insertModel } from '../main/core/db/models.ts';
import { insertPhoto } from '../main/core/db/photos.ts';
import { encodeClasses } from '../main/core/db/predictions.ts';
import { insertRevision } from '../main/core/db/revisions.ts';
import { findProgramFiles } from '../main/faces/runtime.ts';
import { noCameraInfo } from '../shared/model/photo.ts';
import { createRandom } from './random.ts';

const SPAN_MS = 15 * 365 * 86_400_000;
const LABELS_PER_PHOTO = 5;
const ASPECTS = [
  [4000, 3000],
  [3000, 4000],
  [6000, 4000],
] as const;

/** Writes a library of photos that do not exist, with five classes each, popular ones more often, over 15 years. */
export function writeSyntheticLibrary(dataFolder: string, photos: number): void {
  const pack = loadPack(join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet'));
  const random = createRandom(7);
  const db = openDatabase(join(dataFolder, 'library.sqlite'));
  transaction(db, () => {
    const { id: packId, version } = pack.manifest;
    const modelId = insertModel(db, { packId, version, classes: pack.classes, calibration: pack.calibration });
    const folderId = insertFolder(db, dataFolder, 0);
    const revision = insertRevision(db);
    for (let i = 1; i <= photos; i++) {
      const [widthPx, heightPx] = ASPECTS[Math.floor(random() * ASPECTS.length)] ?? ASPECTS[0];
      const photoId = insertPhoto(
        db,
        {
          hash: createHash('sha256').update(`photo ${i}`).digest(),
          widthPx,
          heightPx,
          format: 'jpeg',
          takenAtMs: Math.floor(Date.UTC(2011, 0, 1) + random() * SPAN_MS),
          takenAtSource: 'exif',
          ...noCameraInfo,
        },
        revision,
      );
      const classes = Array.from({ length: LABELS_PER_PHOTO }, (_, k) => ({
        index: Math.floor(random() ** 2 * pack.classes.length),
        probability: (0.9 * random()) / 2 ** k,
      }));
      run(
        db,
        'INSERT INTO prediction (photo_id, model_id, classes) VALUES (?, ?, ?)',
        photoId,
        modelId,
        encodeClasses(classes),
      );
      run(
        db,
        'INSERT INTO file (folder_id, directory, name, size_bytes, mtime_ms, photo_id) VALUES (?, ?, ?, 1, 1, ?)',
        folderId,
        `${i % 1000}`,
        `IMG_${i}.jpg`,
        photoId,
      );
    }
  });
  closeDatabase(db);
}
