import { expect, it } from 'vitest';
import type { MatchReason } from '../../shared/model/photo.ts';
import { fakeTransport, listOf, photoOf, resultOf } from './fake-transport.ts';
import { Summaries } from './summaries.svelte.ts';

const reasonFor = (asked: string): MatchReason => ({
  asked,
  name: 'Siamese cat',
  concept: 'n02123597',
  confidence: 0.93,
  source: 'model',
});

function setUp() {
  const transport = fakeTransport({
    search: async ({ text, offset, limit }) => ({
      ...resultOf([]),
      query: text,
      photos: [1, 2, 3]
        .slice(offset, offset + limit)
        .map((id) => photoOf(id, { reasons: text === '' ? [] : [reasonFor(text)] })),
    }),
  });
  return { summaries: new Summaries(transport.client), calls: transport.calls };
}

it('asks once for what is on the screen, and again when it may have changed', async () => {
  const { summaries, calls } = setUp();
  const result = listOf([1, 2, 3]);
  await summaries.ensure(result, { text: '', order: 'date' }, 0, 2);
  await summaries.ensure(result, { text: '', order: 'date' }, 0, 2);
  expect(calls.map((call) => call.request)).toEqual([{ text: '', order: 'date', offset: 0, limit: 2 }]);
  summaries.expire();
  await summaries.ensure(result, { text: '', order: 'date' }, 0, 2);
  expect(calls).toHaveLength(2);
});

it('knows why a photo was found for this search, and never tells the reason of another one', async () => {
  const { summaries } = setUp();
  const result = listOf([1, 2, 3]);
  await summaries.ensure(result, { text: 'cat', order: 'relevance' }, 0, 3);
  expect(summaries.reasonsOf(2, 'cat')).toEqual([reasonFor('cat')]);
  expect(summaries.reasonsOf(2, 'animal')).toEqual([]);
  await summaries.ensure(result, { text: 'animal', order: 'relevance', weaker: true }, 1, 2);
  expect(summaries.reasonsOf(2, 'animal')).toEqual([reasonFor('animal')]);
});

it('shows a favourite at once', async () => {
  const { summaries } = setUp();
  await summaries.ensure(listOf([1, 2, 3]), { text: '', order: 'date' }, 0, 3);
  summaries.setFavourite(2, true);
  summaries.setFavourite(99, true);
  expect([1, 2, 99].map((id) => summaries.get(id)?.favourite)).toEqual([false, true, undefined]);
});

it('asks only for the part of a range that is not known', async () => {
  const { summaries, calls } = setUp();
  const result = listOf([1, 2, 3]);
  await summaries.ensure(result, { text: '', order: 'date' }, 0, 1);
  await summaries.ensure(result, { text: '', order: 'date' }, 0, 3);
  expect(calls.at(-1)?.request).toEqual({ text: '', order: 'date', offset: 1, limit: 2 });
  expect([1, 2, 3].map((id) => summaries.get(id)?.id)).toEqual([1, 2, 3]);
});
