import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { readCommandLine } from './command-line.ts';

const here = resolve('/', 'home', 'ann');

it('takes folders, relative ones from where the user is', () => {
  expect(readCommandLine(['Pictures', '/mnt/photos'], here)).toEqual({
    folders: [resolve(here, 'Pictures'), resolve('/mnt/photos')],
    dataFolder: undefined,
    isHidden: false,
  });
});

it('takes the data folder, wherever it stands', () => {
  const wanted = { folders: [resolve(here, 'a')], dataFolder: resolve(here, 'data'), isHidden: false };
  expect(readCommandLine(['--data', 'data', 'a'], here)).toEqual(wanted);
  expect(readCommandLine(['a', '--data=data'], here)).toEqual(wanted);
});

it('knows that the system started it', () => {
  expect(readCommandLine(['--hidden'], here)).toEqual({ folders: [], dataFolder: undefined, isHidden: true });
});

it("passes over switches that are not the app's own", () => {
  expect(readCommandLine(['--no-sandbox', '--enable-features=X', 'a', '--data'], here)).toEqual({
    folders: [resolve(here, 'a')],
    dataFolder: undefined,
    isHidden: false,
  });
});
