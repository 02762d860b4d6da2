import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { fitBounds, readWindowState, writeWindowState } from './window-state.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: -200, width: 1280, height: 1024 };
const bounds = { x: 100, y: 50, width: 800, height: 600 };

it('leaves a window where it can be reached', () => {
  expect(fitBounds(bounds, [screen])).toEqual(bounds);
  const onSecond = { ...bounds, x: 2000, y: -100 };
  expect(fitBounds(onSecond, [screen, second])).toEqual(onSecond);
  const overTheEdge = { ...bounds, x: -600 };
  expect(fitBounds(overTheEdge, [screen])).toEqual(overTheEdge);
});

it.each([
  ['on a screen that is gone', { ...bounds, x: 2000 }],
  ['beside the screen but for a corner', { ...bounds, x: 1900 }],
  ['with its head above the screen', { ...bounds, y: -30 }],
  ['with its head below the screen', { ...bounds, y: 1020 }],
])('gives up a place %s', (_case, lost) => {
  expect(fitBounds(lost, [screen])).toBeNull();
});

it('makes it no larger than the screen, and no smaller than it can be used', () => {
  expect(fitBounds({ ...bounds, width: 5000, height: 5000 }, [screen])).toMatchObject({ width: 1920, height: 1040 });
  expect(fitBounds({ ...bounds, width: 130, height: 50 }, [screen])).toMatchObject({ width: 360, height: 480 });
});

it('keeps what it was, and begins anew where that can not be read', () => {
  const path = join(makeTemporaryFolder(), 'window.json');
  const first = { bounds: null, isMaximised: false, isFullScreen: false };
  expect(readWindowState(path)).toEqual(first);
  const state = { bounds, isMaximised: true, isFullScreen: false };
  writeWindowState(path, state);
  expect(readWindowState(path)).toEqual(state);
  for (const broken of ['{', '{}', '{"bounds":{"x":"0"}}']) {
    writeFileSync(path, broken);
    expect(readWindowState(path)).toEqual(first);
  }
});
