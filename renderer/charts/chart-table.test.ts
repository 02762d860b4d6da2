import { expect, it } from 'vitest';
import { t } from '../i18n/texts.ts';
import { reportOf } from '../state/fake-transport.ts';
import { confusionMatrix, confusionTable, learningTable, lossTable, thresholdTable, toCsv } from './chart-table.ts';

const names = t.charts.columns;
const [rose, tulip] = [
  { name: 'rose', concept: 'n1' },
  { name: 'tulip', concept: 'n2' },
];

it('writes numbers as a spreadsheet reads them', () => {
  const report = reportOf({
    learningCurve: [{ examples: 5, accuracy: 0.825, low: 0.8, high: 0.85 }],
    epochs: [{ trainingLoss: 0.5, trainingAccuracy: 0.9, validationLoss: 0.75, validationAccuracy: 0.8 }],
    thresholds: [{ probability: 0.25, precision: 0.5, recall: 1 }],
  });
  expect(toCsv(learningTable(report, names)).split('\r\n').slice(1)).toEqual(['5,0.825,0.8,0.85', '']);
  expect(lossTable(report, names).rows).toEqual([[1, 0.5, 0.75]]);
  expect(thresholdTable(report, names).rows).toEqual([[0.25, 0.5, 1]]);
});

it('quotes what a comma or a quote is in', () => {
  const table = { columns: [{ name: 'a, b', kind: 'text' as const }], rows: [['say "no"'], ['plain']] };
  expect(toCsv(table)).toBe('"a, b"\r\n"say ""no"""\r\nplain\r\n');
});

it('has no matrix where nothing was measured', () => {
  expect(confusionMatrix(reportOf({ confusion: null }), names)).toBeNull();
  expect(confusionMatrix(reportOf({ confusion: { classes: [rose], cells: [] } }), names)).toBeNull();
});

it('tells which class was taken for which, the most photos first, with the share of its row', () => {
  const matrix = confusionMatrix(
    reportOf({
      confusion: {
        classes: [rose, tulip],
        cells: [
          { truth: 0, answer: 1, photoIds: [4] },
          { truth: 0, answer: 0, photoIds: [1, 2, 3] },
          { truth: 1, answer: null, photoIds: [5, 6] },
        ],
      },
    }),
    names,
  );
  expect(matrix?.truths).toEqual(['rose', 'tulip']);
  expect(matrix?.answers).toEqual(['rose', 'tulip', names.unknown]);
  expect(matrix?.cells).toEqual([
    { truth: 'rose', answer: 'rose', photoIds: [1, 2, 3], share: 0.75, isRight: true },
    { truth: 'tulip', answer: names.unknown, photoIds: [5, 6], share: 1, isRight: false },
    { truth: 'rose', answer: 'tulip', photoIds: [4], share: 0.25, isRight: false },
  ]);
  expect(matrix && confusionTable(matrix, names).rows).toEqual([
    ['rose', 'rose', 3],
    ['tulip', names.unknown, 2],
    ['rose', 'tulip', 1],
  ]);
});

it('of one label counts it as right that something else was not found', () => {
  const matrix = confusionMatrix(
    reportOf({
      confusion: {
        classes: [rose],
        cells: [
          { truth: null, answer: null, photoIds: [1] },
          { truth: null, answer: 0, photoIds: [2] },
        ],
      },
    }),
    names,
  );
  expect([matrix?.truths, matrix?.answers]).toEqual([
    ['rose', names.other],
    ['rose', names.other],
  ]);
  expect(matrix?.cells.map(({ isRight }) => isRight)).toEqual([true, false]);
});
