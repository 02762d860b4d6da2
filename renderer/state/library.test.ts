import { expect, it } from 'vitest';
import type { Folder } from '../../shared/model/status.ts';
import { fakeTransport } from './fake-transport.ts';
import { LibraryState } from './library.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

const folderOf = (id: number, change: Partial<Folder> = {}): Folder => ({
  id,
  path: `/photos/${id}`,
  online: true,
  problem: null,
  notice: null,
  paused: false,
  photos: 4,
  failed: 0,
  pending: 5,
  lastScanAt: null,
  ...change,
});

function setUp() {
  const transport = fakeTransport({
    listFolders: async () => [folderOf(1), folderOf(2)],
    setFolderPaused: async ({ folderId, paused }) => folderOf(folderId, { paused }),
    rescan: async () => null,
  });
  const toasts = new Toasts();
  return { library: new LibraryState(transport.client, toasts), toasts, calls: transport.calls };
}

it('leaves one folder alone and takes it up again; the others stay as they are', async () => {
  const { library } = setUp();
  await library.refreshFolders();
  await library.setFolderPaused(folderOf(2), true);
  expect(library.folders?.map((folder) => folder.paused)).toEqual([false, true]);
  await library.setFolderPaused(folderOf(2), false);
  expect(library.folders?.map((folder) => folder.paused)).toEqual([false, false]);
});

it('looks for changes in one folder', async () => {
  const { library, toasts, calls } = setUp();
  await library.rescanFolder(folderOf(2));
  expect(calls).toEqual([{ method: 'rescan', request: { folderId: 2 } }]);
  expect(toasts.items.map((toast) => toast.text)).toEqual(['Looking for changes in /photos/2.']);
});
