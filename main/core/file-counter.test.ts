import { expect, test } from 'vitest';
import { addModel, addPhoto, openTestDatabase } from '../../test/support/database.ts';
import { run, transaction, type WriteDb } from './db/connection.ts';
import { countFilesInSteps } from './db/file-counts.ts';
import { countFiles } from './db/files.ts';
import { insertFolder, updateFolderProblem } from './db/folders.ts';
import { createFileCounter } from './file-counter.ts';

/** Photos, and how far their numbers are apart: some steps of counting. */
const PHOTOS = 400;
const APART = 100;

/** Files of two folders: read, copies of what is in the other, failed with a photo and without, missing, waiting. */
function fill(db: WriteDb): number[] {
  addPhoto(db, 'last.jpg', addModel(db, ['n02123597']), []);
  const folders = ['/one', '/two'].map((path) => insertFolder(db, path, 0));
  // Files are all that is counted: but for the last, the photos need not be there.
  db.connection.pragma('foreign_keys = OFF');
  transaction(db, () => {
    run(db, 'UPDATE photo SET id = ?', PHOTOS * APART);
    run(db, 'UPDATE file SET photo_id = ?', PHOTOS * APART);
    const add = (folder: number | undefined, name: string, values: string) =>
      run(
        db,
        `INSERT INTO file (folder_id, directory, name, size_bytes, mtime_ms, photo_id, missing_since_ms, failure_code)
         VALUES (?, '', ?, 1, 1, ${values})`,
        folder ?? 0,
        name,
      );
    for (let i = 1; i <= PHOTOS; i++) {
      const photo = i * APART;
      add(folders[i % 2], `a${i}`, `${photo}, NULL, NULL`);
      if (i % 3 === 0) add(folders[0], `b${i}`, `${photo}, NULL, NULL`);
      if (i % 5 === 0) add(folders[1], `c${i}`, `${photo}, NULL, 'unreadable'`);
      if (i % 7 === 0) add(folders[1], `d${i}`, `${photo}, 5, NULL`);
      if (i % 11 === 0) add(folders[0], `e${i}`, 'NULL, NULL, NULL');
      if (i % 13 === 0) add(folders[1], `f${i}`, `NULL, NULL, 'unreadable'`);
    }
  });
  return folders;
}

test('counted in turns, files are as many as counted at once: of a folder, of all that can be read, of the only one', async () => {
  const db = openTestDatabase();
  const folders = fill(db);
  const counter = createFileCounter(db);
  const [one = 0, two = 0] = folders;
  const ofAll = await counter.count(null);
  expect(ofAll).toEqual(countFiles(db));
  expect(ofAll.duplicates).toBeGreaterThan(100);
  for (const folderId of folders) {
    expect(await counter.count(folderId)).toEqual(countFiles(db, { folderId, directory: '' }));
  }
  updateFolderProblem(db, two, 'It is gone.');
  run(db, 'UPDATE folder SET problem = ? WHERE id NOT IN (?, ?)', 'It is gone.', one, two);
  expect(await counter.count(null)).toEqual(countFiles(db));
  expect(await counter.count(null)).toEqual(await counter.count(one));
});

test('what did not change is counted once, and a change is counted by whoever asks after it', async () => {
  const db = openTestDatabase();
  const [one = 0] = fill(db);
  const counter = createFileCounter(db);
  const first = await counter.count(one);
  expect(await counter.count(one)).toBe(first);
  run(db, "UPDATE file SET failure_code = 'unreadable' WHERE name = 'e11'");
  expect(await counter.count(one)).toMatchObject({ failed: first.failed + 1, pending: first.pending - 1 });
});

test('counting takes several steps, and nobody who is told that nothing is left is told so too early', () => {
  const db = openTestDatabase();
  const [one = 0] = fill(db);
  const { indexed, pending } = countFiles(db, { folderId: one, directory: '' });
  const counting = countFilesInSteps(db, one);
  let steps = 0;
  for (let step = counting.next(); ; step = counting.next()) {
    if (step.done) {
      expect(step.value).toMatchObject({ pending, indexed: indexed + 1 });
      break;
    }
    // A file is read while the rest is counted.
    if (++steps === 2) run(db, `UPDATE file SET photo_id = ${PHOTOS * APART - 1} WHERE name = 'e11'`);
  }
  expect(steps).toBeGreaterThan(4);
});

test('counting ends when the database is to be closed', async () => {
  const db = openTestDatabase();
  fill(db);
  const abort = new AbortController();
  abort.abort();
  await expect(createFileCounter(db, abort.signal).count(null)).rejects.toThrow('aborted');
});
