import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { Corrections } from './corrections.svelte.ts';
import { fakeTransport, taughtOf } from './fake-transport.ts';
import { stageOf, TaughtState } from './taught.svelte.ts';
import { TeachState } from './teach.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

const bike = taughtOf('My bike');

function setUp(taught = [bike]) {
  let labels = taught;
  const transport = fakeTransport({
    listTaught: async () => labels,
    listTaughtGroups: async () => [],
    removeTaught: async ({ concept }) => {
      labels = labels.filter((label) => label.concept !== concept);
      return null;
    },
    removeTaughtGroup: async () => null,
    teach: async ({ label, photoIds }) => {
      if (label === 'cat') throw new AppError('invalid-request', 'There is no such parent.');
      const result = taughtOf(label.replace('own:', ''), { positives: photoIds?.length ?? 6 });
      labels = [...labels.filter(({ concept }) => concept !== result.concept), result];
      return { label: result, changeIds: photoIds ? [7, 8] : [] };
    },
    suggestLabels: async ({ text }) => [{ name: `${text}cycle`, concept: `n-${text}`, gloss: '' }],
    undo: async () => ({ photos: 1 }),
  });
  const toasts = new Toasts();
  const corrections = new Corrections(transport.client, toasts, () => {});
  const state = new TaughtState(transport.client, toasts, corrections);
  const teach = new TeachState(transport.client, state, corrections);
  const asked = (method: string) =>
    transport.calls.filter((call) => call.method === method).map(({ request }) => request);
  return { state, teach, toasts, corrections, asked };
}

it('says in a word how far a label has come', () => {
  const { classifier } = bike;
  const stages = [
    { positives: 0, isBehind: true, classifier: null },
    { positives: 2, isBehind: true, classifier },
    { positives: 2, isBehind: false, classifier },
    { positives: 4, isBehind: false, classifier },
    { positives: 5, isBehind: false, classifier },
  ].map(stageOf);
  expect(stages).toEqual(['no-examples', 'behind', 'too-few', 'few', 'ready']);
});

it('forgets a label, and learns it again when that is undone', async () => {
  const { state, toasts, asked } = setUp();
  await state.load();
  expect(await state.forget(bike)).toBe(true);
  expect(state.labels).toEqual([]);
  toasts.items[0]?.action?.run();
  await expect.poll(() => state.find(bike.concept)).not.toBeNull();
  expect(asked('teach')).toEqual([{ label: bike.concept }]);
});

it('tells what can’t be forgotten', async () => {
  const transport = fakeTransport({});
  const toasts = new Toasts();
  const state = new TaughtState(transport.client, toasts, new Corrections(transport.client, toasts, () => {}));
  expect(await state.forget(bike)).toBe(false);
  await state.load();
  expect([state.labels, state.problem, toasts.items.length]).toEqual([null, 'listTaught is not there.', 1]);
});

it('teaches photos under a name and a parent that were typed or picked', async () => {
  const { teach, state, asked } = setUp([]);
  teach.open({ photoIds: [3, 1] });
  expect(teach.isReady).toBe(false);
  teach.name.text = ' My bike ';
  await teach.parent.type('motor');
  teach.parent.pick({ name: 'motorcycle', concept: 'n-motor' });
  expect((await teach.teach())?.name).toBe('My bike');
  expect(asked('teach')).toEqual([{ label: 'My bike', photoIds: [3, 1], parent: 'n-motor' }]);
  expect([teach.isOpen, state.labels?.length]).toEqual([false, 1]);
});

it('undoes a new label as a whole, and of a known one only the examples', async () => {
  const { teach, toasts, asked, state } = setUp([bike]);
  for (const [name, taught] of [
    ['Grandma', 1],
    ['My bike', 1],
  ] as const) {
    teach.open({ name, photoIds: [1] });
    await teach.teach();
    toasts.items.at(-1)?.action?.run();
    await expect.poll(() => state.labels?.length).toBe(taught);
  }
  await expect.poll(() => asked('undo')).toEqual([8, 7, 8, 7].map((changeId) => ({ changeId })));
  expect(asked('removeTaught')).toEqual([{ concept: 'own:Grandma' }]);
});

it('keeps what was typed while photos are selected for it', async () => {
  const { teach } = setUp([]);
  teach.open({ name: 'My bike' });
  teach.parent.text = 'bicycle';
  teach.pick();
  expect([teach.isOpen, teach.isPicking]).toEqual([false, true]);
  teach.open({ photoIds: [1, 2] });
  expect([teach.name.text, teach.parent.text, teach.photoIds, teach.isPicking]).toEqual([
    'My bike',
    'bicycle',
    [1, 2],
    false,
  ]);
  teach.cancel();
  teach.open({});
  expect([teach.name.text, teach.photoIds]).toEqual(['', []]);
});

it('teaches more examples to the label that it was begun from', async () => {
  const { teach, asked } = setUp();
  teach.open({ label: bike });
  teach.pick();
  teach.open({ photoIds: [9] });
  await teach.teach();
  expect(asked('teach')).toEqual([{ label: bike.concept, photoIds: [9] }]);
});

it('says in the form what the core refuses', async () => {
  const { teach, toasts } = setUp([]);
  teach.open({ name: 'cat', photoIds: [1] });
  expect(await teach.teach()).toBeNull();
  expect([teach.isOpen, teach.isTeaching, teach.problem, toasts.items]).toEqual([
    true,
    false,
    'There is no such parent.',
    [],
  ]);
});

it('is told a picked name as long as it is not changed', async () => {
  const { teach } = setUp([]);
  await teach.name.type('motor');
  expect(teach.name.options.map(({ name }) => name)).toEqual(['motorcycle']);
  teach.name.pick({ name: 'motorcycle', concept: 'n-motor' });
  expect([teach.name.value, teach.name.options]).toEqual(['n-motor', []]);
  await teach.name.type('motorcycle 2');
  expect(teach.name.value).toBe('motorcycle 2');
  await teach.name.type('  ');
  expect([teach.name.value, teach.name.options]).toEqual(['', []]);
});
