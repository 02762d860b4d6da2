import { expect, test } from 'vitest';
import type { TaughtGroup, TaughtLabel } from '../../../shared/model/taught.ts';
import type { TeachingReport } from '../../../shared/model/teaching-report.ts';
import { describeGroup, describeLabel } from './evaluate.ts';

const [rose, tulip] = [
  { name: 'rose', concept: 'n1' },
  { name: 'tulip', concept: 'n2' },
];

const report: TeachingReport = {
  trainedAt: '2026-06-14T18:22:05Z',
  measure: 'accuracy',
  split: { training: 8, test: 2 },
  candidates: [
    { name: 'logistic regression, penalty 0.001', score: 0.875, isChosen: true },
    { name: 'nearest class mean', score: 0.75, isChosen: false },
  ],
  testAccuracy: 0.5,
  epochs: [],
  learningCurve: [{ examples: 2, accuracy: 0.7, low: 0.55, high: 0.85 }],
  thresholds: [],
  calibration: [{ probability: 0.95, right: 0.9, photos: 10 }],
  foundProbability: 0.8,
  factProbability: null,
  isThresholdChosen: false,
  confusion: {
    classes: [rose, tulip],
    cells: [
      { truth: 0, answer: 0, photoIds: [1, 2, 3, 4] },
      { truth: 0, answer: 1, photoIds: [5] },
      { truth: 1, answer: 1, photoIds: [6, 7, 8] },
      { truth: 1, answer: null, photoIds: [9, 10] },
    ],
  },
  mistakes: [{ photoId: 5, truth: rose, answer: tulip, probability: 0.9 }],
};

const group: TaughtGroup = {
  name: 'flowers',
  classes: [rose, tulip],
  kind: 'logistic',
  reason: 'Logistic regression.',
  trainedAt: '2026-06-14T18:22:05Z',
  accuracy: 0.875,
  testAccuracy: 0.5,
  testPhotos: 2,
  knownAccuracy: 0.95,
  knownShare: 0.8,
  unknownBelow: 0.8,
  isBehind: false,
};

test('a classifier is told with its confusion as a table', () => {
  expect(describeGroup(group, report, new Map([[5, '/photos/five.jpg']]))).toEqual([
    'flowers: Logistic regression.',
    '  "unknown" below 0.800: 80 % get an answer, 95 % of these are right',
    '  compared on 8 photos, by accuracy:',
    '  > 0.875  logistic regression, penalty 0.001',
    '    0.750  nearest class mean',
    '  of 2 photos kept apart: 50 % right',
    '  examples  accuracy (95 % interval)',
    '         2  0.700 (0.550 to 0.850)',
    '    photos  told   right',
    '        10  0.950  0.900',
    '              rose     tulip   unknown',
    '  rose           4         1         0',
    '  tulip          0         3         2',
    '  surest mistakes:',
    '  0.900  rose taken for tulip: /photos/five.jpg',
  ]);
});

test('of many classes the pairs that were confused most are told', () => {
  const classes = Array.from({ length: 13 }, (_, k) => ({ name: `class ${k}`, concept: `n${k}` }));
  const cells = [
    { truth: 0, answer: 0, photoIds: [1] },
    { truth: 3, answer: null, photoIds: [2] },
    { truth: 4, answer: 5, photoIds: [3, 4] },
  ];
  const lines = describeGroup(group, { ...report, confusion: { classes, cells }, mistakes: [] }, new Map());
  expect(lines.slice(-2)).toEqual(['     2  class 4 taken for class 5', '     1  class 3 taken for unknown']);
});

test('a label is told with what is not it as well; without a report, that it was not learnt', () => {
  const label = { name: 'rose', classifier: { reason: 'Logistic regression.' } } as TaughtLabel;
  const cells = [
    { truth: 0, answer: 0, photoIds: [1] },
    { truth: null, answer: null, photoIds: [2, 3] },
  ];
  const lines = describeLabel(label, { ...report, confusion: { classes: [rose], cells }, mistakes: [] }, new Map());
  expect(lines.slice(-3)).toEqual([
    '               rose not found',
    '  rose            1         0',
    '  not it          0         2',
  ]);
  expect(describeLabel({ ...label, classifier: null }, null, new Map())).toEqual(['rose: not learnt yet']);
});
