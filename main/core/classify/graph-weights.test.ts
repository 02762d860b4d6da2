import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgramFiles } from '../../faces/runtime.ts';
import { readGraphTensors } from './graph-weights.ts';
import { loadPack } from './pack.ts';

const starter = join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet');

test('the starter’s weights are where its manifest says, in their shapes', async () => {
  const { manifest } = loadPack(starter);
  const { weights, scales, headWeights } = manifest.classifier ?? { weights: '', scales: '', headWeights: '' };
  const tensors = await readGraphTensors(join(starter, manifest.model), [weights, scales, headWeights]);
  expect(tensors.map(({ shape }) => shape)).toEqual([[1000, 1280], [1000], [1280, 19]]);
  for (const { shape, values } of tensors) {
    expect(values).toHaveLength(shape.reduce((product, length) => product * length, 1));
    expect(values.every(Number.isFinite) && values.some((value) => value !== 0)).toBe(true);
  }
});

test('weights that are not there are told by name', async () => {
  await expect(readGraphTensors(join(starter, 'model.onnx'), ['no.such.tensor'])).rejects.toMatchObject({
    code: 'model-invalid',
    message: expect.stringContaining('"no.such.tensor"'),
  });
});
