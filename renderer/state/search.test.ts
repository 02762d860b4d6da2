import { expect, it } from 'vitest';
import type { LabelSuggestion, ResultLayout } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { ConnectionError } from '../transport/client.ts';
import { fakeTransport, resultOf, termOf } from './fake-transport.ts';
import { SearchState } from './search.svelte.ts';

it('orders by date without words and by relevance with them, unless told otherwise', async () => {
  const { client, calls } = fakeTransport({ getResultLayout: async () => resultOf([1]) });
  const search = new SearchState(client, () => {});
  await search.show('', null);
  await search.show('cat', null);
  await search.show('cat', 'date');
  await search.show('cat', 'date');
  expect(calls.map((call) => call.request)).toEqual([
    { text: '', order: 'date', waiting: true },
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

it('looks for labels that are near where nothing was found, and only there', async () => {
  let ids: number[] = [];
  const near: LabelSuggestion = {
    name: 'sunflower',
    concept: 'n11978713',
    alias: null,
    query: 'sunflower',
    photos: 3,
    coverId: 9,
  };
  const { client, calls } = fakeTransport({
    getResultLayout: async () => resultOf(ids),
    getNearest: async () => [near],
  });
  const search = new SearchState(client, () => {});
  await search.show('sunflowr', null);
  expect(search.near).toEqual([near]);
  expect(calls.at(-1)).toEqual({ method: 'getNearest', request: { text: 'sunflowr', limit: 8 } });
  ids = [1];
  await search.refresh();
  expect([search.near, calls.filter((call) => call.method === 'getNearest').length]).toEqual([null, 1]);
});

it('says that nothing was found also where nothing near can be asked for', async () => {
  const { client } = fakeTransport({ getResultLayout: async () => resultOf([]) });
  const search = new SearchState(client, () => {});
  await search.show('sunflowr', null);
  expect([search.total, search.near, search.problem]).toEqual([0, null, null]);
});

it('shows the less likely photos as a result of their own, and only of a query', async () => {
  const { client, calls } = fakeTransport({ getResultLayout: async () => resultOf([1], { weaker: 12 }) });
  const search = new SearchState(client, () => {});
  await search.show('cat', null);
  expect(search.weakerCount).toBe(12);
  await search.show('cat', null, true);
  expect([search.weakerCount, search.isWeaker]).toEqual([0, true]);
  await search.show('', null, true);
  expect(calls.map((call) => call.request)).toEqual([
    { text: 'cat', order: 'relevance' },
    { text: 'cat', order: 'relevance', weaker: true },
    { text: '', order: 'date', waiting: true },
  ]);
});

it('can be ordered where a label is asked for', async () => {
  let terms = [termOf('cat')];
  const { client } = fakeTransport({ getResultLayout: async () => resultOf([1, 2], { terms }) });
  const search = new SearchState(client, () => {});
  await search.show('cat', null);
  expect(search.canOrder).toBe(true);
  terms = [termOf('2019', { kind: 'date' }), termOf('-cat', { negated: true })];
  await search.refresh();
  expect(search.canOrder).toBe(false);
});

it('knows the photos of the timeline from the files that wait among them', async () => {
  let answer = resultOf([5, -2, 7, -1]);
  const { client } = fakeTransport({ getResultLayout: async () => answer });
  const search = new SearchState(client, () => {});
  expect([...search.photoIds]).toEqual([]);
  await search.show('', null);
  expect([...search.photoIds]).toEqual([5, 7]);
  answer = resultOf([5, 7]);
  await search.refresh();
  expect(search.photoIds).toBe(search.result?.ids);
});
