import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sharedModels, testWithSharedModels } from '../../../test/support/shared-models.ts';
import { findProgramFiles } from '../../faces/runtime.ts';
import { createClassifier, toTensor } from './classifier.ts';
import { loadPack } from './pack.ts';

const starter = join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet');

interface Golden {
  input: { width: number; height: number };
  top: { index: number; probability: number }[];
  embeddingStart: number[];
  embeddingNorm: number;
  tolerance: { probability: number; embedding: number; embeddingNorm: number };
}

/** The picture of the golden file: each channel a slanted ramp. */
function makeRamp(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set([(x * 7 + y * 3) % 256, (x * 5 + y * 11) % 256, (x * 13 + y * 2) % 256], (y * width + x) * 3);
    }
  }
  return { width, height, data };
}

test('the starter says of a known picture what it said when it was made', async () => {
  const golden = JSON.parse(readFileSync('test/golden/efficientnet-lite2-imagenet.json', 'utf8')) as Golden;
  const classifier = await createClassifier(loadPack(starter), 1);
  onTestFinished(() => classifier.close());
  const frame = makeRamp(golden.input.width, golden.input.height);
  const [first, second] = await classifier.classify([frame, frame]);
  const found = new Map(first?.classes.map(({ index, probability }) => [index, probability]));
  const differences = golden.top.map(({ index, probability }) => Math.abs((found.get(index) ?? 0) - probability));
  expect(Math.max(...differences)).toBeLessThan(golden.tolerance.probability);
  golden.embeddingStart.forEach((value, i) => {
    expect(first?.embedding[i]).toBeCloseTo(value, -Math.log10(golden.tolerance.embedding * 2));
  });
  expect(Math.abs(Math.hypot(...(first?.embedding ?? [])) - golden.embeddingNorm)).toBeLessThan(
    golden.tolerance.embeddingNorm,
  );
  expect(second?.embedding).toEqual(first?.embedding);
});

test('pixels become planes of normalised values', () => {
  const { input } = loadPack(starter).manifest;
  const tensor = toTensor([{ width: 2, height: 1, data: Uint8Array.from([0, 128, 255, 64, 128, 192]) }], input);
  expect(tensor.dims).toEqual([1, 3, 1, 2]);
  expect(Array.from(tensor.data as Float32Array)).toEqual([-1, -0.5, 0, 0, 127 / 128, 0.5]);
});

testWithSharedModels('a pack with other classes and another input runs as well', async () => {
  const classifier = await createClassifier(loadPack(sharedModels.mobilenetPack()), 1);
  onTestFinished(() => classifier.close());
  const [prediction] = await classifier.classify([makeRamp(224, 224)]);
  expect(prediction?.embedding).toHaveLength(1_280);
  expect(classifier.pack.classes).toHaveLength(1_001);
  expect(prediction?.classes.every(({ index }) => index < 1_001)).toBe(true);
});
