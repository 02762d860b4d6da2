import { expect, test } from 'vitest';
import { addModel, addPhoto, openTestDatabase } from '../../../test/support/database.ts';
import { run, type WriteDb } from '../db/connection.ts';
import { updateFolderProblem } from '../db/folders.ts';
import { insertPrediction } from '../db/predictions.ts';
import { createBacklog } from './backlog.ts';

const DAY_MS = 86_400_000;

function makeLibrary(photos: number): { db: WriteDb; model: number; ids: number[] } {
  const db = openTestDatabase();
  const before = addModel(db, ['n02123597'], 'before');
  const model = addModel(db, ['n02123597'], 'now');
  const ids = Array.from({ length: photos }, (_, i) =>
    addPhoto(db, `${i}.jpg`, before, [{ index: 0, probability: 0.5 }], { takenAtMs: i * DAY_MS }),
  );
  return { db, model, ids };
}

function see(db: WriteDb, model: number, photoId: number): void {
  insertPrediction(db, photoId, model, { classes: [], embedding: new Float32Array(4) });
}

test('photos that the model has not seen come newest first, once, until somebody starts anew', () => {
  const { db, model, ids } = makeLibrary(4);
  see(db, model, ids[2] ?? 0);
  const backlog = createBacklog(db);
  const wanted = [ids[3], ids[1], ids[0]];
  expect(backlog.next(model)?.map(({ photoId }) => photoId)).toEqual(wanted);
  expect(backlog.next(model)).toBeUndefined();
  see(db, model, ids[3] ?? 0);
  backlog.remove(ids[3] ?? 0);
  backlog.rewind();
  expect(backlog.next(model)?.map(({ photoId }) => photoId)).toEqual([ids[1], ids[0]]);
  expect(backlog.next(model)).toBeUndefined();
});

test('photos whose folder is away come when it is back', () => {
  const { db, model, ids } = makeLibrary(3);
  updateFolderProblem(db, 1, 'The folder is not there.');
  const backlog = createBacklog(db);
  expect(backlog.next(model)).toEqual([]);
  expect(backlog.next(model)).toBeUndefined();
  updateFolderProblem(db, 1, null);
  backlog.rewind();
  expect(backlog.next(model)).toHaveLength(ids.length);
});

test('with many photos away the next are found step by step', () => {
  const { db, model, ids } = makeLibrary(5);
  run(db, 'UPDATE file SET missing_since_ms = 1 WHERE photo_id <> ?', ids[0] ?? 0);
  const backlog = createBacklog(db, 2);
  expect(backlog.next(model)).toEqual([]);
  expect(backlog.next(model)).toEqual([]);
  expect(backlog.next(model)?.map(({ photoId }) => photoId)).toEqual([ids[0]]);
  expect(backlog.next(model)).toBeUndefined();
});

test('photos that came without a result of the model are found after they were told of', () => {
  const { db, model, ids } = makeLibrary(1);
  see(db, model, ids[0] ?? 0);
  const backlog = createBacklog(db);
  expect(backlog.next(model)).toBeUndefined();
  const late = addPhoto(db, 'late.jpg', 1, []);
  expect(backlog.next(model)).toBeUndefined();
  backlog.forget();
  expect(backlog.next(model)?.map(({ photoId }) => photoId)).toEqual([late]);
});
