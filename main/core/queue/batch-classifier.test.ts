import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { tinyPack } from '../../../test/support/tiny-network.ts';
import { createThreadWorkers } from '../../faces/runtime.ts';
import { createBatchClassifier } from './batch-classifier.ts';

const SIDE = 16;

/**
 * A pack whose files are what its manifest says.
 * @param output that the manifest names for its vectors
 * @param side of the pictures that the network can look at
 */
function writePack(output: string, side = SIDE): string {
  const folder = join(makeTemporaryFolder(), 'tiny');
  mkdirSync(folder);
  const { manifest, files } = tinyPack(side);
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

test.each([
  ['has no output that its manifest names', () => writePack('nothing-of-that-name'), 'has no output'],
  ['can not look at any picture', () => writePack('embedding', SIDE + 8), 'look at a picture'],
])('after a network that %s, the one before works again', async (_, writeBad, reason) => {
  const classifier = createBatchClassifier(createThreadWorkers().spawnClassify, 1);
  onTestFinished(() => classifier.close());
  const frame = { width: SIDE, height: SIDE, data: new Uint8Array(SIDE * SIDE * 3).fill(100) };
  const good = writePack('embedding');
  const bad = writeBad();

  classifier.use(good);
  const said = await classifier.classify(frame);
  classifier.use(bad);
  for (let i = 0; i < 2; i++) {
    await expect(classifier.classify(frame)).rejects.toMatchObject({
      code: 'model-invalid',
      message: expect.stringContaining(reason),
    });
  }
  classifier.use(good);
  expect(await classifier.classify(frame)).toEqual(said);
});
