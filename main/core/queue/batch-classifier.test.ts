import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { tinyPack } from '../../../test/support/tiny-network.ts';
import { createThreadWorkers } from '../../faces/runtime.ts';
import { createBatchClassifier } from './batch-classifier.ts';

const SIDE = 16;

/** A pack whose files are what its manifest says. @param output that the manifest names for its vectors */
function writePack(output: string): string {
  const folder = join(makeTemporaryFolder(), 'tiny');
  mkdirSync(folder);
  const { manifest, files } = tinyPack(SIDE);
  const described = Object.entries(files).map(([name, bytes]) => {
    writeFileSync(join(folder, name), bytes);
    return [name, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }];
  });
  const { heads: _, ...rest } = manifest;
  const outputs = { ...manifest.outputs, embedding: { name: output, size: SIDE } };
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({ ...rest, outputs, files: Object.fromEntries(described) }),
  );
  return folder;
}

test('after a network that can not be run, the one before works again, and so does its name', async () => {
  const classifier = createBatchClassifier(createThreadWorkers().spawnClassify, 1);
  onTestFinished(() => classifier.close());
  const frame = { width: SIDE, height: SIDE, data: new Uint8Array(SIDE * SIDE * 3).fill(100) };
  const good = writePack('embedding');
  const bad = writePack('nothing-of-that-name');

  classifier.use(good);
  const said = await classifier.classify(frame);
  classifier.use(bad);
  for (let i = 0; i < 2; i++) {
    await expect(classifier.classify(frame)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining('has no output'),
    });
  }
  classifier.use(good);
  expect(await classifier.classify(frame)).toEqual(said);
});
