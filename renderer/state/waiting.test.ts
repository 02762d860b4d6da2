import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { fakeTransport } from './fake-transport.ts';
import { Toasts } from './toasts.svelte.ts';
import { WaitingState } from './waiting.svelte.ts';

function setUp(fails = false) {
  const answers = new Map<number, (photoId: number) => void>();
  const transport = fakeTransport({
    lookFirst: async () => {
      if (fails) throw new AppError('internal', 'No.');
      return null;
    },
    lookNow: ({ fileId }) => {
      if (fails) return Promise.reject(new AppError('unsupported', 'Photos are not looked at now.'));
      return new Promise((resolve) => answers.set(fileId, (photoId) => resolve({ photoId })));
    },
  });
  const toasts = new Toasts();
  return { waiting: new WaitingState(transport.client, toasts), transport, toasts, answers };
}

it('names the files of places in sight, once', async () => {
  const { waiting, transport } = setUp();
  await waiting.lookFirst([5, -3, 6, -1]);
  await waiting.lookFirst([-3, 5, -1]);
  await waiting.lookFirst([7]);
  expect(transport.calls.map(({ request }) => request)).toEqual([{ fileIds: [3, 1] }, { fileIds: [] }]);
});

it('names them again after that failed', async () => {
  const { waiting, transport } = setUp(true);
  await waiting.lookFirst([-3]);
  await waiting.lookFirst([-3]);
  expect(transport.calls).toHaveLength(2);
});

it('gives the photo of a file, and says meanwhile which one is being opened', async () => {
  const { waiting, answers } = setUp();
  const opened = waiting.open(-3);
  expect(waiting.openingId).toBe(-3);
  answers.get(3)?.(30);
  expect([await opened, waiting.openingId]).toEqual([30, null]);
  expect(await waiting.open(8)).toBe(8);
});

it('opens what was asked for last', async () => {
  const { waiting, answers } = setUp();
  const [first, second] = [waiting.open(-3), waiting.open(-4)];
  answers.get(3)?.(30);
  expect([await first, waiting.openingId]).toEqual([null, -4]);
  answers.get(4)?.(40);
  expect(await second).toBe(40);
});

it('says why a file is not opened', async () => {
  const { waiting, toasts } = setUp(true);
  expect([await waiting.open(-3), waiting.openingId]).toEqual([null, null]);
  expect(toasts.items.map(({ text }) => text)).toEqual(['Photos are not looked at now.']);
});
