import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { Coordinates } from './coordinates.ts';
import { assignFolds, averagePrecision } from './cross-validation.ts';
import { sigmoid, toShares, trainLogistic, trainMeans, trainSoftmax } from './linear-models.ts';
import { minimise } from './minimise.ts';
import { findClusters } from './near-duplicates.ts';
import { dotRows, normalise, rowOf, type Samples } from './samples.ts';
import { fitSigmoid } from './sigmoid-fit.ts';

const toSamples = (rows: readonly (readonly number[])[]): Samples => ({
  count: rows.length,
  size: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
});

const number = fc.double({ min: -3, max: 3, noNaN: true });

test('a quadratic is minimised where its gradient is zero', () => {
  const diagonal = fc.array(fc.record({ curvature: fc.double({ min: 0.1, max: 50, noNaN: true }), at: number }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(diagonal, (axes) => {
      const reached = minimise(
        (point, gradient) =>
          axes.reduce((sum, { curvature, at }, i) => {
            const off = (point[i] ?? 0) - at;
            gradient[i] = curvature * off;
            return sum + 0.5 * curvature * off * off;
          }, 0),
        new Float64Array(axes.length),
        { tolerance: 1e-8, maxSteps: 500 },
      );
      axes.forEach(({ at }, i) => {
        expect(reached[i]).toBeCloseTo(at, 4);
      });
    }),
  );
});

test('logistic regression of one sample a side meets the closed form', () => {
  // By symmetry the bias is 0 and the weight w solves penalty * w = sigmoid(-w).
  for (const penalty of [0.01, 0.1, 1]) {
    const task = { samples: toSamples([[1], [-1]]), rows: [0, 1], targets: Uint8Array.of(1, 0) };
    const { weights, bias } = trainLogistic(task, penalty);
    const [weight = 0] = weights;
    expect(bias).toBeCloseTo(0, 3);
    expect(penalty * weight).toBeCloseTo(sigmoid(-weight), 3);
  }
});

test('sides count alike: ten times the same negatives change nothing', () => {
  const rows = [
    [1, 0.2],
    [0.1, 1],
    [0.3, -1],
  ];
  const once = { samples: toSamples(rows), rows: [0, 1, 2], targets: Uint8Array.of(1, 0, 0) };
  const many = { ...once, rows: [0, ...Array.from({ length: 10 }, () => [1, 2]).flat()] };
  const [a, b] = [trainLogistic(once, 0.05), trainLogistic(many, 0.05)];
  a.weights.forEach((weight, i) => {
    expect(b.weights[i]).toBeCloseTo(weight, 3);
  });
});

test('softmax of two classes is logistic regression with half of the weights each', () => {
  const samples = toSamples([
    [1, 0.1],
    [0.8, -0.3],
    [-0.4, 1],
    [-1, 0.2],
  ]);
  const { weights, bias } = trainLogistic({ samples, rows: [0, 1, 2, 3], targets: Uint8Array.of(1, 1, 0, 0) }, 0.02);
  const two = trainSoftmax(samples, [0, 1, 2, 3], Uint16Array.of(1, 1, 0, 0), 2, 0.04);
  const difference = (i: number) => (two.weights[2 + i] ?? 0) - (two.weights[i] ?? 0);
  expect(difference(0)).toBeCloseTo(weights[0] ?? 0, 2);
  expect(difference(1)).toBeCloseTo(weights[1] ?? 0, 2);
  expect((two.biases[1] ?? 0) - (two.biases[0] ?? 0)).toBeCloseTo(bias, 2);
});

test('the coordinates keep all products, and weights come back from them', () => {
  const rows = fc.array(fc.array(number, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(rows, (values) => {
      const samples = toSamples(values.map((row) => [...normalise(Float32Array.from(row, (x, i) => x + i + 1))]));
      const coordinates = new Coordinates(samples);
      const seen = coordinates.toSamples();
      for (let i = 0; i < seen.count; i++) {
        for (let j = 0; j < i; j++) {
          expect(dotRows(rowOf(seen, i), rowOf(seen, j))).toBeCloseTo(dotRows(rowOf(samples, i), rowOf(samples, j)), 3);
        }
      }
      const later = new Coordinates();
      later.add(samples);
      expect(later.toSamples()).toEqual(seen);
    }),
    { numRuns: 50 },
  );
});

test('a model trained on coordinates is the model trained on the vectors', () => {
  const random = createRandom(1);
  const samples = toSamples(
    Array.from({ length: 8 }, () => [...normalise(Float32Array.from({ length: 20 }, () => random() - 0.3))]),
  );
  const rows = [...Array(8).keys()];
  const targets = Uint8Array.of(1, 1, 1, 0, 0, 0, 0, 0);
  const direct = trainLogistic({ samples, rows, targets }, 0.01);
  const coordinates = new Coordinates(samples);
  const seen = trainLogistic({ samples: coordinates.toSamples(), rows, targets }, 0.01);
  coordinates.toVector(seen.weights).forEach((weight, i) => {
    expect(weight).toBeCloseTo(direct.weights[i] ?? 0, 1);
  });
});

test('class means score by the nearer mean', () => {
  const task = {
    samples: toSamples([
      [1, 0],
      [0, 1],
    ]),
    rows: [0, 1],
    targets: Uint8Array.of(1, 0),
  };
  expect([...trainMeans(task).weights]).toEqual([1, -1]);
});

test('Platt scaling finds the odds that scores were drawn from', () => {
  const random = createRandom(2);
  const scores = Array.from({ length: 4_000 }, () => random() * 6 - 3);
  const targets = scores.map((score) => Number(random() < sigmoid(1.5 * score - 1)));
  const { slope, offset } = fitSigmoid(scores, targets);
  expect(slope).toBeCloseTo(1.5, 0);
  expect(offset).toBeCloseTo(-1, 0);
});

test('shares add up to one', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 1 }), (scores) => {
      expect(toShares(Float64Array.from(scores)).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    }),
  );
});

test('folds are even by class, and near duplicates share one', () => {
  const classOf = Array.from({ length: 50 }, (_, i) => i % 2);
  const clusterOf = classOf.map((_, i) => (i === 4 ? 0 : i));
  const foldOf = assignFolds(classOf, clusterOf, 5, createRandom(3));
  expect(foldOf[4]).toBe(foldOf[0]);
  for (const kind of [0, 1]) {
    for (let fold = 0; fold < 5; fold++) {
      const size = [...foldOf].filter((other, i) => other === fold && classOf[i] === kind).length;
      expect(size).toBeGreaterThanOrEqual(4);
      expect(size).toBeLessThanOrEqual(6);
    }
  }
});

test('vectors that are nearly equal are one cluster', () => {
  expect([
    ...findClusters(
      toSamples([
        [1, 0],
        [0, 1],
        [0.9999, 0.0141],
      ]),
    ),
  ]).toEqual([0, 1, 0]);
});

test('average precision is 1 with all examples on top, and counts ties against itself', () => {
  expect(averagePrecision([3, 2, 1], [1, 1, 0])).toBe(1);
  expect(averagePrecision([1, 1], [1, 0])).toBe(0.5);
});
