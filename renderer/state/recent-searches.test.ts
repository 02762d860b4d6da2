import { expect, it } from 'vitest';
import { fakeSettings } from './fake-transport.ts';
import { RecentSearches } from './recent-searches.svelte.ts';

it('remembers the last eight searches, each once, the newest first, until they are cleared', () => {
  const settings = fakeSettings();
  const recent = new RecentSearches(settings);
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', ' ', 'D ']) recent.add(text);
  expect(recent.items).toEqual(['D', 'i', 'h', 'g', 'f', 'e', 'c', 'b']);
  expect(new RecentSearches(settings).items).toEqual(recent.items);
  recent.clear();
  expect(new RecentSearches(settings).items).toEqual([]);
});

it('starts anew where something else is stored', () => {
  for (const stored of ['', '{', '7', '[1, "cat", ""]']) {
    const settings = fakeSettings();
    settings.set('bowerbird.recent', stored);
    expect(new RecentSearches(settings).items).toEqual(stored.includes('cat') ? ['cat'] : []);
  }
});
