import { expect, it } from 'vitest';
import { Corrections } from './corrections.svelte.ts';
import { fakeTransport } from './fake-transport.ts';
import { Toasts } from './toasts.svelte.ts';

function setUp() {
  let changeId = 0;
  const transport = fakeTransport({
    decide: async ({ label, verdict, photoIds }) => ({
      changeId: ++changeId,
      label: { name: label, concept: label },
      verdict,
      photos: photoIds.length,
    }),
    setFavourite: async ({ favourite, photoIds }) => ({
      changeId: ++changeId,
      label: { name: 'favourite', concept: 'favourite' },
      verdict: favourite ? 'accepted' : 'none',
      photos: photoIds.length,
    }),
    undo: async () => ({ photos: 3 }),
  });
  const toasts = new Toasts();
  let changes = 0;
  const corrections = new Corrections(transport.client, toasts, () => changes++);
  const undone = () => transport.calls.filter((call) => call.method === 'undo').map((call) => call.request);
  return { toasts, corrections, undone, changes: () => changes };
}

it('says what it did and offers to undo it, once', async () => {
  const { toasts, corrections, undone, changes } = setUp();
  await corrections.decide([1, 2, 3], 'Siamese cat', 'rejected');
  expect(toasts.items.map((toast) => toast.text)).toEqual(['Not Siamese cat: 3 photos']);
  const undo = toasts.items[0]?.action?.run;
  undo?.();
  undo?.();
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
  expect(undone()).toEqual([{ changeId: 1 }]);
  expect(toasts.items.map((toast) => toast.text)).toEqual(['Undone: 3 photos']);
  expect(changes()).toBe(2);
});

it('undoes step by step, the last first, and then says that there is nothing left', async () => {
  const { toasts, corrections, undone } = setUp();
  await corrections.decide([1], 'cat', 'rejected');
  await corrections.decide([1], 'dog', 'accepted');
  expect(toasts.items).toHaveLength(1);
  await corrections.undoLast();
  await corrections.undoLast();
  await corrections.undoLast();
  expect(undone()).toEqual([{ changeId: 2 }, { changeId: 1 }]);
  expect(toasts.items.at(-1)?.text).toBe('Nothing to undo.');
});

it('undoes a favourite like a label', async () => {
  const { toasts, corrections, undone } = setUp();
  await corrections.setFavourite([1], true);
  expect(toasts.items.map((toast) => toast.text)).toEqual(['Favourite: 1 photo']);
  await corrections.setFavourite([1], false);
  expect(toasts.items.map((toast) => toast.text)).toEqual(['No longer a favourite: 1 photo']);
  await corrections.undoLast();
  expect(undone()).toEqual([{ changeId: 2 }]);
});
