import type { ApiClient, Method, Push, QueryTerm, ResultLayout } from '../../shared/api.ts';
import { methods } from '../../shared/api-schema.ts';
import { AppError } from '../../shared/errors.ts';
import { type ResultList, unpackResult } from '../../shared/layout/result-list.ts';
import type { PhotoDetails } from '../../shared/model/photo.ts';
import { noCameraInfo } from '../../shared/model/photo.ts';
import type { TaughtLabel } from '../../shared/model/taught.ts';
import type { TeachingReport } from '../../shared/model/teaching-report.ts';
import { packNumbers } from '../../shared/packed-numbers.ts';
import type { Transport } from '../transport/client.ts';
import type { OutPort, Settings } from './browser-ports.ts';

/** For tests: a core whose answers are given by the test, and which notes what it was asked. */
export interface FakeTransport extends Transport {
  calls: { method: Method; request: unknown }[];
  push(push: Push): void;
  setConnected(connected: boolean): void;
}

/** @param answers methods that the test needs; all others answer `not-found` */
export function fakeTransport(answers: Partial<ApiClient>): FakeTransport {
  const calls: FakeTransport['calls'] = [];
  const pushListeners = new Set<(push: Push) => void>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  const noted = (method: Method) => async (request: never) => {
    calls.push({ method, request });
    const answer = answers[method];
    if (!answer) throw new AppError('not-found', `${method} is not there.`);
    return await answer(request);
  };
  return {
    calls,
    client: Object.fromEntries(methods.map((method) => [method, noted(method)])) as unknown as ApiClient,
    push: (push) => {
      for (const listener of pushListeners) listener(push);
    },
    setConnected: (connected) => {
      for (const listener of connectionListeners) listener(connected);
    },
    onPush: (listener) => {
      pushListeners.add(listener);
      return () => pushListeners.delete(listener);
    },
    onConnection: (listener) => {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
    mediaUrl: (id, size) => `/media/${id}/${size}`,
  };
}

/** For tests: settings that last as long as the test. */
export function fakeSettings(): Settings {
  const values = new Map<string, string>();
  return { get: (key) => values.get(key) ?? null, set: (key, value) => void values.set(key, value) };
}

/** For tests: what was copied and saved, as `copied: text` and `name: text`. */
export function fakeOut(): OutPort & { texts: string[] } {
  const texts: string[] = [];
  return {
    texts,
    copyText: async (text) => void texts.push(`copied: ${text}`),
    saveText: (name, text) => void texts.push(`${name}: ${text}`),
    saveFile: (name, content) => void texts.push(`${name}: ${content.type}, ${content.size} bytes`),
  };
}

/** For tests: the layout of a result with these photos, all of one day where none is given. */
export function resultOf(ids: number[], change: Partial<ResultLayout> = {}): ResultLayout {
  return {
    query: '',
    terms: [],
    slips: [],
    weaker: 0,
    waiting: ids.filter((id) => id < 0).length,
    total: ids.length,
    ids: packNumbers(Int32Array.from(ids)),
    aspects: packNumbers(new Uint16Array(ids.length).fill(1500)),
    days: [{ day: '2026-06-14', count: ids.length }],
    ...change,
  };
}

/** For tests: the same as the interface uses it. */
export function listOf(ids: number[], change: Partial<ResultLayout> = {}): ResultList {
  return unpackResult(resultOf(ids, change));
}

/** For tests: a label of a query, at the start of the text. */
export function termOf(text: string, change: Partial<QueryTerm> = {}): QueryTerm {
  return {
    text,
    start: 0,
    end: text.length,
    negated: false,
    kind: 'label',
    photos: 0,
    meanings: [],
    dates: null,
    didYouMean: [],
    ...change,
  };
}

/** For tests: all that is known of a photo. */
export function photoOf(id: number, change: Partial<PhotoDetails> = {}): PhotoDetails {
  return {
    id,
    path: `/photos/${id}.jpg`,
    score: 1,
    takenAt: '2026-06-14T18:22:05',
    width: 3000,
    height: 2000,
    favourite: false,
    hidden: false,
    placeholder: null,
    labels: [],
    matched: [],
    reasons: [],
    hash: String(id),
    format: 'jpeg',
    takenAtSource: 'exif',
    description: null,
    cameraInfo: { ...noCameraInfo },
    place: null,
    files: [],
    rejected: [],
    model: null,
    ...change,
  };
}

/** For tests: a taught label, learnt from six photos. */
export function taughtOf(name: string, change: Partial<TaughtLabel> = {}): TaughtLabel {
  return {
    concept: `own:${name}`,
    name,
    parent: null,
    positives: 6,
    negatives: 0,
    query: `label:"${name}"`,
    coverId: 1,
    photos: 12,
    classifier: {
      kind: 'logistic',
      reason: 'It did best.',
      trainedAt: '2026-06-14T18:22:05Z',
      positives: 6,
      negatives: 0,
      background: 300,
      foundProbability: 0.4,
      factProbability: null,
      isThresholdChosen: false,
      averagePrecision: 0.9,
      precision: 0.8,
      recall: 0.7,
    },
    hasPrevious: false,
    isBehind: false,
    lastError: null,
    ...change,
  };
}

/** For tests: a report in which nothing was measured. */
export function reportOf(change: Partial<TeachingReport> = {}): TeachingReport {
  return {
    trainedAt: '2026-06-14T18:22:05Z',
    measure: 'average-precision',
    split: { training: 6, test: 0 },
    candidates: [],
    testAccuracy: null,
    epochs: [],
    learningCurve: [],
    thresholds: [],
    calibration: [],
    foundProbability: 0.4,
    factProbability: null,
    isThresholdChosen: false,
    confusion: null,
    mistakes: [],
    ...change,
  };
}
