import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Mistake, TeachingReport } from '../../shared/model/teaching-report.ts';
import { Corrections } from './corrections.svelte.ts';
import { fakeOut, fakeTransport, reportOf, taughtOf } from './fake-transport.ts';
import { TaughtState } from './taught.svelte.ts';
import { TaughtFiles } from './taught-files.svelte.ts';
import { TeachingReportState } from './teaching-report.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

const rose = { name: 'rose', concept: 'n1' };
const tulip = { name: 'tulip', concept: 'n2' };
const mistakes: Mistake[] = [
  { photoId: 1, truth: rose, answer: tulip, probability: 0.99 },
  { photoId: 2, truth: rose, answer: null, probability: 0.9 },
  { photoId: 3, truth: null, answer: tulip, probability: 0.8 },
];
const thresholds = [
  { probability: 0.1, precision: 0.5, recall: 1 },
  { probability: 0.5, precision: 0.8, recall: 0.75 },
  { probability: 0.9, precision: 1, recall: 0.25 },
];

function setUp(report: () => TeachingReport = () => reportOf({ mistakes, thresholds })) {
  const bike = taughtOf('bike');
  const transport = fakeTransport({
    getTeachingReport: async () => report(),
    setTaughtThreshold: async ({ probability }) => ({
      ...bike,
      classifier: bike.classifier && {
        ...bike.classifier,
        foundProbability: probability ?? 0.4,
        isThresholdChosen: probability !== null,
      },
    }),
    listTaught: async () => [bike],
    listTaughtGroups: async () => [],
    decide: async ({ label, verdict }) => ({ changeId: 1, label: { name: label, concept: label }, verdict, photos: 1 }),
    replaceLabel: async ({ by }) => ({ changeId: 2, label: { name: by, concept: by }, verdict: 'accepted', photos: 1 }),
    teachFolder: async ({ path }) => {
      if (path === '/empty') throw new AppError('invalid-request', '/empty needs two sub-folders or more.');
      if (path === '/long') throw new AppError('cancelled', 'Stopped.');
      return { name: 'Flowers', labels: [bike], accuracy: 0.9, testAccuracy: null, testPhotos: 0, reason: '' };
    },
    teachTable: async () => ({
      name: 'Table',
      labels: [],
      accuracy: null,
      testAccuracy: null,
      testPhotos: 0,
      reason: '',
    }),
    exportTaught: async ({ format }) => ({
      fileName: `bike.${format}`,
      mediaType: 'application/json',
      base64: btoa('{}'),
    }),
    importTaught: async () => ({ kind: 'label', name: 'bike', labels: [bike] }),
  });
  const toasts = new Toasts();
  const corrections = new Corrections(transport.client, toasts, () => {});
  const taught = new TaughtState(transport.client, toasts, corrections);
  const out = fakeOut();
  const asked = (method: string) =>
    transport.calls.filter((call) => call.method === method).map(({ request }) => request);
  return {
    state: new TeachingReportState(transport.client, taught, corrections, toasts),
    files: new TaughtFiles(transport.client, taught, toasts, out),
    taught,
    toasts,
    out,
    asked,
  };
}

it('is made when it is asked for, and gone with what it tells of', async () => {
  const { state, asked } = setUp();
  state.show({ concept: 'own:bike' });
  expect([state.report, asked('getTeachingReport')]).toEqual([null, []]);
  await state.load();
  expect([state.report?.thresholds.length, state.isLoading]).toEqual([3, false]);
  state.show({ concept: 'own:bike' });
  expect(state.report).not.toBeNull();
  const late = state.load();
  state.show({ group: 'Flowers' });
  await late;
  expect([state.report, state.isLoading]).toEqual([null, false]);
});

it('tells why it could not be made, unless the user ended it', async () => {
  let code: 'internal' | 'cancelled' = 'internal';
  const { state } = setUp(() => {
    throw new AppError(code, 'The disk is full.');
  });
  state.show({ group: 'Flowers' });
  await state.load();
  expect(state.problem).toBe('The disk is full.');
  code = 'cancelled';
  await state.load();
  expect([state.problem, state.isLoading]).toEqual([null, false]);
});

it('shows what another bound would bring while it is dragged, and sets it at the end', async () => {
  const { state, taught } = setUp();
  state.show({ concept: 'own:bike' });
  await state.load();
  expect([state.threshold, state.atThreshold]).toEqual([0.4, thresholds[1]]);
  state.dragThreshold(0.7);
  expect([state.threshold, state.atThreshold, state.report?.foundProbability]).toEqual([0.7, thresholds[2], 0.4]);
  state.dragThreshold(0.95);
  expect(state.atThreshold).toEqual(thresholds[2]);
  await state.setThreshold(0.6);
  expect([state.threshold, state.report?.isThresholdChosen]).toEqual([0.6, true]);
  expect(taught.find('own:bike')?.classifier?.foundProbability).toBe(0.6);
  await state.setThreshold(null);
  expect([state.threshold, state.report?.isThresholdChosen]).toEqual([0.4, false]);
});

it('corrects mistakes by what was answered, and takes them off the list', async () => {
  const { state, asked } = setUp();
  state.show({ group: 'Flowers' });
  await state.load();
  for (const mistake of mistakes) await state.correct(mistake);
  expect(asked('replaceLabel')).toEqual([{ photoIds: [1], label: 'n1', by: 'n2' }]);
  expect(asked('decide')).toEqual([
    { photoIds: [2], label: 'n1', verdict: 'rejected' },
    { photoIds: [3], label: 'n2', verdict: 'accepted' },
  ]);
  expect(state.report?.mistakes).toEqual([]);
});

it('learns from a folder or from a table', async () => {
  const { files, asked, taught } = setUp();
  expect(await files.learnFrom(' ')).toBe(false);
  expect(await files.learnFrom(' /photos/Flowers ')).toBe(true);
  expect([files.lesson?.name, taught.labels?.length]).toEqual(['Flowers', 1]);
  expect(await files.learnFrom('/photos/labels.CSV')).toBe(true);
  expect([asked('teachFolder'), asked('teachTable')]).toEqual([
    [{ path: '/photos/Flowers' }],
    [{ path: '/photos/labels.CSV' }],
  ]);
});

it('says why nothing was learnt, or that the user ended it', async () => {
  const { files, toasts } = setUp();
  expect([await files.learnFrom('/empty'), await files.learnFrom('/long'), files.isWorking]).toEqual([
    false,
    false,
    false,
  ]);
  expect(toasts.items.map(({ text }) => text)).toEqual([
    '/empty needs two sub-folders or more.',
    'Stopped. All is as it was before.',
  ]);
});

it('saves what was learnt, and brings it in', async () => {
  const { files, out, asked, toasts } = setUp();
  await files.export({ concept: 'own:bike' }, 'json');
  expect(out.texts).toEqual(['bike.json: application/json, 2 bytes']);
  await files.import({ name: 'bike.json', arrayBuffer: async () => new TextEncoder().encode('{}').buffer });
  expect(asked('importTaught')).toEqual([{ base64: btoa('{}'), fileName: 'bike.json' }]);
  expect(toasts.items.map(({ text }) => text)).toEqual(['Saved: bike.json', 'Brought in: bike']);
});
