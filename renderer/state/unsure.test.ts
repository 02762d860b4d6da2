import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Label } from '../../shared/model/label.ts';
import { Corrections } from './corrections.svelte.ts';
import { fakeTransport, photoOf, resultOf } from './fake-transport.ts';
import { Toasts } from './toasts.svelte.ts';
import { UnsureState } from './unsure.svelte.ts';

const guess = (name: string): Label => ({
  name,
  concept: `n-${name}`,
  confidence: 0.4,
  source: 'model',
  certainty: 'guess',
  path: [name],
});

/** Photos of cats that may be tigers; photo 9 is gone, photo 8 is a fact by now. */
async function setUp(ids: number[], isRefused = false) {
  let lastChange = 0;
  const transport = fakeTransport({
    getResultLayout: async () => resultOf(ids),
    getPhoto: async ({ id }) => {
      if (id === 9) throw new AppError('not-found', 'There is no such photo.');
      return photoOf(id, { labels: id === 8 ? [] : [guess(`cat ${id}`), guess('tiger')] });
    },
    decide: async ({ label, verdict, photoIds }) => {
      if (isRefused) throw new AppError('internal', 'The disk is full.');
      return { changeId: ++lastChange, label: { name: label, concept: label }, verdict, photos: photoIds.length };
    },
    undo: async () => ({ photos: 1 }),
  });
  const toasts = new Toasts();
  const corrections = new Corrections(transport.client, toasts, () => {});
  const unsure = new UnsureState(transport.client, corrections, toasts);
  await unsure.load();
  const asked = (method: 'decide' | 'undo') =>
    transport.calls.filter((call) => call.method === method).map((call) => call.request);
  return { unsure, toasts, corrections, asked };
}

it('asks about one photo after the other and sends what is answered', async () => {
  const { unsure, toasts, asked } = await setUp([1, 2, 3, 4]);
  expect([unsure.id, unsure.total, unsure.guesses.map(({ name }) => name)]).toEqual([1, 4, ['cat 1', 'tiger']]);
  await unsure.answer('accepted');
  await unsure.answer('rejected');
  await unsure.name('n-tiger');
  await unsure.skip();
  expect(asked('decide')).toEqual([
    { photoIds: [1], label: 'n-cat 1', verdict: 'accepted' },
    { photoIds: [2], label: 'n-cat 2', verdict: 'rejected' },
    { photoIds: [3], label: 'n-tiger', verdict: 'accepted' },
  ]);
  expect([unsure.isDone, unsure.said, unsure.skipped, unsure.photo]).toEqual([true, 3, 1, null]);
  // Nobody needs a message for what he sees.
  expect(toasts.items).toEqual([]);
});

it('goes on at once, before the core has answered, with the next photos known already', async () => {
  const { unsure } = await setUp([1, 2, 3, 4, 5]);
  expect(unsure.nextIds).toEqual([2, 3, 4]);
  const answered = unsure.answer('accepted');
  expect([unsure.id, unsure.guesses[0]?.name, unsure.said]).toEqual([2, 'cat 2', 1]);
  await answered;
});

it('undoes step by step, also while the core has not answered yet', async () => {
  const { unsure, asked } = await setUp([1, 2, 3]);
  await unsure.answer('accepted');
  await unsure.skip();
  void unsure.answer('rejected');
  await unsure.undo();
  expect([unsure.id, unsure.said, unsure.skipped, asked('undo')]).toEqual([3, 1, 1, [{ changeId: 2 }]]);
  await unsure.undo();
  await unsure.undo();
  await unsure.undo();
  expect([unsure.id, unsure.canUndo, asked('undo')]).toEqual([1, false, [{ changeId: 2 }, { changeId: 1 }]]);
});

it('what was said here is undone by the usual key elsewhere, and only once', async () => {
  const { unsure, corrections, asked } = await setUp([1, 2]);
  await unsure.answer('accepted');
  await corrections.undoLast();
  await unsure.undo();
  expect(asked('undo')).toEqual([{ changeId: 1 }]);
});

it('tells what the core refused, and counts it as skipped', async () => {
  const { unsure, toasts } = await setUp([1, 2], true);
  await unsure.answer('accepted');
  expect([unsure.id, unsure.said, unsure.skipped]).toEqual([2, 0, 1]);
  expect(toasts.items.map(({ text }) => text)).toEqual(['The disk is full.']);
});

it('leaves out photos that are gone or no longer unsure', async () => {
  const { unsure } = await setUp([9, 8, 1]);
  expect([unsure.id, unsure.total]).toEqual([1, 1]);
  const { unsure: empty } = await setUp([8]);
  expect([empty.isDone, empty.canUndo]).toEqual([true, false]);
});

it('says nothing where nothing is asked', async () => {
  const { unsure, asked } = await setUp([]);
  await unsure.answer('accepted');
  await unsure.name('cat');
  await unsure.skip();
  await unsure.undo();
  expect([unsure.isDone, unsure.canUndo, asked('decide')]).toEqual([true, false, []]);
});
