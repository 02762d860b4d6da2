import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TeachingReport } from '../../../shared/model/teaching-report.ts';
import { createRandom } from '../../../shared/random.ts';
import { nearestCandidates } from './candidates.ts';
import { meanOfNearest } from './classifier.ts';
import { Coordinates } from './coordinates.ts';
import { dropOut } from './dropout.ts';
import { trainLogistic } from './linear-models.ts';
import { findClusters } from './near-duplicates.ts';
import { reportGroup } from './report-group.ts';
import { reportLabel } from './report-label.ts';
import { toCalibration, toLearningPoint, toThresholds } from './report-parts.ts';
import { dotRows, joinRows, normalise, rowOf, type Samples } from './samples.ts';
import { type GroupExamples, splitGroup, trainGroup } from './train-group.ts';
import { trainLabel } from './train-label.ts';

const SIZE = 24;

const toSamples = (rows: readonly Float32Array[]): Samples => ({
  count: rows.length,
  size: SIZE,
  values: Float32Array.from(rows.flatMap((row) => [...row])),
});

/** Photos of classes: each is its class's direction with noise of its own; every `copies`-th is a near copy of the one before. */
function makeClasses(sizes: readonly number[], noise: number, seed: number, copies = 0): GroupExamples {
  const random = createRandom(seed);
  const vector = () => Float32Array.from({ length: SIZE }, () => random() - 0.5);
  const rows: Float32Array[] = [];
  for (const size of sizes) {
    const centre = vector();
    for (let i = 0; i < size; i++) {
      const own = vector();
      const before = copies > 0 && i % copies === copies - 1 ? rows.at(-1) : undefined;
      rows.push(
        normalise(
          before ? before.map((x, k) => x + (own[k] ?? 0) * 0.01) : centre.map((x, k) => x + (own[k] ?? 0) * noise),
        ),
      );
    }
  }
  return {
    samples: toSamples(rows),
    classOf: Uint16Array.from(sizes.flatMap((size, k) => Array.from({ length: size }, () => k))),
    classes: sizes.map((_, k) => `class-${k}`),
  };
}

const photoIdsOf = (count: number) => Array.from({ length: count }, (_, i) => 1_000 + i);

/** The first class against the others, of which nobody said anything of the last. */
function makeLabel(sizes: readonly [number, number, number], noise: number, seed: number) {
  const { samples } = makeClasses(sizes, noise, seed);
  const part = (from: number, count: number): Samples => ({
    count,
    size: SIZE,
    values: samples.values.slice(from * SIZE, (from + count) * SIZE),
  });
  const [positives, negatives, background] = [
    part(0, sizes[0]),
    part(sizes[0], sizes[1]),
    part(sizes[0] + sizes[1], sizes[2]),
  ];
  const coordinates = new Coordinates(background);
  coordinates.add(joinRows(positives, negatives));
  return { positives, negatives, background, coordinates };
}

const idsIn = ({ confusion }: Pick<TeachingReport, 'confusion'>) =>
  confusion?.cells.flatMap(({ photoIds }) => photoIds) ?? [];

test('near duplicates stay on one side of the test photos, and in one fold', () => {
  const classes = fc.array(fc.integer({ min: 10, max: 24 }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(classes, fc.integer({ min: 1, max: 1_000 }), (sizes, seed) => {
      const examples = makeClasses(sizes, 0.8, seed, 3);
      const { training, test: apart, foldOf } = splitGroup(examples);
      expect([...training, ...apart].sort((a, b) => a - b)).toEqual([...examples.classOf.keys()]);
      expect(apart.length).toBeGreaterThan(0);
      const clusters = findClusters(examples.samples);
      const sideOf = new Map<number, string>();
      const told = [
        ...training.map((row, i) => [row, `fold ${foldOf[i]}`] as const),
        ...apart.map((row) => [row, 'test'] as const),
      ];
      for (const [row, side] of told) {
        const cluster = clusters[row] ?? 0;
        expect(sideOf.get(cluster) ?? side).toBe(side);
        sideOf.set(cluster, side);
      }
      expect(sideOf.size).toBeLessThan(told.length);
    }),
    { numRuns: 30 },
  );
});

test('a report on classes tells of every photo once, and its numbers agree with each other', () => {
  const sizes = fc.array(fc.integer({ min: 4, max: 16 }), { minLength: 2, maxLength: 3 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 1_000 }), (counts, seed) => {
      const examples = makeClasses(counts, 1.5, seed);
      const photoIds = photoIdsOf(examples.samples.count);
      const { classifier } = trainGroup(examples);
      const report = reportGroup(examples, photoIds, classifier, () => {});
      expect(idsIn(report).sort((a, b) => a - b)).toEqual(photoIds);
      expect(report.split.training + report.split.test).toBe(photoIds.length);
      expect(report.testAccuracy).toBe(classifier.testAccuracy ?? null);
      expect(report.candidates.filter(({ isChosen }) => isChosen)).toMatchObject([{ score: classifier.accuracy }]);
      const wrong = report.confusion?.cells.filter(({ truth, answer }) => answer !== null && answer !== truth) ?? [];
      expect(report.mistakes.map(({ photoId }) => photoId).sort()).toEqual(
        wrong.flatMap((cell) => cell.photoIds).sort(),
      );
      const sure = report.mistakes.map(({ probability }) => probability);
      expect(sure).toEqual([...sure].sort((a, b) => b - a));
      for (const { accuracy, low, high } of report.learningCurve) {
        expect(low).toBeLessThanOrEqual(accuracy);
        expect(high).toBeGreaterThanOrEqual(accuracy);
      }
    }),
    { numRuns: 10 },
  );
});

test('training goes on as told: the loss of the training part falls, and ends with right answers', () => {
  const examples = makeClasses([12, 12, 12], 0.5, 4);
  const trained = trainGroup(examples);
  const { epochs, learningCurve } = reportGroup(
    examples,
    photoIdsOf(36),
    { ...trained.classifier, kind: 'logistic', penalty: 0.001, neighbours: null, dropout: undefined },
    () => {},
  );
  const losses = epochs.map(({ trainingLoss }) => trainingLoss);
  expect(losses.length).toBeGreaterThan(2);
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
  expect(epochs.at(-1)).toMatchObject({ trainingAccuracy: 1, validationAccuracy: 1 });
  expect(learningCurve.map(({ examples: count }) => count)).toEqual([1, 2, 5, 8]);
});

test('a report on a label tells of each example once, and of the background without what may be one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), (seed) => {
      const examples = makeLabel([12, 8, 40], 1.2, seed);
      const photoIds = photoIdsOf(60);
      const { classifier } = trainLabel(examples);
      const report = reportLabel(examples, photoIds, 'own:1', classifier, () => {});
      const ids = idsIn(report);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toHaveLength(report.split.training);
      expect(report.calibration.reduce((sum, { photos }) => sum + photos, 0)).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining(photoIds.slice(40)));
      const count = (truth: number | null, answer: number | null) =>
        report.confusion?.cells.find((cell) => cell.truth === truth && cell.answer === answer)?.photoIds.length ?? 0;
      expect(count(0, 0) + count(0, null)).toBe(12);
      // Bounds at the ends of what is allowed were moved there from where precision and recall were measured.
      if (classifier.foundProbability > 0.05 && classifier.foundProbability < 0.95) {
        expect(count(0, 0) / 12).toBeCloseTo(classifier.recall ?? -1, 6);
        expect(count(0, 0) / (count(0, 0) + count(null, 0))).toBeCloseTo(classifier.precision ?? -1, 6);
      }
      expect(report.candidates.find(({ isChosen }) => isChosen)?.score).toBe(classifier.averagePrecision);
      const recalls = report.thresholds.map(({ recall }) => recall);
      expect(recalls).toEqual([...recalls].sort((a, b) => b - a));
      expect(recalls[0]).toBe(1);
    }),
    { numRuns: 15 },
  );
});

test('too few examples make a report without measures, not an error', () => {
  const examples = makeLabel([1, 0, 20], 1, 3);
  const { classifier } = trainLabel(examples);
  const report = reportLabel(examples, photoIdsOf(21), 'own:1', classifier, () => {});
  expect(report).toMatchObject({ confusion: null, thresholds: [], foundProbability: classifier.foundProbability });
  const two = makeClasses([1, 1], 1, 3);
  expect(reportGroup(two, photoIdsOf(2), trainGroup(two).classifier, () => {})).toMatchObject({ learningCurve: [] });
});

test('a thorough lesson compares more kinds, and a quick one the same four as ever', () => {
  const examples = makeLabel([12, 8, 40], 1, 6);
  const names = (isThorough: boolean) =>
    trainLabel(examples, isThorough).classifier.compared?.map(({ name }) => name) ?? [];
  expect(names(false).sort()).toEqual([
    '3 nearest neighbours (cosine)',
    'logistic regression, penalty 0.001',
    'logistic regression, penalty 0.01',
    'nearest class mean',
  ]);
  expect(names(true)).toEqual(
    expect.arrayContaining([
      'nearest neighbour (cosine)',
      '5 nearest neighbours (L1)',
      'logistic regression, penalty 0.001, dropout 0.3',
      'logistic regression, penalty 0.001, photos count alike',
    ]),
  );
});

test('by L2 the neighbours of vectors of length 1 are those by cosine', () => {
  const { samples } = makeClasses([30], 2, 8);
  const asked = rowOf(samples, 0);
  const others = Array.from({ length: 29 }, (_, i) => i + 1);
  const squared = (row: number) => rowOf(samples, row).reduce((sum, x, i) => sum + (x - (asked[i] ?? 0)) ** 2, 0);
  const byL2 = [...others].sort((a, b) => squared(a) - squared(b));
  const byCosine = [...others].sort((a, b) => dotRows(rowOf(samples, b), asked) - dotRows(rowOf(samples, a), asked));
  expect(byCosine).toEqual(byL2);
});

test('a vector is most like itself, by either distance and with any number of neighbours', () => {
  const { samples } = makeClasses([10], 2, 9);
  const rows = Array.from({ length: 10 }, (_, row) => rowOf(samples, row));
  for (const candidate of nearestCandidates(10)) {
    const likeness = rows.map((row) => meanOfNearest(rows, row, candidate));
    if (candidate.neighbours === 1) for (const value of likeness) expect(value).toBeCloseTo(1, 5);
    for (const value of likeness) expect(value).toBeLessThanOrEqual(1.00001);
  }
  expect(nearestCandidates(2).map(({ neighbours }) => neighbours)).toEqual([1, 1]);
});

test('dropout is the same each time, keeps the mean, and makes weights smaller and more even', () => {
  const { samples, classOf } = makeClasses([40, 40], 1.5, 10);
  const rows = [...classOf.keys()];
  const dropped = dropOut(samples, rows, 0.5);
  expect(dropOut(samples, rows, 0.5)).toEqual(dropped);
  const zeros = dropped.samples.values.filter((value) => value === 0).length / dropped.samples.values.length;
  expect(zeros).toBeCloseTo(0.5, 1);
  const task = { samples, rows, targets: Uint8Array.from(classOf) };
  const [plain, spread] = [trainLogistic(task, 0.001), trainLogistic(task, 0.001, { dropout: 0.5 })];
  const largest = (weights: Float64Array) => Math.max(...weights.map(Math.abs));
  expect(largest(spread.weights)).toBeLessThan(largest(plain.weights));
});

test('a mean of draws has the interval of Student, cut to 0..1', () => {
  const point = toLearningPoint(5, [0.8, 0.9, 0.85]);
  expect(point).toMatchObject({ examples: 5 });
  expect(point.accuracy).toBeCloseTo(0.85, 6);
  expect(point.high - point.accuracy).toBeCloseTo((4.303 * 0.05) / Math.sqrt(3), 4);
  expect(toLearningPoint(1, [0, 1])).toEqual({ examples: 1, accuracy: 0.5, low: 0, high: 1 });
});

test('thresholds go up from all found to none, one point for each probability', () => {
  const judged = [
    { probability: 0.9, right: true },
    { probability: 0.5, right: false },
    { probability: 0.5, right: true },
    { probability: 0.1, right: false },
  ];
  expect(toThresholds(judged, 2)).toEqual([
    { probability: 0.1, precision: 0.5, recall: 1 },
    { probability: 0.5, precision: 2 / 3, recall: 1 },
    { probability: 0.9, precision: 1, recall: 0.5 },
  ]);
});

test('of probabilities it is told by tenths how many were right, and every photo is in one of them', () => {
  expect(
    toCalibration([
      { probability: 1, right: true },
      { probability: 0.92, right: false },
      { probability: 0.25, right: false },
    ]),
  ).toEqual([
    { probability: 0.25, right: 0, photos: 1 },
    { probability: 0.96, right: 0.5, photos: 2 },
  ]);
});
