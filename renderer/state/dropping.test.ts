import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { DroppingState } from './dropping.svelte.ts';
import { fakeTransport } from './fake-transport.ts';
import { LibraryState } from './library.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

const fileAt = (path: string) => Object.assign(new File([], 'x'), { path });

function setUp({ isInstalled = true } = {}) {
  const added: string[] = [];
  const dragged: (readonly number[])[] = [];
  const transport = fakeTransport({
    listFolders: async () => [],
    addFolder: async ({ path }) => {
      if (path.includes('nowhere')) throw new AppError('folder-unavailable', `${path} is no folder.`);
      added.push(path);
      return {
        id: 1,
        path,
        online: true,
        problem: null,
        notice: null,
        paused: false,
        photos: 0,
        failed: 0,
        pending: 0,
        lastScanAt: null,
      };
    },
  });
  if (isInstalled) {
    transport.pathOf = (file) => (file as File & { path: string }).path;
    transport.dragOut = (photoIds) => dragged.push(photoIds);
  }
  const toasts = new Toasts();
  const dropping = new DroppingState(transport, new LibraryState(transport.client, toasts), toasts);
  return { dropping, added, dragged, texts: () => toasts.items.map(({ text }) => text) };
}

it('adds each folder that is dropped, and says which could not be', async () => {
  const { dropping, added, texts } = setUp();
  expect(dropping.over(['Files'])).toBe(true);
  await dropping.drop([fileAt('/photos'), fileAt('/nowhere'), fileAt('/more'), fileAt('')]);
  expect([dropping.isOver, added]).toEqual([false, ['/photos', '/more']]);
  expect(texts()).toContain('/nowhere is no folder.');
});

it('drags out as many as another program can take, and says so', () => {
  const { dropping, dragged, texts } = setUp();
  dropping.dragOut(Array.from({ length: 1200 }, (_, i) => i + 1));
  expect([dragged[0]?.length, texts()]).toEqual([1000, ['Only 1,000 photos can be dragged at once: the first ones.']]);
});

it('takes no texts, nothing in a browser, and none of its own photos', async () => {
  const { dropping, added, dragged } = setUp();
  expect(dropping.over(['text/plain'])).toBe(false);
  dropping.dragOut([7]);
  expect([dropping.over(['Files']), dragged]).toEqual([false, [[7]]]);
  await dropping.drop([fileAt('/photos/7.jpg')]);
  dropping.press();
  expect([dropping.over(['Files']), added]).toEqual([true, []]);
  const inBrowser = setUp({ isInstalled: false }).dropping;
  expect([inBrowser.canDragOut, inBrowser.over(['Files'])]).toEqual([false, false]);
});
