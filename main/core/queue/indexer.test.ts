import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noCameraInfo } from '../../../shared/model/photo.ts';
import type {
  ClassifyRequest,
  ClassifyResponse,
  DecodeRequest,
  DecodeResponse,
  WorkerPort,
} from '../../../shared/workers.ts';
import { addModel, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { countFiles, listFailedFiles, listFilesInDirectory, updateDirectory, updateFilesToRetry } from '../db/files.ts';
import { insertFolder, updateFolderProblem } from '../db/folders.ts';
import { listPhotosWithoutPrediction } from '../db/predictions.ts';
import { createBatchClassifier } from './batch-classifier.ts';
import { createDecodePool } from './decode-pool.ts';
import { createIndexer } from './indexer.ts';

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

/** A worker that lives in the test: what it does with a request is a function; throwing ends it, as a crash would. */
function portOf<In, Out>(answer: (message: In) => Out | undefined, onSpawn?: () => void): () => WorkerPort<In, Out> {
  return () => {
    onSpawn?.();
    let onMessage = (_: Out) => {};
    let onExit = (_: string) => {};
    let dead = false;
    return {
      post(message) {
        setTimeout(() => {
          if (dead) return;
          try {
            const out = answer(message);
            if (out !== undefined) onMessage(out);
          } catch (error) {
            dead = true;
            onExit((error as Error).message);
          }
        }, 1);
      },
      onMessage: (listener) => {
        onMessage = listener;
      },
      onExit: (listener) => {
        onExit = listener;
      },
      terminate: async () => {
        dead = true;
      },
    };
  };
}

interface Setup {
  files: Record<string, 'good' | 'crash' | 'damaged' | 'unreadable'>;
  folderGone?: boolean;
  inFlight?: () => number;
  /** Number of models that were chosen so far: the last is the active one. */
  modelCount?: () => number;
}

/** An indexer over a real database and pretended workers; a file's content is its name up to the first dot. */
function makeIndexer({ files, folderGone = false, inFlight = () => 3, modelCount = () => 1 }: Setup) {
  const db = openTestDatabase();
  const modelIds = ['first', 'second'].map((name) => addModel(db, ['n02123597'], name));
  const folderId = insertFolder(db, '/photos', 0);
  const added = Object.keys(files).map((name, i) => ({ name, sizeBytes: 10, mtimeMs: i }));
  updateDirectory(db, folderId, '', { added, changed: [], returned: [], gone: [] }, 0);
  const decoded: string[] = [];
  const finished: number[] = [];
  /** Files in work each time one is opened; for tests in which all are good and different. */
  const together: number[] = [];
  let open = 0;
  const held = new Map<number, string>();
  let spawned = 0;
  const spawnDecode = portOf<DecodeRequest, DecodeResponse>(
    (request) => {
      const { job } = request;
      if (request.kind === 'identify') {
        const name = request.path.split(/[\\/]/u).at(-1) ?? '';
        const fate = files[name];
        held.set(job, name);
        together.push(++open);
        if (fate === 'crash') throw new Error('out of memory');
        if (fate === 'unreadable') return { kind: 'failed', job, code: 'unreadable', reason: 'It can not be read.' };
        const hash = hashOf(name.split('.')[0] ?? '');
        return { kind: 'identified', job, hash, sizeBytes: 10, mtimeMs: 1, times: {} };
      }
      if (request.kind !== 'decode') return undefined;
      const name = held.get(job) ?? '';
      decoded.push(name);
      if (files[name] === 'damaged') return { kind: 'failed', job, code: 'damaged', reason: 'It is damaged.' };
      const frame = { width: 2, height: 2, data: new Uint8Array(12) };
      return {
        kind: 'decoded',
        job,
        photo: {
          width: 4,
          height: 3,
          format: 'jpeg',
          takenAtMs: 5,
          cameraInfo: noCameraInfo,
          placeholder: new Uint8Array(24),
          frame,
        },
        times: {},
      };
    },
    () => spawned++,
  );
  const spawnClassify = portOf<ClassifyRequest, ClassifyResponse>((request) => {
    if (request.kind === 'load') return { kind: 'loaded', job: request.job, id: 'test', version: '1' };
    if (request.kind !== 'classify') return undefined;
    open -= request.frames.length;
    const predictions = request.frames.map(() => ({
      classes: [{ index: 0, probability: 0.9 }],
      embedding: new Float32Array(4),
    }));
    return { kind: 'classified', job: request.job, ms: 1, predictions };
  });
  const classifier = createBatchClassifier(spawnClassify, 1);
  classifier.use('/pack');
  const thumbnails = makeTemporaryFolder();
  const indexer = createIndexer({
    db,
    decoders: createDecodePool(spawnDecode, 1),
    classifier,
    thumbnailPath: (hash) => join(thumbnails, hash),
    onPredicted: () => undefined,
    now: () => 1_000,
    inFlight: () => inFlight(),
    getModel: () => ({ id: modelIds[modelCount() - 1] ?? 0, input }),
    mayWork: () => true,
    isFolderGone: async () => {
      if (folderGone) updateFolderProblem(db, folderId, 'It is gone.');
      return folderGone;
    },
    onProgress: () => {},
    onFinished: (fileId) => finished.push(fileId),
  });
  return { db, folderId, modelIds, indexer, decoded, finished, together, spawnCount: () => spawned };
}

test('all files end as photos, and copies that arrive together are decoded once', async () => {
  const { db, indexer, decoded } = makeIndexer({
    files: { 'a.jpg': 'good', 'a.copy.jpg': 'good', 'a.third.jpg': 'good', 'b.jpg': 'good' },
  });
  await indexer.waitForIdle();
  expect(countFiles(db)).toEqual({ files: 4, indexed: 2, failed: 0, duplicates: 2, pending: 0 });
  expect(decoded).toHaveLength(2);
  await indexer.close();
});

test('a file that makes the decoder crash is tried twice, named, and stops no other', async () => {
  const files: Setup['files'] = { 'evil.jpg': 'crash' };
  for (let i = 0; i < 10; i++) files[`good${i}.jpg`] = 'good';
  const { db, indexer, spawnCount } = makeIndexer({ files });
  await indexer.waitForIdle();
  expect(countFiles(db)).toMatchObject({ indexed: 10, failed: 1, pending: 0 });
  expect(listFailedFiles(db, 5, 0)).toMatchObject([
    { name: 'evil.jpg', code: 'crashed', reason: 'Reading it made the decoder stop: out of memory' },
  ]);
  expect(spawnCount()).toBe(3);
  await indexer.close();
});

test('a damaged file is recorded with its reason and not tried again until it is asked for', async () => {
  const { db, indexer, decoded } = makeIndexer({ files: { 'bad.jpg': 'damaged', 'good.jpg': 'good' } });
  await indexer.waitForIdle();
  indexer.wake();
  await indexer.waitForIdle();
  expect(countFiles(db)).toMatchObject({ indexed: 1, failed: 1 });
  expect(decoded.filter((name) => name === 'bad.jpg')).toHaveLength(1);
  await indexer.close();
});

test('files of a folder that has gone away wait for it instead of failing', async () => {
  const { db, folderId, indexer } = makeIndexer({
    files: { 'a.jpg': 'unreadable', 'b.jpg': 'unreadable' },
    folderGone: true,
  });
  await indexer.waitForIdle();
  expect(listFailedFiles(db, 5, 0)).toEqual([]);
  expect(listFilesInDirectory(db, folderId, '').map((file) => file.photoId)).toEqual([null, null]);
  await indexer.close();
});

test('how many files are in work at once can be changed while it works, and counts from the next file on', async () => {
  const files: Setup['files'] = {};
  for (let i = 0; i < 40; i++) files[`${i}.jpg`] = 'good';
  let atOnce = 1;
  const { db, indexer, together, decoded } = makeIndexer({ files, inFlight: () => atOnce });
  const done = indexer.waitForIdle();
  await expect.poll(() => decoded.length, { interval: 1 }).toBeGreaterThan(3);
  expect(Math.max(...together)).toBe(1);
  atOnce = 4;
  indexer.wake();
  const slow = together.length;
  await expect.poll(() => together.length, { interval: 1 }).toBeGreaterThan(slow + 8);
  expect(Math.max(...together)).toBe(4);
  atOnce = 1;
  const fast = together.length;
  await done;
  expect(Math.max(...together.slice(fast + 4))).toBe(1);
  expect(countFiles(db)).toMatchObject({ indexed: 40, pending: 0 });
  await indexer.close();
});

test('a model that is chosen in the midst of it sees every photo, those that were in work included', async () => {
  const files: Setup['files'] = {};
  for (let i = 0; i < 20; i++) files[`${i}.jpg`] = 'good';
  let models = 1;
  const { db, indexer, decoded, modelIds } = makeIndexer({ files, modelCount: () => models });
  const done = indexer.waitForIdle();
  await expect.poll(() => decoded.length, { interval: 1 }).toBeGreaterThan(5);
  models = 2;
  indexer.wake();
  await done;
  await indexer.waitForIdle();
  expect(listPhotosWithoutPrediction(db, modelIds[1] ?? 0)).toEqual([]);
  expect(countFiles(db)).toMatchObject({ indexed: 20, pending: 0 });
  await indexer.close();
});

test('a photo that can not be looked at again by another model counts once, as failed, and as before when it can', async () => {
  const files: Setup['files'] = { 'a.jpg': 'good', 'b.jpg': 'good' };
  let models = 1;
  const { db, indexer } = makeIndexer({ files, modelCount: () => models });
  await indexer.waitForIdle();
  files['a.jpg'] = 'damaged';
  models = 2;
  indexer.wake();
  await indexer.waitForIdle();
  expect(countFiles(db)).toEqual({ files: 2, indexed: 1, failed: 1, duplicates: 0, pending: 0 });
  files['a.jpg'] = 'good';
  updateFilesToRetry(db, {});
  indexer.wake();
  await indexer.waitForIdle();
  expect(countFiles(db)).toEqual({ files: 2, indexed: 2, failed: 0, duplicates: 0, pending: 0 });
  await indexer.close();
});

test('files that are wanted first are taken before newer ones, once each; the latest wish counts', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `${i}.jpg`);
  const { db, folderId, indexer, decoded, finished } = makeIndexer({
    files: { ...Object.fromEntries(names.map((name) => [name, 'good' as const])), 'bad.jpg': 'damaged' },
    inFlight: () => 1,
  });
  const ids = new Map(listFilesInDirectory(db, folderId, '').map(({ name, id }) => [name, id]));
  const idsOf = (...wanted: string[]) => wanted.map((name) => ids.get(name) ?? 0);
  indexer.wake();
  indexer.lookFirst(idsOf('7.jpg', '1.jpg'));
  indexer.lookFirst([...idsOf('3.jpg', '0.jpg', '3.jpg'), 9_999]);
  await indexer.waitForIdle();
  // The newest was taken when there was no wish yet.
  expect(decoded.slice(0, 4)).toEqual(['bad.jpg', '3.jpg', '0.jpg', '11.jpg']);
  expect([...decoded].sort()).toEqual([...names, 'bad.jpg'].sort());
  expect([...finished].sort()).toEqual([...ids.values()].sort());
  await indexer.close();
});

test('a file that somebody waits for is dealt with at once, whatever becomes of it', async () => {
  const files: Setup['files'] = { 'bad.jpg': 'damaged', 'crash.jpg': 'crash', 'a.jpg': 'good', 'b.jpg': 'good' };
  for (let i = 0; i < 8; i++) files[`late ${i}.jpg`] = 'good';
  const { db, folderId, indexer, decoded } = makeIndexer({ files, inFlight: () => 1 });
  const ids = new Map(listFilesInDirectory(db, folderId, '').map(({ name, id }) => [name, id]));
  const look = (name: string) => indexer.lookNow(ids.get(name) ?? 0);
  await Promise.all([look('a.jpg'), look('a.jpg'), indexer.lookFirst([ids.get('b.jpg') ?? 0])]);
  expect(decoded).toContain('a.jpg');
  expect(decoded.length).toBeLessThan(4);
  await look('bad.jpg');
  await look('crash.jpg');
  expect(countFiles(db)).toMatchObject({ failed: 2 });
  await look('a.jpg');
  indexer.setPaused(true);
  await expect(look('late 0.jpg')).rejects.toMatchObject({ code: 'unsupported' });
  await indexer.close();
});

test('who waits for a file that can not be reached is told, and so is who waits when it is closed', async () => {
  const { db, folderId, indexer } = makeIndexer({ files: { 'gone.jpg': 'unreadable' }, folderGone: true });
  const [file] = listFilesInDirectory(db, folderId, '');
  await indexer.lookNow(file?.id ?? 0);
  expect(countFiles(db)).toMatchObject({ indexed: 0, failed: 0 });
  await indexer.close();
  const other = makeIndexer({ files: { 'a.jpg': 'good' } });
  const [late] = listFilesInDirectory(other.db, other.folderId, '');
  const waiting = other.indexer.lookNow(late?.id ?? 0);
  await other.indexer.close();
  await waiting;
});
