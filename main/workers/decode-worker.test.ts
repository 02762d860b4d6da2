import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { DecodeRequest, DecodeResponse } from '../../shared/workers.ts';
import { packInput, quartered, temporaryFolder } from '../../test/support/decode-pictures.ts';

test('a worker thread takes a photo through both steps', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'photo.jpg');
  await quartered(640, 480).jpeg().toFile(path);
  const worker = new Worker(new URL('./decode-worker.ts', import.meta.url));
  onTestFinished(async () => void (await worker.terminate()));
  const ask = (request: DecodeRequest) =>
    new Promise<DecodeResponse>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.postMessage(request);
    });

  const identified = await ask({ kind: 'identify', job: 1, path });
  const decoded = await ask({ kind: 'decode', job: 1, input: packInput, thumbnailPath: join(folder, 'photo.webp') });
  const missing = await ask({ kind: 'identify', job: 2, path: join(folder, 'gone.jpg') });

  expect(identified.kind === 'identified' && identified.hash.length).toBe(32);
  expect(decoded.kind === 'decoded' && decoded.photo.frame.data.length).toBe(260 * 260 * 3);
  expect(missing).toEqual({ kind: 'failed', job: 2, code: 'unreadable', reason: 'The file is no longer there.' });
});
