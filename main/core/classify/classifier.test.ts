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
  windows: {
    width: number;
    height: number;
    classScores: { index: number; score: number }[];
    headScores: number[];
  };
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

const golden = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/golden/efficientnet-lite2-imagenet.json'), 'utf8'),
) as Golden;

test('the starter says of a known picture what it said when it was made', async () => {
  const pack = loadPack(starter);
  const classifier = await createClassifier(pack, 1);
  onTestFinished(() => classifier.close());
  const { width, height, classScores, headScores } = golden.windows;
  const frame = makeRamp(width, height);
  const [first, second] = await classifier.classify([frame, frame]);
  const found = new Map(first?.classes.map(({ index, probability }) => [index, probability]));
  // What is stored is divided by the sum of what is kept: the shares of the best classes to each other stay.
  const [best] = classScores;
  for (const { index, score } of classScores) {
    const share = (found.get(index) ?? 0) / (found.get(best?.index ?? -1) ?? 1);
    expect(share, `class ${index}`).toBeCloseTo(score / (best?.score ?? 1), 1);
  }
  headScores.forEach((probability, i) => {
    const index = pack.classes.length - headScores.length + i;
    const known = found.get(index);
    if (known !== undefined) expect(Math.abs(known - probability)).toBeLessThan(golden.tolerance.probability);
    else expect(probability).toBeLessThan(0.1);
  });
  const stored = first?.classes.filter(({ index }) => index < 1_000) ?? [];
  expect(stored.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  expect(second).toEqual(first);
});

test('a pack without windows looks at the centre, as the older golden values have it', async () => {
  const { windows: _, calibration: __, heads: ___, ...manifest } = loadPack(starter).manifest;
  const classifier = await createClassifier({ ...loadPack(starter), manifest, folder: starter }, 1);
  onTestFinished(() => classifier.close());
  const [first] = await classifier.classify([makeRamp(golden.input.width, golden.input.height)]);
  const found = new Map(first?.classes.map(({ index, probability }) => [index, probability]));
  const differences = golden.top.map(({ index, probability }) => Math.abs((found.get(index) ?? 0) - probability));
  expect(Math.max(...differences)).toBeLessThan(golden.tolerance.probability);
  const start = [...(first?.embedding ?? [])].slice(0, golden.embeddingStart.length);
  const errors = start.map((value, i) => Math.abs(value - (golden.embeddingStart[i] ?? 0)));
  expect(Math.max(...errors)).toBeLessThan(golden.tolerance.embedding);
  const norm = Math.hypot(...(first?.embedding ?? []));
  expect(Math.abs(norm - golden.embeddingNorm)).toBeLessThan(golden.tolerance.embeddingNorm);
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
