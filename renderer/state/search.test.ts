import { expect, it } from 'vitest';
import type { ResultLayout } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { ConnectionError } from '../transport/client.ts';
import { fakeTransport, resultOf } from './fake-transport.ts';
import { SearchState } from './search.svelte.ts';

const cat = { concept: 'n02121808', name: 'cat', gloss: 'a cat' };

it('orders by date without words and by relevance with them, unless told otherwise', async () => {
  const { client, calls } = fakeTransport({ getResultLayout: async () => resultOf([1]) });
  const search = new SearchState(client, () => {});
  await search.show('', null);
  await search.show('cat', null);
  await search.show('cat', 'date');
  await search.show('cat', 'date');
  expect(calls.map((call) => call.request)).toEqual([
    { text: '', order: 'date' },
    { text: 'cat', order: 'relevance' },
    { text: 'cat', order: 'date' },
  ]);
});

it('shows the answer to the newest search, whichever comes last', async () => {
  const waiting = new Map<string, (result: ResultLayout) => void>();
  const { client } = fakeTransport({
    getResultLayout: ({ text }) => new Promise((resolve) => waiting.set(text, resolve)),
  });
  const search = new SearchState(client, () => {});
  const first = search.show('cat', null);
  const second = search.show('dog', null);
  waiting.get('dog')?.(resultOf([2], { query: 'dog' }));
  await second;
  waiting.get('cat')?.(resultOf([1], { query: 'cat' }));
  await first;
  expect([search.result?.query, search.isLoading]).toEqual(['dog', false]);
});

it('keeps what was found while it asks again, and when the line breaks', async () => {
  let fails = false;
  const { client } = fakeTransport({
    getResultLayout: async () => {
      if (fails) throw new ConnectionError('lost');
      return resultOf([1, 2]);
    },
  });
  const search = new SearchState(client, () => {});
  await search.show('', null);
  fails = true;
  await search.refresh();
  expect([search.total, search.problem]).toEqual([2, null]);
});

it('says in words why a search failed, and tries again when asked for the same', async () => {
  let fails = true;
  const { client } = fakeTransport({
    getResultLayout: async () => {
      if (fails) throw new AppError('internal', 'The index is being built.');
      return resultOf([1]);
    },
  });
  const search = new SearchState(client, () => {});
  await search.show('cat', null);
  expect(search.problem).toBe('The index is being built.');
  fails = false;
  await search.show('cat', null);
  expect([search.problem, search.total]).toEqual([null, 1]);
});

it('explains why nothing was found: unknown words, known words without photos, and labels that are near', async () => {
  const terms = [
    { text: 'sunflowr', negated: false, meanings: [] },
    { text: 'cat', negated: false, meanings: [cat] },
  ];
  const near = { name: 'sunflower', concept: 'n11978713', photos: 3, coverId: 9 };
  const { client, calls } = fakeTransport({
    getResultLayout: async ({ text }) => resultOf([], { query: text, terms, days: [] }),
    search: async ({ text }) => ({ query: text, terms: [], total: 12, photos: [] }),
    suggest: async ({ text }) => (text === 'sunflow' ? [near] : []),
  });
  const search = new SearchState(client, () => {});
  await search.show('sunflowr cat', null);
  expect(search.explanation).toEqual({
    terms: [
      { term: terms[0], photos: null },
      { term: terms[1], photos: 12 },
    ],
    near: [near],
  });
  expect(calls.filter((call) => call.method === 'search')).toHaveLength(1);
});
