import { expect, it } from 'vitest';
import type { Status } from '../../../shared/model/status.ts';
import { hostTextsOf } from './host-texts.ts';
import { describeWork, shareDone, watchLongWork } from './work-signs.ts';

const statusOf = (change: Partial<Status>): Status => ({
  state: 'indexing',
  restingFor: null,
  files: 100,
  indexed: 0,
  failed: 0,
  duplicates: 0,
  pending: 60,
  pendingPaused: 0,
  toReclassify: 0,
  photosPerSecond: null,
  secondsLeft: null,
  currentFile: null,
  notice: null,
  teaching: null,
  model: { id: 'starter', version: '1' },
  ...change,
});

it('tells how much is done; paused folders do not count', () => {
  expect(shareDone(statusOf({}))).toBe(0.4);
  expect(shareDone(statusOf({ pendingPaused: 20 }))).toBe(0.5);
  expect(shareDone(statusOf({ pendingPaused: 60 }))).toBeNull();
  expect(shareDone(statusOf({ state: 'idle', pending: 0 }))).toBeNull();
  expect(shareDone(statusOf({ state: 'scanning', files: 0, pending: 0 }))).toBeNull();
});

it('says the work in one line, in the language of the system', () => {
  const lines = (locale: string) =>
    [statusOf({}), statusOf({ state: 'paused' }), statusOf({ state: 'scanning', files: 0, pending: 0 })].map((status) =>
      describeWork(status, hostTextsOf(locale)),
    );
  expect(lines('en-US')).toEqual(['Looking at photos: 40%', 'Paused', 'Looking for photos']);
  expect(lines('de-AT')).toEqual(['Sieht Fotos an: 40\u00a0%', 'Angehalten', 'Sucht nach Fotos']);
});

it('tells the end of work that took two minutes, once, and of no other', () => {
  const told: number[] = [];
  let now = 0;
  const watch = watchLongWork(
    () => now,
    (photos) => told.push(photos),
  );
  const at = (minutes: number, change: Partial<Status>) => {
    now = minutes * 60_000;
    watch(statusOf(change));
  };
  at(0, { state: 'idle', pending: 0 });
  at(10, {});
  at(10.5, { state: 'paused' });
  at(11, { state: 'idle', pending: 0, indexed: 40 });
  expect(told).toEqual([]);
  at(12, {});
  at(14, { state: 'idle', pending: 0, indexed: 100 });
  at(20, { state: 'idle', pending: 0, indexed: 100 });
  expect(told).toEqual([100]);
});
