import { expect, it } from 'vitest';
import type { SearchSuggestion } from '../../shared/api.ts';
import { fakeSettings, fakeTransport } from './fake-transport.ts';
import { RecentSearches } from './recent-searches.svelte.ts';
import { Suggestions } from './suggestions.svelte.ts';

const siamese: SearchSuggestion = {
  kind: 'label',
  name: 'Siamese cat',
  concept: 'n02123597',
  alias: null,
  query: '"Siamese cat"',
  photos: 4,
  coverId: 1,
};
const recentOf = (...texts: string[]) => {
  const recent = new RecentSearches(fakeSettings());
  for (const text of texts) recent.add(text);
  return recent;
};

it('suggests for the end of the text and takes over what the label is asked for by', async () => {
  const { client } = fakeTransport({ suggest: async ({ text }) => (text === 'siam' ? [siamese] : []) });
  const suggestions = new Suggestions(client, recentOf('dog'));
  await suggestions.type('beach siam');
  expect(suggestions.items).toEqual([{ kind: 'found', found: siamese }, { kind: 'help' }]);
  expect(suggestions.pick(siamese)).toBe('beach "Siamese cat"');
  expect([suggestions.draft, suggestions.items]).toEqual(['beach "Siamese cat"', []]);
});

it('takes over a camera like a label, also where its field was typed', async () => {
  const camera: SearchSuggestion = {
    kind: 'camera',
    name: 'Canon EOS R6',
    query: 'camera:"Canon EOS R6"',
    photos: 2,
    coverId: 3,
  };
  const { client } = fakeTransport({ suggest: async ({ text }) => (text === 'camera:can' ? [camera] : []) });
  const suggestions = new Suggestions(client, recentOf());
  await suggestions.type('dog camera:can');
  expect(suggestions.pick(camera)).toBe('dog camera:"Canon EOS R6"');
});

it('drops answers to what has been typed over, and to what was closed', async () => {
  const waiting = new Map<string, (items: SearchSuggestion[]) => void>();
  const { client } = fakeTransport({ suggest: ({ text }) => new Promise((resolve) => waiting.set(text, resolve)) });
  const suggestions = new Suggestions(client, recentOf());
  const first = suggestions.type('s');
  const second = suggestions.type('si');
  waiting.get('si')?.([siamese]);
  waiting.get('s')?.([]);
  await Promise.all([first, second]);
  expect(suggestions.found).toEqual([siamese]);
  const third = suggestions.type('sia');
  suggestions.close();
  waiting.get('sia')?.([siamese]);
  await third;
  expect(suggestions.found).toEqual([]);
});

it('does without suggestions where the core can give none', async () => {
  const suggestions = new Suggestions(fakeTransport({}).client, recentOf());
  await suggestions.type('cat');
  expect([suggestions.draft, suggestions.items]).toEqual(['cat', []]);
});

it('offers the last searches, and help, before anything is typed', async () => {
  const recent = recentOf('dog', 'cat 2019');
  const suggestions = new Suggestions(fakeTransport({}).client, recent);
  expect(suggestions.items).toEqual([
    { kind: 'recent', text: 'cat 2019' },
    { kind: 'recent', text: 'dog' },
    { kind: 'clear' },
    { kind: 'help' },
  ]);
  recent.clear();
  expect(suggestions.items).toEqual([{ kind: 'help' }]);
});
