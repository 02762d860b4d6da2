import { expect, test } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { type AdaptTask, findThreshold, learnAdaptation } from './adapt.ts';

/** Corrections on one concept, made up: what the model says of each, and a vector that may tell more. */
function makeTask(
  count: number,
  logitOf: (isIt: boolean, chance: number) => number,
  vectorOf: (isIt: boolean, random: () => number) => number[],
): AdaptTask {
  const random = createRandom(3);
  const targets = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const vectors = Array.from({ length: count + 40 }, (_, i) => vectorOf(i < count && targets[i] === 1, random));
  const size = vectors[0]?.length ?? 0;
  return {
    samples: { count: vectors.length, size, values: Float32Array.from(vectors.flat()) },
    logits: Float64Array.from(vectors, (_, i) => (i < count ? logitOf(targets[i] === 1, random()) : -5)),
    targets,
    clusterOf: Array.from(targets, (_, i) => i),
    foundProbability: 0.3,
  };
}

const noise = (_: boolean, random: () => number) => Array.from({ length: 8 }, () => (random() - 0.5) / 3);

test('a threshold that is at the wrong place is moved, and that is measured', () => {
  const task = makeTask(40, (isIt, chance) => (isIt ? 1.5 : 0.2) + chance, noise);
  const { adaptation, before, after, isBetter } = learnAdaptation(task);
  expect(isBetter).toBe(true);
  expect(before.error).toBe(0.5);
  expect(after.error).toBeLessThan(0.1);
  expect(adaptation).toMatchObject({ slope: 1, offset: 0, weights: null });
  expect(adaptation.foundProbability).toBeGreaterThan(0.7);
});

test('what the vectors tell beside the model is used where it ranks clearly better', () => {
  const task = makeTask(
    60,
    (_, chance) => chance * 4 - 2,
    (isIt, random) => [isIt ? 0.8 : 0.2, ...noise(isIt, random)],
  );
  const { adaptation, before, after, isBetter } = learnAdaptation(task);
  expect(isBetter).toBe(true);
  expect(adaptation.weights).not.toBeNull();
  expect(after.averagePrecision).toBeGreaterThan(before.averagePrecision + 0.2);
});

test('nothing is used where the model is right already, or where nothing is to be learnt', () => {
  const right = makeTask(30, (isIt, chance) => (isIt ? 2 : -4) + chance, noise);
  expect(learnAdaptation(right)).toMatchObject({ before: { error: 0, averagePrecision: 1 }, isBetter: false });
  const hopeless = makeTask(30, (_, chance) => chance * 4 - 3, noise);
  expect(learnAdaptation(hopeless).isBetter).toBe(false);
});

test('of thresholds that are equally right the one nearest to the model’s own is taken', () => {
  expect(findThreshold([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 0.4)).toEqual({ threshold: 0.4, wrong: 0 });
  expect(findThreshold([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 0.1)).toEqual({ threshold: 0.5, wrong: 0 });
  expect(findThreshold([0.01, 0.02], [1, 0], 0.3)).toEqual({ threshold: 0.3, wrong: 1 });
});
