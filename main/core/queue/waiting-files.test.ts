import { expect, test } from 'vitest';
import { addModel, addPhoto, openTestDatabase } from '../../../test/support/database.ts';
import { updateDirectory, updateFileFailed, updateFilesToRetry } from '../db/files.ts';
import { insertFolder, updateFolderPaused } from '../db/folders.ts';
import { toWallClockMs } from './process-file.ts';
import { createWaitingFiles } from './waiting-files.ts';

function setUp(times: readonly number[]) {
  const db = openTestDatabase();
  const folderId = insertFolder(db, '/photos', 0);
  const add = (names: readonly string[], mtimes: readonly number[]) => {
    const added = names.map((name, i) => ({ name, sizeBytes: 1, mtimeMs: mtimes[i] ?? 0 }));
    updateDirectory(db, folderId, '', { added, changed: [], returned: [], gone: [] }, 0);
  };
  add(
    times.map((_, i) => `${i}.jpg`),
    times,
  );
  const clock = { ms: 0 };
  let reads = 0;
  const waiting = createWaitingFiles({ db, clock: () => clock.ms, onRead: () => reads++ });
  const ids = () => [...waiting.list.fileIds];
  return { db, folderId, add, clock, waiting, ids, reads: () => reads };
}

test('files without a photo are listed, latest first, and those that failed, are photos or left alone are not', async () => {
  const { db, folderId, clock, waiting, ids } = setUp([1_000, 3_000, 2_000, 2_000]);
  addPhoto(db, 'photo.jpg', addModel(db, ['n02123597']), []);
  updateFileFailed(db, 1, 'damaged', 'It is damaged.', 0);
  await waiting.refresh();
  expect(ids()).toEqual([2, 3, 4]);
  expect([...waiting.list.changedAtMs]).toEqual([3_000, 2_000, 2_000].map(toWallClockMs));
  updateFolderPaused(db, folderId, true);
  clock.ms = 60_000;
  waiting.expire();
  await waiting.refresh();
  expect(ids()).toEqual([]);
  await waiting.close();
});

test('pages meet without a gap, also where thousands have the same time', async () => {
  const times = Array.from({ length: 45_000 }, (_, i) => Math.floor(i / 30_000));
  const { waiting, ids } = setUp(times);
  await waiting.refresh();
  const expected = times.map((time, i) => ({ time, id: i + 1 })).sort((a, b) => b.time - a.time || a.id - b.id);
  expect(ids()).toEqual(expected.map(({ id }) => id));
  await waiting.close();
});

test('one that is finished is out at once, and back where it is tried again', async () => {
  const { db, clock, waiting, ids } = setUp([3, 2, 1]);
  await waiting.refresh();
  updateFileFailed(db, 2, 'damaged', 'It is damaged.', 0);
  waiting.finish(2);
  expect(ids()).toEqual([1, 3]);
  expect(waiting.list).toBe(waiting.list);
  updateFilesToRetry(db, {});
  waiting.expire();
  clock.ms = 60_000;
  await waiting.refresh();
  expect(ids()).toEqual([1, 2, 3]);
  await waiting.close();
});

test('one that is finished while the others are read is not among them', async () => {
  const { waiting, ids } = setUp(Array.from({ length: 20_001 }, (_, i) => i));
  const read = waiting.refresh();
  waiting.finish(20_001);
  waiting.finish(1);
  await read;
  expect(ids()).toHaveLength(19_999);
  expect(ids().slice(0, 1)).toEqual([20_000]);
  await waiting.close();
});

test('what comes later is read when its time has come, asked for or not', async () => {
  const { add, clock, waiting, ids, reads } = setUp([1]);
  await waiting.refresh();
  add(['new.jpg'], [2]);
  waiting.expire();
  await waiting.refresh();
  expect(ids()).toEqual([1]);
  await expect.poll(reads, { timeout: 20_000 }).toBe(1);
  expect(ids()).toEqual([2, 1]);
  // Nothing is told where nothing is new.
  const before = waiting.list;
  waiting.expire();
  await expect.poll(() => waiting.list === before, { timeout: 20_000 }).toBe(false);
  expect(reads()).toBe(1);
  add(['newer.jpg'], [3]);
  clock.ms = 60_000;
  waiting.expire();
  await waiting.refresh();
  expect(ids()).toEqual([3, 2, 1]);
  await waiting.close();
});
