import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { ConnectionError } from './client.ts';
import { createHttpTransport } from './http.ts';

/** Stands in for the browser's; the test opens and breaks the line. */
class FakeEventSource {
  static readonly CLOSED = 2;
  static all: FakeEventSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  readonly url: string;

  constructor(url: string) {
    this.url = url;
    FakeEventSource.all.push(this);
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeEventSource.all = [];
  vi.stubGlobal('EventSource', FakeEventSource);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function answerWith(body: string, status = 200) {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => new Response(body, { status }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

it('posts a call with the header that forms of other sites can’t send', async () => {
  const fetched = answerWith('{"ok":true,"value":[]}');
  expect(await createHttpTransport().client.listFolders({})).toEqual([]);
  expect(fetched.mock.calls).toEqual([
    [
      '/api/listFolders',
      { method: 'POST', headers: { 'content-type': 'application/json', 'x-bowerbird': '1' }, body: '{}' },
    ],
  ]);
});

it('throws the core’s own words, whatever the status', async () => {
  answerWith('{"ok":false,"error":{"code":"not-found","message":"There is no such photo."}}', 404);
  await expect(createHttpTransport().client.getPhoto({ id: 1 })).rejects.toEqual(
    new AppError('not-found', 'There is no such photo.'),
  );
});

it('takes an answer that is no contract for a lost connection', async () => {
  answerWith('<h1>Bad gateway</h1>', 502);
  await expect(createHttpTransport().client.getStatus({})).rejects.toBeInstanceOf(ConnectionError);
});

it('hands on pushes, tells of a broken line, and connects again by itself', () => {
  const transport = createHttpTransport();
  const pushes: unknown[] = [];
  const connections: boolean[] = [];
  transport.onConnection((connected) => connections.push(connected));
  const stop = transport.onPush((push) => pushes.push(push));
  const [first] = FakeEventSource.all;
  first?.onopen?.();
  first?.onmessage?.({ data: '{"name":"libraryChanged","payload":{"revision":3}}' });
  expect(pushes).toEqual([{ name: 'libraryChanged', payload: { revision: 3 } }]);
  first?.close();
  first?.onerror?.();
  vi.advanceTimersByTime(2000);
  FakeEventSource.all[1]?.onopen?.();
  expect(connections).toEqual([false, true]);
  stop();
  expect(FakeEventSource.all.map((source) => source.readyState)).toEqual([2, 2]);
  vi.advanceTimersByTime(10_000);
  expect(FakeEventSource.all).toHaveLength(2);
});
