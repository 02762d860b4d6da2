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
import { createRandom } from '../shared/random.ts';

const SPAN_MS = 15 * 365 * 86_400_000;
/** As many classes as the starter pack stores of a photo, and how their scores fall off, as in the real test photos. */
const CLASSES_PER_PHOTO = 30;
const TAIL_SCORE = 0.03;
const CAMERAS = ['Canon EOS R6', 'NIKON D7000', 'Apple iPhone 15', 'FUJIFILM X-T5', 'Google Pixel 8'];
/** One in so many photos has coordinates. */
const PLACE_SHARE = 0.4;
/** Heads come after these; nothing is said by them here. */
const CLASSES = 1_000;
const ASPECTS = [
  [4000, 3000],
  [3000, 4000],
  [6000, 4000],
] as const;

/** Writes a library of photos that do not exist, with 30 classes each, popular ones more often, over 15 years, some with a place. */
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
          placeholder: null,
          ...noCameraInfo,
          camera: CAMERAS[Math.floor(random() * (CAMERAS.length + 1))] ?? null,
          ...(random() < PLACE_SHARE ? { latitude: 35 + random() * 30, longitude: random() * 40 - 10 } : {}),
        },
        revision,
      );
      const best = random() ** 0.5;
      const classes = Array.from({ length: CLASSES_PER_PHOTO }, (_, k) => ({
        index: Math.floor(random() ** 2 * CLASSES),
        probability: k < 3 ? best / 3 ** k : (TAIL_SCORE * random()) / k,
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
