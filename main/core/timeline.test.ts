import { expect, test } from 'vitest';
import type { SearchQuery } from '../../shared/api.ts';
import type { ResultList } from './search/search.ts';
import { createTimelineMaker } from './timeline.ts';

const ALL: SearchQuery = { text: ' ', order: 'date', waiting: true };

function setUp(photos: Record<number, number>, files: Record<number, number>) {
  const latestFirst = (times: Record<number, number>) =>
    Object.entries(times)
      .map(([id, time]) => ({ id: Number(id), time }))
      .sort((a, b) => b.time - a.time);
  let lists = 0;
  let revision = 1;
  const getList = (): ResultList => {
    lists++;
    const found = latestFirst(photos);
    return {
      understanding: { query: '', terms: [], slips: [], total: found.length, weaker: 0 },
      isByDate: true,
      ids: Int32Array.from(found, ({ id }) => id),
      aspects: Uint16Array.from(found, () => 750),
      takenAtMs: Float64Array.from(found, ({ time }) => time),
    };
  };
  const listOf = () => {
    const found = latestFirst(files);
    return {
      fileIds: Int32Array.from(found, ({ id }) => id),
      changedAtMs: Float64Array.from(found, ({ time }) => time),
    };
  };
  const waiting = { refresh: async () => {}, list: listOf() };
  const maker = createTimelineMaker({ search: { getList }, waiting, getRevision: () => revision });
  return {
    maker,
    lists: () => lists,
    change: () => revision++,
    finish(id: number) {
      delete files[id];
      waiting.list = listOf();
    },
  };
}

test('files that wait stand among the photos at the place of their time, in a usual shape', async () => {
  const { maker } = setUp({ 1: 50, 2: 30, 3: 10 }, { 7: 60, 8: 30, 9: 5 });
  const timeline = await maker.getList(ALL);
  expect([...timeline.ids]).toEqual([-7, 1, 2, -8, 3, -9]);
  expect([...timeline.takenAtMs]).toEqual([60, 50, 30, 30, 10, 5]);
  expect([...timeline.aspects]).toEqual([1333, 750, 750, 1333, 750, 1333]);
  expect(timeline).toMatchObject({ waiting: 3, isByDate: true, understanding: { total: 6 } });
});

test('they are where all photos are asked for by date, and only where they are asked for', async () => {
  const { maker } = setUp({ 1: 50 }, { 7: 60 });
  for (const query of [
    { ...ALL, text: 'cat' },
    { ...ALL, order: 'added' as const },
    { ...ALL, weaker: true },
    { ...ALL, waiting: undefined },
  ]) {
    expect(await maker.getMixed(query)).toBeUndefined();
    expect(await maker.getList(query)).toMatchObject({ waiting: 0, understanding: { total: 1 } });
  }
});

test('it is put together once for each change, and not at all where nothing waits', async () => {
  const { maker, lists, change, finish } = setUp({ 1: 50 }, { 7: 60, 8: 40 });
  const first = await maker.getMixed(ALL);
  expect(await maker.getMixed(ALL)).toBe(first);
  expect(lists()).toBe(1);
  change();
  await maker.getMixed(ALL);
  finish(7);
  expect([...((await maker.getMixed(ALL))?.ids ?? [])]).toEqual([1, -8]);
  expect(lists()).toBe(3);
  finish(8);
  expect(await maker.getMixed(ALL)).toBeUndefined();
  expect(lists()).toBe(3);
});
