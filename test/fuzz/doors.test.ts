import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Library } from '../../main/core/library.ts';
import { startHttpFace } from '../../main/faces/http/server.ts';
import { createDispatcher } from '../../main/rpc/dispatch.ts';
import type { Method, Request } from '../../shared/api.ts';
import { methods } from '../../shared/api-schema.ts';
import { makeSampleFolder, openTestLibrary } from '../support/library.ts';
import { parseAnswer } from '../support/raw-http.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { createMutator, type Mutator, mutants, nameMutant } from './mutate.ts';

/** A library with something of everything, and a right request to each method. */
async function openFilledLibrary(): Promise<{ library: Library; requests: [Method, object][] }> {
  const library = await openTestLibrary();
  const folder = makeSampleFolder('chelsea.png', 'coffee.png', 'rocket.jpg');
  writeFileSync(join(folder, 'broken.jpg'), 'no picture');
  await library.index([folder]);
  const { id } = await library.api.findPhoto({ path: join(folder, 'chelsea.png') });
  const { id: other } = await library.api.findPhoto({ path: join(folder, 'rocket.jpg') });
  const mitzi = await library.api.teach({ label: 'Mitzi', photoIds: [id], negativeIds: [other] });
  const { concept } = mitzi.label;
  const { changeId } = await library.api.decide({ photoIds: [id], label: 'cat', verdict: 'accepted' });
  const exported = await library.api.exportTaught({ concept, format: 'json' });
  const { text } = await library.api.exportDecisions({});
  const out = join(makeTemporaryFolder(), 'out');
  mkdirSync(out);
  const photoIds = [id, other];
  const page = { limit: 10, offset: 0 };
  const given: { [M in Method]?: Request<M> } = {
    addFolder: { path: folder },
    removeFolder: { folderId: 1 },
    setFolderPaused: { folderId: 1, paused: false },
    rescan: { folderId: 1 },
    setPaused: { paused: false },
    search: { text: '(cat OR "coffee cup") -dog year:2019..2021 near:1,2 is:favourite', order: 'relevance', ...page },
    getResultLayout: { text: 'animal type:png', order: 'date', weaker: true },
    getFacets: { text: 'cat', limit: 10 },
    getNearest: { text: 'lynx', limit: 10 },
    suggest: { text: 'ca', limit: 10 },
    getLabelTree: { parent: 'animal', limit: 10 },
    getPhoto: { id },
    findPhoto: { path: join(folder, 'chelsea.png') },
    getHeatMap: { photoId: id, concept },
    showInFolder: { id },
    suggestLabels: { text: 'ca', limit: 10 },
    decide: { photoIds, label: 'tabby', verdict: 'accepted' },
    replaceLabel: { photoIds: [id], label: 'Egyptian cat', by: 'tabby' },
    renameLabel: { concept, name: 'Tom' },
    setFavourite: { photoIds, favourite: true },
    setHidden: { photoIds: [other], hidden: false },
    setDescription: { photoIds, description: 'asleep\non the sofa' },
    trashPhotos: { photoIds: [other] },
    getLabelsOf: { photoIds, limit: 10 },
    undo: { changeId },
    importDecisions: { text },
    exportLabels: { format: 'csv', text: 'cat', after: 0 },
    exportSidecars: { folder: out, text: 'cat', guesses: true },
    importKeywords: { folder },
    teach: { label: 'Mitzi', parent: 'cat', photoIds: [id], negativeIds: [other] },
    trainTaught: { concept },
    removeTaught: { concept: 'Nobody' },
    restoreTaught: { concept },
    getTeachingReport: { concept },
    setTaughtThreshold: { concept, probability: 0.5 },
    removeTaughtGroup: { name: 'none' },
    listExamples: { concept, verdict: 'accepted', ...page },
    suggestExamples: { concept, limit: 5 },
    teachFolder: { path: out },
    teachTable: { path: join(folder, 'broken.jpg') },
    exportTaught: { concept, format: 'json' },
    importTaught: { base64: exported.base64, fileName: exported.fileName },
    listDuplicates: { kind: 'near', ...page },
    getSimilar: { photoId: id, area: { left: 0, top: 0, width: 0.5, height: 0.5 }, limit: 5 },
    listFailures: { code: 'unsupported', ...page },
    retryFailures: { fileIds: [1] },
    lookFirst: { fileIds: [1, 2] },
    lookNow: { fileId: 1 },
    showFileInFolder: { fileId: 1 },
    installModel: { path: out },
    useModel: { id: 'efficientnet-lite2-imagenet' },
    updateSettings: { wantedPrecision: 0.9 },
  };
  // The samples lie in the program's own folder, where nothing may be written.
  const tried = methods.filter((method) => method !== 'addSampleFolder');
  return { library, requests: tried.map((method) => [method, given[method] ?? {}]) };
}

const words = [
  'label:',
  'year:',
  '..',
  'OR',
  'NOT',
  '(',
  ')',
  '"',
  '-',
  'near:',
  'similar:1',
  'is:',
  'confidence:>',
  'cat',
  '*',
];

function strange(mutator: Mutator): unknown {
  const { below, pick } = mutator;
  return pick<() => unknown>([
    () => null,
    () => pick([-1, 0, 0.5, 1e21, -0, Number.MAX_SAFE_INTEGER, 2 ** 31, below(10)]),
    () =>
      pick([
        '',
        ' ',
        '\0',
        'x'.repeat(10_001),
        '\ud800',
        '__proto__',
        'constructor',
        'own:1',
        'mark:hidden',
        'n02121620',
      ]),
    () => pick<unknown>([true, false, [], {}, [[]], [null], [1, 2, 3], { toString: 1 }, { length: 1 }]),
  ])();
}

/** A request with some of its values changed, left out or added. Paths stay where they are: they lead to real files. */
function change(mutator: Mutator, value: unknown): unknown {
  if (mutator.below(12) === 0) return strange(mutator);
  if (typeof value === 'string') {
    return value.startsWith('/') || mutator.below(2) === 0 ? value : mutator.text(value, words);
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => change(mutator, item));
    return mutator.below(8) === 0 ? [...items, strange(mutator)] : items;
  }
  if (typeof value !== 'object' || value === null) return mutator.below(4) === 0 ? strange(mutator) : value;
  const entries = Object.entries(value)
    .filter(() => mutator.below(12) > 0)
    .map(([key, one]): [string, unknown] => [key, change(mutator, one)]);
  if (mutator.below(12) === 0) entries.push([mutator.pick(['__proto__', 'extra', 'constructor']), strange(mutator)]);
  return Object.fromEntries(entries);
}

/** Where requests go that go nowhere. */
const targets = [
  '//',
  '/\\\\',
  'http://[',
  '*',
  '/api',
  '/api//',
  '/media/0/grid',
  '/media/1/../../x',
  '/%00',
  '/%',
  '/?token=',
  '/events/',
];

/** What is wrong with an answer that came from outside, or undefined. */
function findFault(answer: unknown): string | undefined {
  const { ok, error } = answer as { ok?: unknown; error?: { code?: unknown; message?: unknown } };
  if (ok === true && 'value' in (answer as object)) return undefined;
  if (ok !== false || !error) return `no answer: ${JSON.stringify(answer)?.slice(0, 100)}`;
  if (error.code === 'internal') return `internal: ${error.message}`;
  return typeof error.message === 'string' && error.message.length > 5 ? undefined : 'no words';
}

test('whatever a page asks over IPC, it gets a value or a refusal in words', async () => {
  const { library, requests } = await openFilledLibrary();
  const unexpected: unknown[] = [];
  const dispatcher = createDispatcher(library.api, {
    onUnexpected: (method, error) => unexpected.push([method, error]),
  });
  const faults: string[] = [];
  const refusals = { ok: 0, refused: 0 };
  for (let number = 0; number < mutants; number++) {
    const mutator = createMutator(number);
    const [method, request] = mutator.pick(requests);
    // As the structured clone of IPC and JSON both would bring it.
    const asked = change(mutator, request);
    const isOther = mutator.below(50) === 0;
    const name = isOther ? mutator.pick(['__proto__', 'constructor', '', mutator.text(method, words)]) : method;
    const answer = await dispatcher.call(name, asked);
    const fault = findFault(answer);
    if (fault) faults.push(`${nameMutant(number)}: ${method}(${JSON.stringify(asked)?.slice(0, 300)}): ${fault}`);
    refusals[answer.ok ? 'ok' : 'refused']++;
    JSON.stringify(answer);
  }
  expect(faults).toEqual([]);
  expect(unexpected).toEqual([]);
  expect(refusals.ok).toBeGreaterThan(mutants / 10);
  expect(refusals.refused).toBeGreaterThan(mutants / 10);
  expect(await dispatcher.call('getStatus', {})).toMatchObject({ ok: true });
}, 3_600_000);

/**
 * Writes bytes and reads until the server closes the line.
 * @param isLast whether it is told that no more will come: it need not answer then, but has to close
 * @returns undefined where it never does
 */
function exchange(port: number, bytes: Uint8Array, isLast = false): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.setTimeout(20_000, () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('end', () => socket.destroy());
    socket.once('close', () => resolve(Buffer.concat(chunks).toString('latin1')));
    if (isLast) socket.end(bytes);
    else socket.write(bytes);
  });
}

test('whatever comes over a line to the server, it answers in words and goes on', async () => {
  const { library, requests } = await openFilledLibrary();
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => log.mockRestore());
  const face = await startHttpFace(library, { port: 0, rendererFolder: makeTemporaryFolder() });
  onTestFinished(() => face.close());
  const { port, host } = new URL(face.url);
  const login = await fetch(face.url, { redirect: 'manual' });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const write = (method: string, body: string, target = `/api/${method}`) =>
    [
      `POST ${target} HTTP/1.1`,
      `Host: ${host}`,
      `Cookie: ${cookie}`,
      'Content-Type: application/json',
      'X-Bowerbird: 1',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n');
  const faults: string[] = [];
  const statuses: Record<number, number> = {};
  const light = requests.filter(([method]) => !/^(?:teach|train|getTeachingReport|install|import)/u.test(method));
  for (let number = 0; number < mutants; number++) {
    const mutator = createMutator(number);
    const [method, request] = mutator.pick(light);
    const isRaw = mutator.below(2) === 0;
    const body = JSON.stringify(change(mutator, request)) ?? '';
    const target = isRaw && mutator.below(4) === 0 ? mutator.pick(targets) : undefined;
    const sent = isRaw || mutator.below(2) === 0 ? body : mutator.text(body, words);
    const whole = Buffer.from(write(method, sent, target));
    const isCut = isRaw && target === undefined;
    const answer = await exchange(Number(port), isCut ? mutator.bytes(whole) : whole, isCut);
    if (answer === undefined) {
      faults.push(`${nameMutant(number)}: the line stayed open`);
      continue;
    }
    const { status, headers, body: said } = parseAnswer(answer);
    statuses[status] = (statuses[status] ?? 0) + 1;
    const about = `${nameMutant(number)}: ${method} ${status} ${said.slice(0, 200)}`;
    if (status >= 500) faults.push(about);
    else if (headers['content-type']?.startsWith('application/json')) {
      const fault = findFault(JSON.parse(Buffer.from(said, 'latin1').toString()));
      if (fault) faults.push(`${about}: ${fault}`);
    } else if (!isRaw) faults.push(`${about}: no JSON`);
  }
  expect(faults).toEqual([]);
  expect(log.mock.calls).toEqual([]);
  expect(statuses[200] ?? 0).toBeGreaterThan(mutants / 10);
  const asked = '{"text":"","order":"date","limit":10,"offset":0}';
  const good = parseAnswer((await exchange(Number(port), Buffer.from(write('search', asked)))) ?? '');
  expect(JSON.parse(good.body)).toMatchObject({ ok: true });
}, 3_600_000);
