import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../../test/support/temporary.ts';
import { closeDatabase, openDatabase } from '../connection.ts';
import { getPhoto, getPlaceholders, updatePlaceholder } from '../photos.ts';
import { createTables } from './001-create-tables.ts';
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
