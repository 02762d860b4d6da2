import { expect, it } from 'vitest';
import type { DuplicateGroup } from '../../shared/model/duplicates.ts';
import { AdaptedState } from './adapted.svelte.ts';
import { Corrections } from './corrections.svelte.ts';
import { DuplicatesState } from './duplicates.svelte.ts';
import { fakeTransport, photoOf } from './fake-transport.ts';
import { Toasts } from './toasts.svelte.ts';

const group: DuplicateGroup = {
  kind: 'near',
  photoIds: [3, 4, 5],
  photos: [photoOf(3), photoOf(4), photoOf(5)],
  keepId: 4,
  paths: [],
};
const counts = { near: 1, burst: 0, copies: 0 };

function open(groups: DuplicateGroup[], total = groups.length) {
  const transport = fakeTransport({
    listDuplicates: async ({ limit }) => ({ total, counts, groups: groups.slice(0, limit) }),
    setHidden: async ({ photoIds }) => ({
      changeId: 9,
      label: { name: 'hidden', concept: 'mark:hidden' },
      verdict: 'accepted',
      photos: photoIds.length,
    }),
  });
  const toasts = new Toasts();
  const corrections = new Corrections(transport.client, toasts, () => undefined);
  return { transport, toasts, state: new DuplicatesState(transport.client, corrections) };
}

it('hides all but the photo that is proposed, or that was chosen, and offers to undo it', async () => {
  const { transport, toasts, state } = open([group]);
  await state.load();
  expect(state.keptOf(group)).toBe(4);
  await state.hideOthers(group);
  expect(toasts.items).toHaveLength(1);
  state.keep(group, 5);
  await state.hideOthers(group);
  const hidden = transport.calls.filter(({ method }) => method === 'setHidden').map(({ request }) => request);
  expect(hidden).toEqual([
    { photoIds: [3, 5], hidden: true },
    { photoIds: [3, 4], hidden: true },
  ]);
  expect(state.keptOf({ ...group, photoIds: [3, 4] })).toBe(4);
});

it('asks for more groups where there are some, and for those of one kind', async () => {
  const groups = Array.from({ length: 30 }, (_, i) => ({ ...group, photoIds: [i * 2 + 1, i * 2 + 2] }));
  const { transport, state } = open(groups);
  await state.show('all');
  expect([state.page?.groups.length, state.hasMore]).toEqual([20, true]);
  await state.more();
  expect([state.page?.groups.length, state.hasMore]).toEqual([30, false]);
  await state.show('burst');
  expect(transport.calls.at(-1)?.request).toEqual({ kind: 'burst', limit: 20, offset: 0 });
});

it('knows which labels corrections have taught', async () => {
  const label = {
    concept: 'n02121620',
    name: 'cat',
    confirmed: 9,
    rejected: 8,
    applied: true,
    why: 'better' as const,
    before: null,
    after: null,
    learntAt: null,
  };
  const { client } = fakeTransport({ listAdapted: async () => ({ needed: 8, labels: [label] }) });
  const state = new AdaptedState(client);
  expect(state.isApplied('n02121620')).toBe(false);
  await state.load();
  expect([state.isApplied('n02121620'), state.isApplied('n02084071')]).toEqual([true, false]);
});
