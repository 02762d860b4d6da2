import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { addModel, openTestDatabase } from '../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import type { WriteDb } from '../db/connection.ts';
import { run, transaction } from '../db/connection.ts';
import { encodeEmbedding } from '../db/predictions.ts';
import { EmbeddingMatrix } from './embedding-matrix.ts';
import { VECTOR_FILE } from './vector-file.ts';

const SIZE = 20;

/** Many photos at once, each with a vector and nothing else. */
function addPhotos(db: WriteDb, modelId: number, count: number, random: () => number): void {
  const insertPhoto = db.connection.prepare(
    `INSERT INTO photo (hash, width_px, height_px, format, taken_at_ms, taken_at_source, revision)
     VALUES (randomblob(32), 400, 300, 'jpeg', 0, 'exif', 1)`,
  );
  const insertVector = db.connection.prepare('INSERT INTO embedding (photo_id, model_id, vector) VALUES (?, ?, ?)');
  transaction(db, () => {
    run(db, 'UPDATE revision SET value = 1');
    for (let i = 0; i < count; i++) {
      const vector = encodeEmbedding(Float32Array.from({ length: SIZE }, () => random() - 0.5));
      insertVector.run(insertPhoto.run().lastInsertRowid, modelId, vector);
    }
  });
}

function makeMatrix(path: string) {
  const db = openTestDatabase();
  const modelId = addModel(db, ['n02123597']);
  const random = createRandom(3);
  addPhotos(db, modelId, 6_000, random);
  const matrix = new EmbeddingMatrix(db, modelId, path);
  matrix.refresh();
  matrix.save();
  return { db, modelId, random, matrix };
}

const query = Float32Array.from({ length: SIZE }, (_, i) => Math.cos(i));

test('what was read is there again at the next start, and what came since is added', () => {
  const path = join(makeTemporaryFolder(), VECTOR_FILE);
  const { db, modelId, random, matrix } = makeMatrix(path);
  addPhotos(db, modelId, 10, random);
  matrix.refresh();
  run(db, 'UPDATE embedding SET vector = ? WHERE photo_id = 1', encodeEmbedding(new Float32Array(SIZE)));
  const again = new EmbeddingMatrix(db, modelId, path);
  expect(again.count).toBe(6_000);
  again.refresh();
  expect([...again.ids]).toEqual([...matrix.ids]);
  expect([...again.multiply(query)]).toEqual([...matrix.multiply(query)]);
});

test.each([
  ['cut short', (path: string) => truncateSync(path, 10_000)],
  ['something else', (path: string) => writeFileSync(path, 'no vectors')],
])('a file that is %s is not used', (_, spoil) => {
  const path = join(makeTemporaryFolder(), VECTOR_FILE);
  const { db, modelId, matrix } = makeMatrix(path);
  spoil(path);
  const again = new EmbeddingMatrix(db, modelId, path);
  expect(again.count).toBe(0);
  again.refresh();
  expect([...again.multiply(query)]).toEqual([...matrix.multiply(query)]);
});

test('vectors of another model, or of a later state of the library, are not used', () => {
  const path = join(makeTemporaryFolder(), VECTOR_FILE);
  const { db, modelId } = makeMatrix(path);
  expect(new EmbeddingMatrix(db, modelId + 1, path).count).toBe(0);
  run(db, 'UPDATE revision SET value = 0');
  expect(new EmbeddingMatrix(db, modelId, path).count).toBe(0);
});

test('what a worker that was ended in the midst of writing left behind is cleared away', () => {
  const path = join(makeTemporaryFolder(), VECTOR_FILE);
  writeFileSync(`${path}.1234.part`, 'the beginning');
  makeMatrix(path);
  expect(readdirSync(dirname(path))).toEqual([VECTOR_FILE]);
});

test('a few photos more are not worth a new file', () => {
  const path = join(makeTemporaryFolder(), VECTOR_FILE);
  const { db, modelId, random, matrix } = makeMatrix(path);
  const before = readFileSync(path);
  addPhotos(db, modelId, 100, random);
  matrix.refresh();
  matrix.save();
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(dirname(path))).toEqual([VECTOR_FILE]);
});
