import { describe, expect, it, vi } from 'vitest';
import type { ApiHandlers } from '../../shared/api.ts';
import { methods } from '../../shared/api-schema.ts';
import { createClient } from '../../shared/client.ts';
import { AppError } from '../../shared/errors.ts';
import { createDispatcher } from './dispatch.ts';

/** Handlers of which only those given do something. */
function handlersWith(some: Partial<ApiHandlers>): ApiHandlers {
  const others = methods.map((method) => [method, () => Promise.reject(new Error(`${method} was not expected`))]);
  return { ...Object.fromEntries(others), ...some };
}

describe('createDispatcher', () => {
  it('gives the handler the validated request and its value back', async () => {
    const cat = {
      kind: 'label' as const,
      name: 'cat',
      concept: 'n02121808',
      alias: null,
      query: 'label:cat',
      photos: 3,
      coverId: 1,
    };
    const suggest = vi.fn(() => [cat]);
    const { call } = createDispatcher(handlersWith({ suggest }));
    const answer = await call('suggest', { text: 'ca', limit: 5 });
    expect(answer).toEqual({ ok: true, value: [cat] });
    expect(suggest).toHaveBeenCalledExactlyOnceWith({ text: 'ca', limit: 5 });
  });

  it.each(['frobnicate', 'constructor', '__proto__', 'toString', ''])(
    'refuses the unknown method %j',
    async (method) => {
      const { call } = createDispatcher(handlersWith({}));
      expect(await call(method, {})).toEqual({
        ok: false,
        error: { code: 'invalid-request', message: `There is no method ${JSON.stringify(method)}` },
      });
    },
  );

  it.each([
    ['search', { text: 'cat', limit: 1e6, offset: 0, order: 'date' }, /^Wrong request to search: limit: /],
    ['decide', { photoIds: [1, 'x'], label: 'cat', verdict: 'accepted' }, /^Wrong request to decide: photoIds\.1: /],
    ['getPhoto', { id: 1, extra: true }, /^Wrong request to getPhoto: extra: /],
    ['getStatus', undefined, /^Wrong request to getStatus: /],
    ['getStatus', null, /^Wrong request to getStatus: /],
  ])('names method and field of a wrong request to %s', async (method, request, message) => {
    const { call } = createDispatcher(handlersWith({}));
    const answer = await call(method, request);
    expect(answer).toEqual({
      ok: false,
      error: { code: 'invalid-request', message: expect.stringMatching(message), details: { method } },
    });
  });

  it('passes code, message and details of an AppError on', async () => {
    const getPhoto = () => Promise.reject(new AppError('not-found', 'There is no photo 7', { id: 7 }));
    const onUnexpected = vi.fn();
    const { call } = createDispatcher(handlersWith({ getPhoto }), { onUnexpected });
    expect(await call('getPhoto', { id: 7 })).toEqual({
      ok: false,
      error: { code: 'not-found', message: 'There is no photo 7', details: { id: 7 } },
    });
    expect(onUnexpected).not.toHaveBeenCalled();
  });

  it('reports an unexpected error here and sends it without its stack', async () => {
    const problem = new TypeError('x is not a function');
    const rescan = () => {
      throw problem;
    };
    const onUnexpected = vi.fn();
    const { call } = createDispatcher(handlersWith({ rescan }), { onUnexpected });
    expect(await call('rescan', {})).toEqual({
      ok: false,
      error: { code: 'internal', message: 'x is not a function' },
    });
    expect(onUnexpected).toHaveBeenCalledExactlyOnceWith('rescan', problem);
  });

  it('times every call', async () => {
    const onTiming = vi.fn();
    const { call } = createDispatcher(handlersWith({ rescan: () => null }), { onTiming });
    await call('rescan', {});
    await call('rescan', { wrong: 1 });
    expect(onTiming.mock.calls).toEqual([
      [{ method: 'rescan', ms: expect.any(Number), ok: true }],
      [{ method: 'rescan', ms: expect.any(Number), ok: false }],
    ]);
  });
});

describe('createClient', () => {
  it('has every method of the contract and gives values back', async () => {
    const calls: unknown[] = [];
    const client = createClient((method, request) => {
      calls.push([method, request]);
      return Promise.resolve({ ok: false, error: { code: 'unsupported', message: 'Not here' } });
    });
    expect(Object.keys(client)).toEqual(methods);
    await expect(client.search({ text: '', limit: 1, offset: 0, order: 'date' })).rejects.toEqual(
      new AppError('unsupported', 'Not here'),
    );
    expect(calls).toEqual([['search', { text: '', limit: 1, offset: 0, order: 'date' }]]);
  });
});
