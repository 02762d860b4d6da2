import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatHash, type HistoryPort, home, parseHash, type Route, Router } from './router.svelte.ts';

function fakeHistory(first: string): HistoryPort & { stack: string[] } {
  const stack = [first];
  const listeners = new Set<() => void>();
  return {
    stack,
    hash: () => stack.at(-1) ?? '',
    push: (hash) => stack.push(hash),
    replace: (hash) => stack.splice(-1, 1, hash),
    back: () => {
      stack.pop();
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

it('brings every route back from its address', () => {
  const routes: fc.Arbitrary<Route> = fc.record({
    room: fc.constantFrom('photos', 'explore', 'unsure', 'folders', 'problems', 'settings', 'help'),
    text: fc.string({ unit: 'grapheme' }),
    order: fc.constantFrom('date', 'relevance', 'added', null),
    weaker: fc.boolean(),
    concept: fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
    photoId: fc.option(fc.integer({ min: 1 })),
  });
  fc.assert(
    fc.property(routes, (route) => {
      expect(parseHash(formatHash(route))).toEqual(route);
    }),
  );
});

it('takes an address that nobody wrote for the start page', () => {
  for (const hash of ['', '#', '#/attic', '#/photos?photo=-3&order=size&weaker=yes', '#/photos?photo=1e99']) {
    expect(parseHash(hash)).toEqual(home);
  }
});

it('goes back to the search that a photo was opened from', () => {
  const history = fakeHistory('#/photos?q=cat');
  const shown: Route[] = [];
  const router = new Router(history, (route) => shown.push(route));
  router.start();
  router.go({ photoId: 7 });
  router.go({ photoId: 8 }, 'replace');
  expect(history.stack).toEqual(['#/photos?q=cat', '#/photos?q=cat&photo=8']);
  router.back();
  expect(router.route).toEqual({
    room: 'photos',
    text: 'cat',
    order: null,
    weaker: false,
    concept: null,
    photoId: null,
  });
  expect(shown.map((route) => route.photoId)).toEqual([null, 7, 8, null]);
});

it('leaves no step for going where one is already', () => {
  const history = fakeHistory('#/photos?q=cat');
  const router = new Router(history, () => {});
  router.start();
  router.go({ text: 'cat' });
  expect(history.stack).toHaveLength(1);
});
