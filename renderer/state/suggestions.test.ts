import { expect, it } from 'vitest';
import type { LabelSuggestion } from '../../shared/api.ts';
import { fakeTransport } from './fake-transport.ts';
import { Suggestions } from './suggestions.svelte.ts';

const siamese: LabelSuggestion = { name: 'Siamese cat', concept: 'n02123597', photos: 4, coverId: 1 };

it('suggests for the end of the text and takes a suggestion over into it', async () => {
  const { client } = fakeTransport({ suggest: async ({ text }) => (text === 'siam' ? [siamese] : []) });
  const suggestions = new Suggestions(client);
  await suggestions.type('beach siam');
  expect(suggestions.items).toEqual([siamese]);
  expect(suggestions.pick(siamese)).toBe('beach Siamese cat');
  expect([suggestions.draft, suggestions.items]).toEqual(['beach Siamese cat', []]);
});

it('drops answers to what has been typed over, and to what was closed', async () => {
  const waiting = new Map<string, (items: LabelSuggestion[]) => void>();
  const { client } = fakeTransport({ suggest: ({ text }) => new Promise((resolve) => waiting.set(text, resolve)) });
  const suggestions = new Suggestions(client);
  const first = suggestions.type('s');
  const second = suggestions.type('si');
  waiting.get('si')?.([siamese]);
  waiting.get('s')?.([]);
  await Promise.all([first, second]);
  expect(suggestions.items).toEqual([siamese]);
  const third = suggestions.type('sia');
  suggestions.close();
  waiting.get('sia')?.([siamese]);
  await third;
  expect(suggestions.items).toEqual([]);
});

it('does without suggestions where the core can give none', async () => {
  const suggestions = new Suggestions(fakeTransport({}).client);
  await suggestions.type('cat');
  expect([suggestions.draft, suggestions.items]).toEqual(['cat', []]);
});
