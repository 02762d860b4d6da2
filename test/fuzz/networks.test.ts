import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadPack } from '../../main/core/classify/pack.ts';
import { AppError } from '../../shared/errors.ts';
import { createJobClient } from '../../shared/job-client.ts';
import type { ClassifyRequest, ClassifyResponse } from '../../shared/workers.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { tinyPack } from '../support/tiny-network.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import { createMutator, mutants, nameMutant } from './mutate.ts';

const SIDE = 16;

test('a network that was changed, and its hash with it, is run or refused in words', async () => {
  const folder = makeTemporaryFolder();
  const { files, manifest } = tinyPack(SIDE);
  const port = startWorkerProcess<ClassifyRequest, ClassifyResponse>('classify-worker');
  const worker = createJobClient(port);
  onTestFinished(() => worker.close());
  const frame = { width: SIDE, height: SIDE, data: new Uint8Array(SIDE * SIDE * 3).fill(100) };
  const { heads: _, ...withoutHeads } = manifest;
  let job = 0;

  function writePack(model: Uint8Array): void {
    const parts = Object.entries({ ...files, 'model.onnx': model });
    for (const [name, bytes] of parts) writeFileSync(join(folder, name), bytes);
    const described = parts.map(([name, bytes]) => [
      name,
      { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    ]);
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ ...withoutHeads, files: Object.fromEntries(described) }),
    );
  }

  /** What became of it. */
  async function run(): Promise<string> {
    const loaded = await worker.ask({ kind: 'load', job: ++job, packFolder: folder, mostThreads: 2 });
    if (loaded.kind === 'failed') return loaded.reason;
    const answer = await worker.ask({ kind: 'classify', job: ++job, frames: [frame] });
    return answer.kind === 'failed' ? answer.reason : answer.kind;
  }

  const outcomes = new Map<string, number>();
  for (let number = 0; number < Math.round(mutants / 4); number++) {
    writePack(createMutator(number).bytes(files['model.onnx'] ?? new Uint8Array()));
    try {
      // What the loader refuses is never shown to the runtime.
      loadPack(folder);
    } catch (error) {
      expect(error, nameMutant(number)).toBeInstanceOf(AppError);
      outcomes.set('refused', (outcomes.get('refused') ?? 0) + 1);
      continue;
    }
    const outcome = await run().catch((error: Error) => {
      throw new Error(`${nameMutant(number)}: ${error.message}`);
    });
    expect(outcome.length, nameMutant(number)).toBeGreaterThan(3);
    outcomes.set(outcome === 'classified' ? outcome : 'failed', (outcomes.get(outcome) ?? 0) + 1);
  }
  writePack(files['model.onnx'] ?? new Uint8Array());
  expect(await run()).toBe('classified');
  expect(worker.gone).toBe(false);
  expect(outcomes.get('refused')).toBeGreaterThan(0);
  expect(outcomes.get('classified')).toBeGreaterThan(0);
}, 3_600_000);
