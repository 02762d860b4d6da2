import { expect, it, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { MatchReason } from '../../shared/model/photo.ts';
import { defaultSettings } from '../../shared/model/settings.ts';
import type { Folder, Status } from '../../shared/model/status.ts';
import { App } from './app.svelte.ts';
import { fakeOut, fakeSettings, fakeTransport, photoOf, resultOf, termOf } from './fake-transport.ts';

const status: Status = {
  state: 'indexing',
  restingFor: null,
  files: 10,
  indexed: 4,
  failed: 1,
  duplicates: 0,
  pending: 5,
  pendingPaused: 0,
  toReclassify: 0,
  photosPerSecond: 20,
  secondsLeft: 1,
  currentFile: null,
  notice: null,
  teaching: null,
  model: { id: 'starter', version: '1' },
};
const folder: Folder = {
  id: 1,
  path: '/photos',
  online: true,
  problem: null,
  notice: null,
  paused: false,
  photos: 4,
  failed: 1,
  pending: 5,
  lastScanAt: null,
};

const reason: MatchReason = { asked: 'cat', name: 'Siamese cat', concept: 'n1', confidence: 0.93, source: 'model' };

function setUp(hash = '') {
  let ids = [3, 2, 1];
  let current = hash;
  const transport = fakeTransport({
    getCapabilities: async () => ({
      pickFolder: false,
      showInFolder: false,
      trash: false,
      hostSettings: [],
      samplePhotos: true,
      version: '1',
    }),
    getStatus: async () => status,
    listFolders: async () => [folder],
    addFolder: async () => {
      throw new AppError('folder-unavailable', 'The folder /nowhere can’t be read.');
    },
    getResultLayout: async ({ text }) => resultOf(ids, { query: text }),
    getPhoto: async ({ id }) => photoOf(id),
    lookNow: async ({ fileId }) => ({ photoId: fileId === 9 ? 90 : fileId }),
    search: async ({ text, offset, limit }) => ({
      ...resultOf([]),
      photos: ids.slice(offset, offset + limit).map((id) => photoOf(id, { reasons: text === '' ? [] : [reason] })),
    }),
    setFavourite: async () => {
      throw new AppError('not-found', 'There is no such photo.');
    },
    getSettings: async () => defaultSettings,
    updateSettings: async () => ({ ...defaultSettings, wantedPrecision: 0.98 }),
    listModels: async () => [],
  });
  const app = new App({
    transport,
    settings: fakeSettings(),
    out: fakeOut(),
    applyTheme: () => {},
    systemLanguages: ['en'],
    applyLanguage: async () => {},
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
  expect([...(app.grid.result?.ids ?? [])]).toEqual([3, 2, 1]);
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

it('changes the query that is shown by its terms and facets, in the order that was chosen', async () => {
  const { app, stop, hash } = setUp('#/photos?q=crane+-dog&order=date');
  await vi.waitFor(() => expect(app.search.isLoading).toBe(false));
  app.replaceTerm(termOf('crane'), 'label:"crane (bird)"');
  await vi.waitFor(() => expect(app.search.isLoading).toBe(false));
  expect(app.search.text).toBe('label:"crane (bird)" -dog');
  app.narrow({ name: '2019', query: 'year:2019', photos: 2 });
  await vi.waitFor(() => expect(app.search.isLoading).toBe(false));
  expect([app.search.text, app.search.order]).toEqual(['label:"crane (bird)" -dog year:2019', 'date']);
  app.removeTerm(termOf('-dog', { start: 21, end: 25, negated: true }));
  await vi.waitFor(() => expect(app.search.isLoading).toBe(false));
  expect(app.search.text).toBe('label:"crane (bird)" year:2019');
  expect(app.suggestions.draft).toBe(app.search.text);
  app.removeTerm(termOf('', { start: 0, end: 40 }));
  expect(hash()).toBe('#/photos');
  stop();
});

it('shows the less likely photos as a place of their own', async () => {
  const { app, stop, hash } = setUp('#/photos?q=cat');
  app.showWeaker(true);
  expect([hash(), app.search.isWeaker]).toEqual(['#/photos?q=cat&weaker=1', true]);
  app.showWeaker(false);
  expect(hash()).toBe('#/photos?q=cat');
  app.showWeaker(true);
  app.searchFor('dog');
  expect(hash()).toBe('#/photos?q=dog');
  stop();
});

it('remembers what was searched for', async () => {
  const { app, stop } = setUp();
  app.searchFor('cat ');
  app.searchFor('');
  expect(app.suggestions.items.slice(0, 1)).toEqual([{ kind: 'recent', text: 'cat' }]);
  stop();
});

it('knows why the open photo was found, also beyond what the grid has named', async () => {
  const { app, stop } = setUp('#/photos?q=cat');
  await vi.waitFor(() => expect(app.search.total).toBe(3));
  app.openPhoto(2);
  await vi.waitFor(() => expect(app.openReasons).toEqual([reason]));
  app.searchFor('');
  app.openPhoto(2);
  await vi.waitFor(() => expect(app.viewer.details?.id).toBe(2));
  expect(app.openReasons).toEqual([]);
  stop();
});

it('takes a favourite back in the grid too where the core refuses it', async () => {
  const { app, stop } = setUp('#/photos?q=cat&photo=2');
  await vi.waitFor(() => expect(app.search.total).toBe(3));
  await app.viewer.refresh();
  if (app.search.result && app.search.shown) await app.summaries.ensure(app.search.result, app.search.shown, 0, 3);
  const toggled = app.toggleFavourite();
  expect([app.viewer.details?.favourite, app.summaries.get(2)?.favourite]).toEqual([true, true]);
  await toggled;
  expect([app.viewer.details?.favourite, app.summaries.get(2)?.favourite]).toEqual([false, false]);
  stop();
});

it('asks for the photos again when a setting changed their labels', async () => {
  const { app, stop, find } = setUp('#/settings');
  await vi.waitFor(() => expect(app.librarySettings.current).toEqual(defaultSettings));
  await vi.waitFor(() => expect(app.search.total).toBe(3));
  find([1]);
  await app.librarySettings.setWantedPrecision(0.98);
  await vi.waitFor(() => expect(app.search.total).toBe(1));
  stop();
});

it('opens a file that nobody has looked at when its photo is there', async () => {
  const { app, stop, find } = setUp();
  await vi.waitFor(() => expect(app.grid.length).toBe(3));
  find([3, -9]);
  await app.search.refresh();
  find([3, 4]);
  await app.openWaiting(-9);
  expect([app.viewer.id, app.viewer.index]).toEqual([90, -1]);
  await app.openWaiting(-4);
  expect([app.viewer.id, app.viewer.index]).toEqual([4, 1]);
  stop();
});
