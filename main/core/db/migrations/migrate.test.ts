import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../../test/support/temporary.ts';
import { closeDatabase, openDatabase } from '../connection.ts';
import { listOwnConcepts } from '../own-concepts.ts';
import { getPhoto, getPlaceholders, updatePlaceholder } from '../photos.ts';
import { listTaught, listTaughtGroups, listTaughtThresholds } from '../taught.ts';
import { createTables } from './001-create-tables.ts';
import { pauseFolders } from './002-pause-folders.ts';
import { addPlaceholders } from './003-add-placeholders.ts';
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
