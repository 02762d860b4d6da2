import { expect, it } from 'vitest';
import type { LabelTree } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { ExploreState } from './explore.svelte.ts';
import { fakeTransport, photoOf, resultOf } from './fake-transport.ts';

const animals = {
  name: 'animals',
  concept: 'group:animals',
  query: 'label:animal',
  photos: 3,
  coverId: 1,
  children: 1,
};
const dog = { name: 'dog', concept: 'n02084071', query: 'label:dog', photos: 2, coverId: 2, children: 0 };

function setUp(trees: Record<string, LabelTree>) {
  const transport = fakeTransport({
    getLabelTree: async ({ parent }) => {
      const tree = trees[parent ?? ''];
      if (!tree) throw new AppError('not-found', 'There is no such label.');
      return tree;
    },
    search: async ({ text, order, limit }) => ({
      ...resultOf([]),
      total: text === 'is:favourite' ? 0 : 7,
      photos: text === 'is:favourite' ? [] : [photoOf(order === 'added' ? 12 : 5)].slice(0, limit),
    }),
  });
  return { explore: new ExploreState(transport.client), calls: transport.calls };
}

it('shows at the top what came last, the marks, and the groups', async () => {
  const { explore } = setUp({ '': { path: [], children: [animals] } });
  await explore.show(null);
  expect(explore.tree?.children).toEqual([animals]);
  expect(explore.recent.map(({ id }) => id)).toEqual([12]);
  expect(explore.marks).toEqual([
    { mark: 'unsure', photos: 7, coverId: 5 },
    { mark: 'corrected', photos: 7, coverId: 5 },
    { mark: 'favourite', photos: 0, coverId: 0 },
  ]);
});

it('asks for nothing but labels further down', async () => {
  const { explore, calls } = setUp({ 'group:animals': { path: [animals], children: [dog] } });
  await explore.show('group:animals');
  expect(explore.tree).toEqual({ path: [animals], children: [dog] });
  expect(calls.map(({ method }) => method)).toEqual(['getLabelTree']);
});

it('drops the answer for a level that was left meanwhile', async () => {
  const { explore } = setUp({
    '': { path: [], children: [animals] },
    'group:animals': { path: [animals], children: [dog] },
  });
  await Promise.all([explore.show('group:animals'), explore.show(null)]);
  expect(explore.tree?.path).toEqual([]);
});

it('says in words that a label is gone, and is well again at the next level', async () => {
  const { explore } = setUp({ '': { path: [], children: [] } });
  await explore.show('own:7');
  expect(explore.problem).toBe('There is no such label any more.');
  await explore.show(null);
  expect(explore.problem).toBeNull();
});
