import { expect, it } from 'vitest';
import type { TrashReport } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { fakeTransport } from './fake-transport.ts';
import { Toasts } from './toasts.svelte.ts';
import { TrashState } from './trash.svelte.ts';

function setUp(report: Partial<TrashReport> | AppError) {
  const transport = fakeTransport({
    trashPhotos: async ({ photoIds }) => {
      if (report instanceof AppError) throw report;
      return { photos: photoIds.length, files: photoIds.length, failed: [], ...report };
    },
  });
  const toasts = new Toasts();
  const moved: (readonly number[])[] = [];
  const trash = new TrashState(transport.client, toasts, (photoIds) => moved.push(photoIds));
  return { trash, moved, calls: transport.calls, texts: () => toasts.items.map(({ text }) => text) };
}

it('moves nothing without a yes', async () => {
  const { trash, calls } = setUp({});
  trash.ask([]);
  expect(trash.asked).toBeNull();
  trash.ask([1, 2]);
  trash.cancel();
  await trash.confirm();
  expect(calls).toEqual([]);
});

it('moves what was asked about, once, and says how it can come back', async () => {
  const { trash, moved, calls, texts } = setUp({});
  trash.ask([1, 2]);
  await Promise.all([trash.confirm(), trash.confirm()]);
  expect(calls).toEqual([{ method: 'trashPhotos', request: { photoIds: [1, 2] } }]);
  expect([moved, trash.asked, trash.isMoving]).toEqual([[[1, 2]], null, false]);
  expect(texts()).toEqual(['In the trash: 2 photos. Put back from there, they are here again.']);
});

it('names what stayed, and keeps it where nothing was moved', async () => {
  const { trash, moved, texts } = setUp({ photos: 0, files: 0, failed: [{ path: '/a.jpg', reason: 'It is in use.' }] });
  trash.ask([1]);
  await trash.confirm();
  expect([moved, texts()]).toEqual([[], ['/a.jpg could not be moved to the trash: It is in use.']]);
});

it('says what the core says where it refuses', async () => {
  const { trash, moved, texts } = setUp(new AppError('not-found', 'None of the files can be reached now.'));
  trash.ask([1]);
  await trash.confirm();
  expect([moved, texts(), trash.isMoving]).toEqual([[], ['None of the files can be reached now.'], false]);
});
