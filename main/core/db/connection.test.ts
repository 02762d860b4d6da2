import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { closeDatabase, keepWhileUnchanged, openDatabase } from './connection.ts';
import { insertChange, listDecisions } from './decisions.ts';
import {
  listFailedFiles,
  listFilesOfPhoto,
  listFilesToDo,
  listFilesToReclassify,
  updateDirectoryGone,
  updateFileFailed,
} from './files.ts';
import { schemaVersion } from './migrations/migrate.ts';
import { getPhoto, getPhotoByHash } from './photos.ts';
import { listSearchable, listSearchableById } from './searchable.ts';
import { updateSetting } from './settings.ts';

test('a new database has the tables of today', () => {
  const db = openTestDatabase();
  expect(db.connection.pragma('user_version', { simple: true })).toBe(schemaVersion);
  expect(db.connection.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(db.connection.pragma('integrity_check', { simple: true })).toBe('ok');
});

test('what was read is kept until this connection or another one commits something', () => {
  const path = join(makeTemporaryFolder(), 'library.sqlite');
  const db = openDatabase(path);
  const other = openDatabase(path);
  const read = vi.fn((key: string) => `${key} ${db.connection.prepare('SELECT count(*) FROM setting').pluck().get()}`);
  const readKept = keepWhileUnchanged(db, read);
  expect([readKept('a'), readKept('a'), readKept('b')]).toEqual(['a 0', 'a 0', 'b 0']);
  expect(read).toHaveBeenCalledTimes(2);
  updateSetting(db, 'effort', 'full');
  expect(readKept('a')).toBe('a 1');
  updateSetting(other, 'library-id', '2');
  expect(readKept('b')).toBe('b 2');
  closeDatabase(db);
  closeDatabase(other);
});

test('a database from a newer version of the program is refused and left as it is', () => {
  const path = join(makeTemporaryFolder(), 'library.sqlite');
  closeDatabase(openDatabase(path));
  const raw = new Database(path);
  raw.pragma(`user_version = ${schemaVersion + 1}`);
  raw.close();
  expect(() => openDatabase(path)).toThrowError(expect.objectContaining({ code: 'library-newer' }));
  const after = new Database(path);
  expect(after.pragma('user_version', { simple: true })).toBe(schemaVersion + 1);
  after.close();
});

test('a file that is no database is named as damaged', () => {
  const path = join(makeTemporaryFolder(), 'library.sqlite');
  writeFileSync(path, 'these are not the pages you are looking for'.repeat(200));
  expect(() => openDatabase(path)).toThrowError(expect.objectContaining({ code: 'library-damaged' }));
});

test('no statement of the daily work scans a whole table of files, photos or decisions', () => {
  const db = openTestDatabase();
  const model = addModel(db, ['n02123597']);
  const photoId = addPhoto(db, 'one.jpg', model, [{ index: 0, probability: 0.9 }]);
  insertChange(db, [{ photoHash: hashOf('one.jpg'), concept: 'n02123597', after: 1 }], 0);
  listFilesToDo(db, 10, new Set());
  listFilesToReclassify(db, model, [1]);
  listSearchable(db, model, { revision: 0, id: 0 }, 10);
  listSearchableById(db, model, [photoId]);
  getPhotoByHash(db, hashOf('one.jpg'), model);
  getPhoto(db, photoId);
  listDecisions(db, hashOf('one.jpg'));
  listFilesOfPhoto(db, photoId);
  updateFileFailed(db, 1, 'damaged', 'It is damaged.', 0);
  listFailedFiles(db, 10, 0);
  updateDirectoryGone(db, 1, '', 0);

  const plans = [...db.statements.keys()].map((sql) => {
    const values = sql
      .split('?')
      .slice(1)
      .map(() => null);
    const rows = db.connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
    return `${sql}: ${rows.map((row) => row.detail).join('; ')}`;
  });
  expect(plans.length).toBeGreaterThan(15);
  // A scan in the order of an index with a LIMIT is no full scan.
  expect(plans.filter((plan) => /SCAN (file|photo|decision|prediction|f)\b(?! USING)/u.test(plan))).toEqual([]);
});
