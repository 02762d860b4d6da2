import { expect, test, vi } from 'vitest';
import type { RestReason } from '../../shared/model/status.ts';
import { addModel, openTestDatabase } from '../../test/support/database.ts';
import { updateDirectory } from './db/files.ts';
import { insertFolder, updateFolderPaused, updateFolderProblem } from './db/folders.ts';
import { createFileCounter } from './file-counter.ts';
import { createStatusReporter } from './status-reporter.ts';

test('files of paused folders are counted, but not in the time that is left', async () => {
  const db = openTestDatabase();
  const id = addModel(db, ['n02123597']);
  const addFolder = (path: string, files: number) => {
    const folderId = insertFolder(db, path, 0);
    const added = Array.from({ length: files }, (_, i) => ({ name: `${i}.jpg`, sizeBytes: 1, mtimeMs: 1 }));
    updateDirectory(db, folderId, '', { added, changed: [], returned: [], gone: [] }, 0);
    return folderId;
  };
  addFolder('/now', 20);
  const later = addFolder('/later', 100);
  const gone = addFolder('/gone', 7);
  const progress = { working: true, paused: false, currentFile: null, finished: 1, classified: 1, photosPerSecond: 10 };
  const stageTimes = { read: 0, hash: 0, metadata: 0, decode: 0, thumbnail: 0 };
  const input = {
    name: 'input',
    width: 2,
    height: 2,
    mean: [0, 0, 0] as [number, number, number],
    scale: [1, 1, 1] as [number, number, number],
    centreCrop: 1,
    resample: 'bicubic' as const,
    freeSize: false,
  };
  let rest: RestReason | null = null;
  let pushes = 0;
  const status = createStatusReporter({
    db,
    counter: createFileCounter(db),
    indexer: { getProgress: () => ({ ...progress, stageTimes, problem: null }) },
    getRest: () => rest,
    keeper: { scanning: false, notice: null },
    models: { active: { id, input, folder: '/pack', packId: 'test-pack', version: '1' } },
    courses: { progress: null },
    getNotice: () => null,
    isFollowing: () => false,
    now: () => 0,
    push: () => pushes++,
  });
  updateFolderProblem(db, gone, 'It is gone.');
  expect(await status.get()).toMatchObject({ pending: 120, pendingPaused: 0, secondsLeft: 12 });
  updateFolderPaused(db, later, true);
  expect(await status.get()).toMatchObject({ pending: 120, pendingPaused: 100, secondsLeft: 2 });
  updateFolderPaused(db, gone, true);
  expect(await status.get()).toMatchObject({ pendingPaused: 100 });
  expect(await status.get()).toMatchObject({ state: 'indexing', restingFor: null });
  rest = 'battery';
  expect(await status.get()).toMatchObject({ state: 'resting', restingFor: 'battery' });

  // Files are still finished while the library is being closed, and after it the database can't be asked.
  vi.useFakeTimers();
  status.changed();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(pushes).toBe(1);
  status.changed();
  status.close();
  status.changed();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(pushes).toBe(1);
  vi.useRealTimers();
});
