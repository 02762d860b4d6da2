import { expect, it, vi } from 'vitest';
import type { ImportReport } from '../../shared/api.ts';
import { MAX_IMPORT_CHARACTERS } from '../../shared/api-schema.ts';
import { t } from '../i18n/texts.ts';
import { BackupState } from './backup.svelte.ts';
import { Corrections } from './corrections.svelte.ts';
import { fakeOut, fakeTransport } from './fake-transport.ts';
import { Toasts } from './toasts.svelte.ts';

const report: ImportReport = { decisions: 3, unchanged: 1, photos: 2, photosKnown: 1, skipped: 0, changeId: 7 };

function setUp({ decisions = 3, answer = report } = {}) {
  const transport = fakeTransport({
    exportDecisions: async () => ({ text: 'lines', decisions }),
    importDecisions: async () => answer,
    undo: async () => ({ photos: 2 }),
  });
  const toasts = new Toasts();
  const out = fakeOut();
  const onChange = vi.fn();
  const corrections = new Corrections(transport.client, toasts, onChange);
  const backup = new BackupState(transport.client, toasts, corrections, out);
  const said = () => toasts.items.map((toast) => toast.text);
  return { backup, corrections, toasts, out, onChange, said, calls: transport.calls };
}

const file = { name: 'copy.jsonl', size: 5, text: async () => 'lines' };

it('saves a copy under the day, and none of nothing', async () => {
  const { backup, out, said } = setUp();
  await backup.save('2026-06-14');
  expect([out.texts, said()]).toEqual([['bowerbird-2026-06-14.jsonl: lines'], ['Saved: 3 corrections']]);
  const empty = setUp({ decisions: 0 });
  await empty.backup.save('2026-06-14');
  expect(empty.out.texts).toEqual([]);
});

it('brings a file in, tells what it did, and offers to undo it', async () => {
  const { backup, corrections, said, onChange, calls } = setUp();
  await backup.bringIn(file);
  expect([said(), onChange.mock.calls.length]).toEqual([['Brought in: 3 corrections'], 1]);
  expect(backup.facts).toEqual([
    'Brought in: 3 corrections',
    t.backup.unchanged(1),
    t.backup.known(1, 2),
    t.backup.waiting,
  ]);
  await corrections.undoLast();
  expect(calls.at(-1)).toEqual({ method: 'undo', request: { changeId: 7 } });
});

it('offers no undo where nothing was new', async () => {
  const { backup, toasts } = setUp({ answer: { ...report, decisions: 0, changeId: null } });
  await backup.bringIn(file);
  expect(toasts.items.map((toast) => toast.action)).toEqual([undefined]);
});

it('refuses a file that is none, or too large, in words', async () => {
  const none = setUp({ answer: { ...report, decisions: 0, unchanged: 0, photos: 0, skipped: 9, changeId: null } });
  await none.backup.bringIn(file);
  expect([none.backup.facts, none.said()]).toEqual([
    [],
    ['There are no corrections in copy.jsonl. Choose a file that was saved here.'],
  ]);
  const large = setUp();
  await large.backup.bringIn({ ...file, size: MAX_IMPORT_CHARACTERS + 1 });
  expect([large.calls, large.said()]).toEqual([[], ['copy.jsonl is too large to be brought in at once.']]);
});
