import { expect, it, vi } from 'vitest';
import type { KeywordReport, SidecarReport } from '../../shared/api.ts';
import { Corrections } from './corrections.svelte.ts';
import { ExchangeState } from './exchange.svelte.ts';
import { fakeOut, fakeTransport } from './fake-transport.ts';
import { Toasts } from './toasts.svelte.ts';

const keywords: KeywordReport = {
  photos: 40,
  labels: 3,
  favourites: 1,
  descriptions: 4,
  dates: 2,
  unchanged: 5,
  failed: 1,
  troubles: [{ path: '/p/a.xmp', reason: 'it is no file' }],
  changeId: 7,
};
const nothing = { labels: 0, favourites: 0, descriptions: 0, dates: 0 };
const sidecars: SidecarReport = { folder: '/out', written: 2, merged: 1, unchanged: 0, failed: 0, troubles: [] };

function setUp({ taken = keywords, folder = '/out' as string | null, rows = 2 } = {}) {
  const transport = fakeTransport({
    exportLabels: async ({ after }) =>
      after === 0
        ? { text: 'head\r\n', photos: 500, rows, next: 9 }
        : { text: 'tail\r\n', photos: 1, rows, next: null },
    exportSidecars: async () => sidecars,
    importKeywords: async () => taken,
    pickFolder: async () => ({ path: folder }),
    undo: async () => ({ photos: 3 }),
  });
  const toasts = new Toasts();
  const out = fakeOut();
  const corrections = new Corrections(transport.client, toasts, vi.fn());
  const exchange = new ExchangeState(transport.client, toasts, corrections, out);
  return { exchange, corrections, out, said: () => toasts.items.map(({ text }) => text), calls: transport.calls };
}

it('saves the pieces of the table as one file, and none of nothing', async () => {
  const { exchange, out, said } = setUp();
  await exchange.saveTable('2026-06-14');
  expect([out.texts, said()]).toEqual([
    ['bowerbird-labels-2026-06-14.csv: text/csv, 12 bytes'],
    ['Saved: 4 labels of 501 photos'],
  ]);
  const empty = setUp({ rows: 0 });
  await empty.exchange.saveTable('2026-06-14');
  expect([empty.out.texts, empty.said()]).toEqual([[], ['There is no label to save yet.']]);
});

it('writes sidecars into the folder that was chosen, and nothing where none was', async () => {
  const { exchange, calls } = setUp();
  await exchange.writeSidecars();
  expect(calls.at(-1)).toEqual({ method: 'exportSidecars', request: { folder: '/out' } });
  expect(exchange.facts).toEqual(['2 sidecars written to /out', '1 sidecar of other programs added to']);
  const cancelled = setUp({ folder: null });
  await cancelled.exchange.writeSidecars();
  expect(cancelled.calls.map(({ method }) => method)).toEqual(['pickFolder']);
});

it('takes keywords in, tells what came of it, and offers to undo it', async () => {
  const { exchange, corrections, said, calls } = setUp();
  await exchange.takeInKeywords();
  expect(said()).toEqual(['Taken in: 3 labels, 1 favourite, 4 descriptions and 2 dates']);
  expect(exchange.facts).toEqual([
    'Taken in: 3 labels, 1 favourite, 4 descriptions and 2 dates',
    '40 photos looked at.',
    'Left as you had said it: 5.',
    '1 file could not be used, such as /p/a.xmp: it is no file',
  ]);
  await corrections.undoLast();
  expect(calls.at(-1)).toEqual({ method: 'undo', request: { changeId: 7 } });
});

it('does one thing at a time', async () => {
  const { exchange, calls } = setUp({ taken: { ...keywords, ...nothing, changeId: null } });
  await Promise.all([exchange.takeInKeywords(), exchange.saveTable('2026-06-14')]);
  expect(calls.map(({ method }) => method)).toEqual(['importKeywords']);
  expect([exchange.working, exchange.facts[0]]).toEqual([null, 'Nothing new was found.']);
});
