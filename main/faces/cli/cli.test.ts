import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeSampleFolder, openTestLibrary, samplesFolder } from '../../../test/support/library.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';

const entry = join(import.meta.dirname, 'main.ts');

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(...args: string[]): { child: ChildProcess; done: Promise<Result> } {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const result: Result = { code: null, stdout: '', stderr: '' };
  child.stdout?.on('data', (text: Buffer) => {
    result.stdout += text;
  });
  child.stderr?.on('data', (text: Buffer) => {
    result.stderr += text;
  });
  const done = new Promise<Result>((resolve) => {
    child.on('close', (code) => resolve({ ...result, code }));
  });
  return { child, done };
}

const run = (...args: string[]) => start(...args).done;

test('one JSON document on stdout, and nothing else, for every command', { timeout: 120_000 }, async () => {
  const data = makeTemporaryFolder();
  const folder = makeSampleFolder('chelsea.png');
  const cat = join(folder, 'chelsea.png');
  const copy = join(makeTemporaryFolder(), 'corrections.jsonl');
  const commands: [string[], Record<string, unknown>][] = [
    [['index', folder], { indexed: 1, failed: 0, duplicates: 0, photos: 1 }],
    [['search', 'cat', '--limit', '1'], { total: 1 }],
    [['labels', cat], { path: cat }],
    [['label', 'add', '--label', 'Mitzi', cat], { photos: 1 }],
    [['backup', copy], { file: copy, decisions: 1 }],
    [['label', 'undo', '--label', 'Mitzi', cat], { photos: 1 }],
    [['restore', copy], { decisions: 1, unchanged: 0, photos: 1, photosKnown: 1, skipped: 0 }],
    [['teach', 'add', '--label', 'My tabby', '--parent', 'cat', cat], { label: { name: 'My tabby', positives: 1 } }],
    [['teach', 'reject', '--label', 'My tabby', cat], { label: { positives: 0, negatives: 1 } }],
    [['teach', 'add', '--label', 'My tabby', cat], { label: { positives: 1, negatives: 0 } }],
    [['teach', 'train', 'My tabby'], { labels: [{ name: 'My tabby', hasPrevious: true }] }],
    [['teach', 'list'], { labels: [{ name: 'My tabby' }], groups: [] }],
    [['teach', 'evaluate', 'My tabby'], { labels: [{ name: 'My tabby' }] }],
    [['teach', 'export', 'My tabby', '--out', join(data, 'tom.json')], { name: 'My tabby', format: 'json' }],
    [['teach', 'export', 'My tabby', '--out', join(data, 'tom.onnx')], { name: 'My tabby', format: 'onnx' }],
    [['teach', 'restore', 'My tabby'], { name: 'My tabby', hasPrevious: false }],
    [['teach', 'remove', 'My tabby'], { removed: expect.stringMatching(/^own:/) }],
    [['teach', 'import', join(data, 'tom.json')], { kind: 'label', labels: [{ name: 'My tabby' }] }],
    [['teach', 'import', join(data, 'tom.onnx')], { kind: 'label', labels: [{ name: 'My tabby', hasPrevious: true }] }],
    [['classify', cat], { photos: [{ path: cat, top: expect.arrayContaining([expect.anything()]) }] }],
    [['similar', cat], { photos: [] }],
    [['failures'], { failures: [] }],
    [['folders'], { folders: [expect.objectContaining({ path: folder, online: true })] }],
    [['status'], { indexed: 1, state: 'idle' }],
    [['models', 'list'], { models: [expect.objectContaining({ active: true })] }],
    [['folder', 'remove', folder], { removed: folder }],
  ];
  for (const [args, wanted] of commands) {
    const result = await run(...args, '--data', data, '--json');
    expect(result, args.join(' ')).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(result.stdout), args.join(' ')).toMatchObject(wanted);
  }
});

test('a folder of folders is learnt, told of and forgotten', async () => {
  const data = makeTemporaryFolder();
  const folder = join(makeTemporaryFolder(), 'drinks and pets');
  for (const [label, name] of [
    ['Two drinks', 'coffee.png'],
    ['Two pets', 'chelsea.png'],
  ] as const) {
    mkdirSync(join(folder, label), { recursive: true });
    cpSync(join(samplesFolder, name), join(folder, label, name));
  }
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await run('teach', ...args, '--data', data, '--json');
    expect([code, stderr], args.join(' ')).toEqual([0, '']);
    return JSON.parse(stdout) as unknown;
  };
  expect(await json('import-folder', folder)).toMatchObject({ name: 'drinks and pets', testAccuracy: null });
  expect(await json('evaluate', 'drinks and pets')).toMatchObject({
    labels: [],
    groups: [{ name: 'drinks and pets', classes: [{ name: 'Two drinks' }, { name: 'Two pets' }] }],
    reports: [{ measure: 'accuracy', confusion: null }],
  });
  expect(await json('remove', 'drinks and pets')).toEqual({ removed: 'drinks and pets' });
  expect(await json('list')).toMatchObject({ labels: [{ name: 'Two drinks' }, { name: 'Two pets' }], groups: [] });
  expect((await run('teach', 'remove', 'drinks and pets', '--data', data)).code).toBe(1);
});

test('exit code 2 for wrong usage, 1 for what failed, with one clear line', async () => {
  const data = makeTemporaryFolder();
  for (const args of [
    ['frobnicate'],
    [],
    ['search'],
    ['search', 'cat', '--limit', 'many'],
    ['label', 'add', 'x.jpg'],
  ]) {
    expect((await run(...args, ...(args.length > 0 ? ['--data', data] : []))).code, args.join(' ')).toBe(2);
  }
  const missing = await run('index', join(data, 'nowhere'), '--data', data, '--json');
  expect(missing.code).toBe(1);
  expect(JSON.parse(missing.stderr)).toMatchObject({ error: { code: 'folder-unavailable' } });
  for (const args of [
    ['restore', join(data, 'nothing.jsonl')],
    ['backup', join(data, 'nowhere', 'copy.jsonl')],
    ['teach', 'export', 'nothing that is taught'],
    ['teach', 'import', join(data, 'nothing.onnx')],
    ['teach', 'import-table', join(data, 'nothing.csv')],
  ]) {
    expect(await run(...args, '--data', data), args.join(' ')).toMatchObject({ code: 1, stdout: '' });
  }
  const plain = await run('labels', join(data, 'nothing.jpg'), '--data', data);
  expect(plain).toMatchObject({ code: 1, stdout: '' });
  expect(plain.stderr.trim().split('\n')).toHaveLength(1);
});

test('an empty result is no error', async () => {
  const result = await run('search', 'qwertyuiop', '--data', makeTemporaryFolder(), '--json');
  expect(result.code).toBe(0);
  expect(JSON.parse(result.stdout)).toMatchObject({ total: 0, photos: [] });
});

test('killed at any moment, no finished photo is lost or looked at again', { timeout: 180_000 }, async () => {
  const data = makeTemporaryFolder();
  const folder = join(makeTemporaryFolder(), 'many');
  mkdirSync(folder);
  const names = readdirSync(samplesFolder).filter((name) => /\.(png|jpg)$/u.test(name));
  for (const name of names) cpSync(join(samplesFolder, name), join(folder, name));
  let before = 0;
  for (const ms of [300, 500, 700, 900]) {
    const { child, done } = start('index', folder, '--data', data, '--json');
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.kill('SIGKILL');
    await done;
    const status = JSON.parse((await run('status', '--data', data, '--json')).stdout) as { indexed: number };
    expect(status.indexed).toBeGreaterThanOrEqual(before);
    before = status.indexed;
  }
  const last = JSON.parse((await run('index', folder, '--data', data, '--json')).stdout) as Record<string, number>;
  expect(last).toMatchObject({ indexed: names.length, failed: 0, classified: names.length - before });
  const library = await openTestLibrary({ dataFolder: data });
  expect((await library.api.getStatus({})).pending).toBe(0);
});

test('the command line works while the app is open on the same library', { timeout: 120_000 }, async () => {
  const data = makeTemporaryFolder();
  const folder = makeSampleFolder('chelsea.png');
  const app = start('serve', folder, '--no-open', '--data', data, '--json');
  const more = makeSampleFolder('coffee.png');
  const indexed = await run('index', folder, more, '--data', data, '--json');
  expect(JSON.parse(indexed.stdout)).toMatchObject({ indexed: 2, failed: 0 });
  const rejected = await run(
    'label',
    'reject',
    '--label',
    'cat',
    join(folder, 'chelsea.png'),
    '--data',
    data,
    '--json',
  );
  expect(JSON.parse(rejected.stdout)).toMatchObject({ photos: 1, verdict: 'rejected' });
  app.child.kill('SIGTERM');
  expect((await app.done).code).toBe(process.platform === 'win32' ? null : 0);
});
