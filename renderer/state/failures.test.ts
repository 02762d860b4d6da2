import { expect, it } from 'vitest';
import type { Failure, FailureCode } from '../../shared/model/status.ts';
import { FailuresState } from './failures.svelte.ts';
import { fakeOut, fakeTransport } from './fake-transport.ts';
import { Toasts } from './toasts.svelte.ts';

const failureOf = (fileId: number, code: FailureCode): Failure => ({
  fileId,
  path: `/photos/${fileId}.jpg`,
  reason: 'It is damaged.',
  code,
  since: '2026-06-14T18:22:05Z',
  attempts: 1,
});

function setUp() {
  let all = [
    ...Array.from({ length: 45 }, (_, i) => failureOf(i + 1, 'damaged')),
    failureOf(100, 'empty'),
    failureOf(101, 'empty'),
  ];
  const transport = fakeTransport({
    listFailures: async ({ code, limit }) => {
      const asked = all.filter((failure) => code === undefined || failure.code === code);
      const reasons = (['damaged', 'empty'] as const)
        .map((reason) => ({ code: reason, files: all.filter((failure) => failure.code === reason).length }))
        .filter(({ files }) => files > 0);
      return { total: asked.length, reasons, failures: asked.slice(0, limit) };
    },
    retryFailures: async ({ fileIds, code }) => {
      const before = all.length;
      all = all.filter((failure) => !(fileIds?.includes(failure.fileId) ?? (code ?? failure.code) === failure.code));
      return { files: before - all.length };
    },
  });
  const toasts = new Toasts();
  const out = fakeOut();
  const failures = new FailuresState(transport.client, toasts, out);
  const shape = () => failures.groups?.map(({ code, files, items }) => [code, files, items.length]);
  return { failures, toasts, out, shape };
}

it('lists files by reason, the latest of each, and more on demand', async () => {
  const { failures, shape } = setUp();
  await failures.load();
  expect([failures.total, shape()]).toEqual([
    47,
    [
      ['damaged', 45, 20],
      ['empty', 2, 2],
    ],
  ]);
  await failures.loadMore('damaged');
  expect(shape()?.[0]).toEqual(['damaged', 45, 40]);
});

it('tries one file again, all of a reason, or all', async () => {
  const { failures, toasts, shape } = setUp();
  await failures.load();
  await failures.retry({ fileId: 100 });
  expect(shape()).toEqual([
    ['damaged', 45, 20],
    ['empty', 1, 1],
  ]);
  await failures.retry({ code: 'damaged' });
  expect(shape()).toEqual([['empty', 1, 1]]);
  await failures.retry();
  expect([failures.total, shape()]).toEqual([0, []]);
  expect(toasts.items.map((toast) => toast.text)).toEqual([
    'Trying 1 file again.',
    'Trying 45 files again.',
    'Trying 1 file again.',
  ]);
});

it('copies a path, and says so where the browser does not allow it', async () => {
  const { failures, toasts, out } = setUp();
  await failures.copyPath('/photos/1.jpg');
  expect(out.texts).toEqual(['copied: /photos/1.jpg']);
  out.copyText = async () => {
    throw new Error('NotAllowedError');
  };
  await failures.copyPath('/photos/2.jpg');
  expect(toasts.items.map((toast) => toast.kind)).toEqual(['info', 'error']);
});
