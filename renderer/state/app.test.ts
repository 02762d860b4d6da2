import { expect, it, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { Folder, Status } from '../../shared/model/status.ts';
import { App } from './app.svelte.ts';
import { fakeSettings, fakeTransport, photoOf, resultOf } from './fake-transport.ts';

const status: Status = {
  state: 'indexing',
  files: 10,
  indexed: 4,
  failed: 1,
  duplicates: 0,
  pending: 5,
  toReclassify: 0,
  photosPerSecond: 20,
  secondsLeft: 1,
  currentFile: null,
  notice: null,
  model: { id: 'starter', version: '1' },
};
const folder: Folder = {
  id: 1,
  path: '/photos',
  online: true,
  problem: null,
  photos: 4,
  failed: 1,
  pending: 5,
  lastScanAt: null,
};

function setUp(hash = '') {
  let ids = [3, 2, 1];
  let current = hash;
  const transport = fakeTransport({
    getCapabilities: async () => ({ pickFolder: false, showInFolder: false, samplePhotos: true, version: '1' }),
    getStatus: async () => status,
    listFolders: async () => [folder],
    addFolder: async () => {
      throw new AppError('folder-unavailable', 'The folder /nowhere can’t be read.');
    },
    getResultLayout: async ({ text }) => resultOf(ids, { query: text }),
    getPhoto: async ({ id }) => photoOf(id),
  });
  const app = new App({
    transport,
    settings: fakeSettings(),
    applyTheme: () => {},
    history: {
      hash: () => current,
      push: (next) => {
        current = next;
      },
      replace: (next) => {
        current = next;
      },
      back: () => {},
      onChange: () => () => {},
    },
  });
  const stop = app.start();
  return { app, transport, stop, find: (found: number[]) => (ids = found), hash: () => current };
}

it('shows the photos as soon as it starts, and the address it was started with', async () => {
  const { app, stop } = setUp('#/photos?q=cat&photo=2');
  await vi.waitFor(() => expect(app.viewer.details?.id).toBe(2));
  expect([app.search.text, app.search.order, app.suggestions.draft]).toEqual(['cat', 'relevance', 'cat']);
  await vi.waitFor(() => expect(app.library.folders).toEqual([folder]));
  expect(app.grid.result?.ids).toEqual([3, 2, 1]);
  stop();
});

it('follows the core: status at once, photos when the library changed', async () => {
  const { app, transport, stop, find } = setUp();
  await vi.waitFor(() => expect(app.search.total).toBe(3));
  transport.push({ name: 'status', payload: { ...status, pending: 1 } });
  expect(app.library.filesDone).toBe(9);
  find([4, 3, 2, 1]);
  transport.push({ name: 'libraryChanged', payload: { revision: 2 } });
  await vi.waitFor(() => expect(app.search.total).toBe(4));
  stop();
});

it('asks for everything again when the core is back', async () => {
  const { app, transport, stop, find } = setUp();
  await vi.waitFor(() => expect(app.search.total).toBe(3));
  transport.setConnected(false);
  expect(app.isConnected).toBe(false);
  find([]);
  transport.setConnected(true);
  await vi.waitFor(() => expect(app.search.total).toBe(0));
  expect(app.isConnected).toBe(true);
  stop();
});

it('says beside the field why a folder could not be added', async () => {
  const { app, stop } = setUp();
  expect(await app.library.addFolder('/nowhere')).toBe(false);
  expect([app.library.addProblem, app.library.isAdding]).toEqual(['The folder /nowhere can’t be read.', false]);
  stop();
});

it('keeps the search when a photo is opened and closed', async () => {
  const { app, stop, hash } = setUp();
  app.searchFor(' cat ');
  app.openPhoto(2);
  expect(hash()).toBe('#/photos?q=cat&photo=2');
  app.turnTo(1);
  expect(hash()).toBe('#/photos?q=cat&photo=1');
  stop();
});
