import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../../test/support/temporary.ts';
import { listAdapted, listAdaptedThresholds } from '../adapted.ts';
import { closeDatabase, openDatabase } from '../connection.ts';
import { listOwnConcepts } from '../own-concepts.ts';
import { getPhoto, getPlaceholders, updatePlaceholder } from '../photos.ts';
import { getTaughtReport, listTaught, listTaughtGroups, listTaughtThresholds } from '../taught.ts';
import { createTables } from './001-create-tables.ts';
import { pauseFolders } from './002-pause-folders.ts';
import { addPlaceholders } from './003-add-placeholders.ts';
import { teachLabels } from './004-teach-labels.ts';
import { reportOnLearning } from './005-report-on-learning.ts';
import { schemaVersion } from './migrate.ts';

test('a database of the first version keeps its photos, which have no placeholder yet', () => {
  const path = join(makeTemporaryFolder(), 'library.sqlite');
  const old = new Database(path);
  createTables(old);
  old.pragma('user_version = 1');
  old
    .prepare(
      `INSERT INTO photo (id, hash, width_px, height_px, format, taken_at_ms, taken_at_source, camera, iso, revision)
       VALUES (7, ?, 4000, 3000, 'jpeg', 1234, 'exif', 'Twelve', 400, 1)`,
    )
    .run(hashOf('old'));
  old.close();

  const db = openDatabase(path);
  expect(db.connection.pragma('user_version', { simple: true })).toBe(schemaVersion);
  expect({ ...getPhoto(db, 7), hash: null }).toEqual({
    id: 7,
    hash: null,
    widthPx: 4000,
    heightPx: 3000,
    format: 'jpeg',
    takenAtMs: 1234,
    takenAtSource: 'exif',
    camera: 'Twelve',
    lens: null,
    exposureSeconds: null,
    fNumber: null,
    iso: 400,
    focalLengthMm: null,
    latitude: null,
    longitude: null,
    placeholder: null,
  });
  updatePlaceholder(db, 7, Uint8Array.of(1, 2, 3));
  expect([...getPlaceholders(db, [7, 8])].map(([id, bytes]) => [id, ...bytes])).toEqual([[7, 1, 2, 3]]);
  closeDatabase(db);
});

test('a placeholder stays when the photo is looked at again without one, and its revision when it gets one', () => {
  const db = openTestDatabase();
  const model = addModel(db, ['n02123597']);
  const id = addPhoto(db, 'one.jpg', model, [], { placeholder: Uint8Array.of(9) });
  addPhoto(db, 'one.jpg', model, []);
  expect([...(getPhoto(db, id)?.placeholder ?? [])]).toEqual([9]);
  const revisionOf = () => db.connection.prepare('SELECT revision FROM photo WHERE id = ?').get(id);
  const before = revisionOf();
  updatePlaceholder(db, id, Uint8Array.of(8));
  expect(revisionOf()).toEqual(before);
});

test('a library from before labels could be taught has none, and own labels have no parent', () => {
  const path = join(makeTemporaryFolder(), 'library.sqlite');
  const old = new Database(path);
  createTables(old);
  pauseFolders(old);
  addPlaceholders(old);
  old.pragma('user_version = 3');
  old.prepare("INSERT INTO own_concept (id, name, key) VALUES (4, 'My bike', 'my bike')").run();
  old.close();

  const db = openDatabase(path);
  expect(listOwnConcepts(db)).toEqual([{ id: 4, name: 'My bike', key: 'my bike', parent: null }]);
  expect([listTaught(db), listTaughtThresholds(db), listTaughtGroups(db)]).toEqual([[], [], []]);
  const plan = db.connection
    .prepare('EXPLAIN QUERY PLAN SELECT taught_id, probability FROM taught_score WHERE photo_id = ?')
    .all(1);
  expect(plan).toMatchObject([{ detail: expect.stringMatching(/^SEARCH/) }]);
  closeDatabase(db);
});

test('what was taught before there were reports has none, and no bound of the user’s own', () => {
  const path = join(makeTemporaryFolder(), 'library.sqlite');
  const old = new Database(path);
  for (const step of [createTables, pauseFolders, addPlaceholders, teachLabels]) step(old);
  old.pragma('user_version = 4');
  old.exec(`
    INSERT INTO model (id, pack_id, version, classes, calibration) VALUES (1, 'pack', '1', '[]', '{}');
    INSERT INTO taught (id, concept, created_at_ms, version_id) VALUES (2, 'own:1', 3, 4);
    INSERT INTO taught_version (id, taught_id, model_id, made_at_ms, classifier, vectors)
      VALUES (4, 2, 1, 5, '{"foundProbability":0.5,"factProbability":0.75}', x'0000803f');
    INSERT INTO taught_group (name, model_id, made_at_ms, concepts, classifier, vectors)
      VALUES ('pets', 1, 5, '["own:1"]', '{}', x'0000803f');
  `);
  old.close();

  const db = openDatabase(path);
  expect(listTaughtThresholds(db)).toEqual([{ id: 2, concept: 'own:1', foundProbability: 0.5, factProbability: 0.75 }]);
  expect(getTaughtReport(db, 4)).toBeUndefined();
  expect(listTaughtGroups(db)).toEqual([
    {
      name: 'pets',
      modelId: 1,
      madeAtMs: 5,
      concepts: ['own:1'],
      classifier: '{}',
      vectors: Float32Array.of(1),
      settledFor: '',
      report: null,
    },
  ]);
  closeDatabase(db);
});

test('a library from before corrections taught has learnt nothing from them, and looks nothing up row by row', () => {
  const path = join(makeTemporaryFolder(), 'library.sqlite');
  const old = new Database(path);
  for (const step of [createTables, pauseFolders, addPlaceholders, teachLabels, reportOnLearning]) step(old);
  old.pragma('user_version = 5');
  old.prepare("INSERT INTO decision VALUES (x'00', 'n02121620', 1, 5)").run();
  old.close();

  const db = openDatabase(path);
  expect([listAdapted(db), listAdaptedThresholds(db)]).toEqual([[], []]);
  const plans = ['photo_id', 'adapted_id'].map((column) =>
    db.connection.prepare(`EXPLAIN QUERY PLAN SELECT shift FROM adapted_shift WHERE ${column} = ?`).all(1),
  );
  for (const plan of plans) expect(plan).toMatchObject([{ detail: expect.stringMatching(/^SEARCH/) }]);
  closeDatabase(db);
});
