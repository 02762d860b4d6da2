import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { WorkerGone } from '../../../shared/job-client.ts';
import type { DecodeRequest, DecodeResponse, WorkerPort } from '../../../shared/workers.ts';
import { packInput } from '../../../test/support/decode-pictures.ts';
import { createDecodePool } from './decode-pool.ts';

/** Identifies every file, and never comes back from decoding one whose path says so. */
const code = `
  const { parentPort } = require('node:worker_threads');
  const paths = new Map();
  parentPort.on('message', ({ kind, job, path }) => {
    if (kind === 'identify') {
      paths.set(job, path);
      parentPort.postMessage({ kind: 'identified', job, hash: new Uint8Array(32), sizeBytes: 1, mtimeMs: 1, times: {} });
    } else if (kind === 'decode') {
      while (paths.get(job) === 'endless.jpg');
      parentPort.postMessage({ kind: 'failed', job, code: 'damaged', reason: 'It is damaged.' });
    }
  });
`;

/** Real threads that run it. */
function spawnThreads() {
  const threads: Worker[] = [];
  const spawn = (): WorkerPort<DecodeRequest, DecodeResponse> => {
    const thread = new Worker(code, { eval: true });
    threads.push(thread);
    return {
      post: (message) => thread.postMessage(message),
      onMessage: (listener) => void thread.on('message', listener),
      onExit: (listener) => void thread.on('exit', () => listener('it ended')),
      terminate: async () => void (await thread.terminate()),
    };
  };
  return { threads, spawn };
}

const decode = async (pool: ReturnType<typeof createDecodePool>, path: string) => {
  const job = pool.start();
  await job.identify(path);
  return job.decode({ input: packInput, thumbnailPath: '' });
};

test('a worker that never comes back from a file is ended, and another one goes on', async () => {
  const { threads, spawn } = spawnThreads();
  const pool = createDecodePool(spawn, 1, 2_000);
  onTestFinished(() => pool.close());
  await expect(decode(pool, 'endless.jpg')).rejects.toThrow(new WorkerGone('it gave no answer for 2 seconds'));
  expect(await decode(pool, 'good.jpg')).toMatchObject({ kind: 'failed', reason: 'It is damaged.' });
  expect(threads).toHaveLength(2);
});

test('a worker that has nothing to decode is left alone, however long', async () => {
  const { threads, spawn } = spawnThreads();
  const pool = createDecodePool(spawn, 1, 100);
  onTestFinished(() => pool.close());
  await decode(pool, 'good.jpg');
  const job = pool.start();
  await job.identify('endless.jpg');
  await new Promise((resolve) => setTimeout(resolve, 300));
  job.release();
  expect(await decode(pool, 'good.jpg')).toMatchObject({ kind: 'failed' });
  expect(threads).toHaveLength(1);
});
