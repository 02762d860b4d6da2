/** Nothing that the built program does by itself reaches for another computer. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = join(root, 'dist', 'main', 'cli.js');
const guard = pathToFileURL(join(import.meta.dirname, 'watch-network.ts')).href;
const hasPerl = process.platform === 'win32' || existsSync('/usr/bin/perl');
const run = promisify(execFile);

let folder: string;
let photos: string;
let log: string;

beforeEach(() => {
  folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'bowerbird-network-')));
  photos = join(folder, 'photos');
  log = join(folder, 'network.log');
  mkdirSync(photos);
  for (const name of ['chelsea.png', 'coffee.png', 'rocket.jpg']) {
    cpSync(join(root, 'assets', 'samples', name), join(photos, name));
  }
  writeFileSync(log, '');
});

afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const data = () => ['--data', join(folder, 'data')];

/** What a user does with a library, one command after the other. */
function listCommands(): string[][] {
  const cat = join(photos, 'chelsea.png');
  const out = (name: string) => join(folder, name);
  return [
    ['index', photos],
    ['search', 'cat'],
    ['label', 'add', cat, '--label', 'Mitzi'],
    ['teach', 'add', cat, '--label', 'Mitzi'],
    ['teach', 'export', 'Mitzi', '--format', 'onnx', '--out', out('mitzi.onnx')],
    ['export', 'labels', out('labels.csv')],
    ['export', 'xmp', '--folder', out('sidecars')],
    ...(hasPerl ? [['import', 'keywords']] : []),
    ['backup', out('corrections.jsonl')],
    ['similar', cat],
    ['duplicates'],
    ['status'],
  ].map((command) => [...command, ...data()]);
}

/** The program with every way out watched, in all of its threads. */
const watched = () => ({ ...process.env, NODE_OPTIONS: `--import=${guard}`, BOWERBIRD_NETWORK_LOG: log });

const linesOf = (word: string) =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${word} `));

describe('with every way out of Node watched', () => {
  it('the watch finds whoever reaches out, in threads too', async () => {
    const script = join(folder, 'reach.mjs');
    writeFileSync(
      script,
      `import { Worker, isMainThread } from 'node:worker_threads';
       import { lookup } from 'node:dns/promises';
       const tries = [
         () => fetch('http://127.0.0.1:9/'),
         () => import('node:https').then(({ get }) => get('https://127.0.0.1:9/')),
         () => import('node:tls').then(({ connect }) => connect(9, '127.0.0.1')),
         () => import('node:http2').then(({ connect }) => connect('http://127.0.0.1:9')),
         () => import('node:dgram').then(({ createSocket }) => createSocket('udp4').send('x', 9, '127.0.0.1')),
         () => import('node:dns').then((dns) => dns.resolve4('localhost', () => {})),
         () => lookup('localhost'),
         () => new WebSocket('ws://127.0.0.1:9/'),
       ];
       process.on('uncaughtException', () => {});
       for (const one of tries) await Promise.resolve().then(one).catch(() => {});
       if (isMainThread) new Worker(new URL(import.meta.url));
       else setTimeout(() => process.exit(0), 500);`,
    );
    await run(process.execPath, [script], { env: watched() });
    const tried = linesOf('tried').map((line) => line.split(' ').slice(1, 3));
    const perThread = Map.groupBy(tried, ([thread = '']) => thread.split('.')[1]);
    expect([...perThread.keys()].sort()).toEqual(['0', '1']);
    for (const found of perThread.values()) {
      expect(new Set(found.map(([, what]) => what))).toEqual(
        new Set(['net.Socket.connect', 'dgram.Socket.send', 'dns.resolve4', 'dns.promises.lookup']),
      );
    }
  });

  it('indexing, searching, teaching, giving out and taking in try nothing', async () => {
    for (const command of listCommands()) await run(process.execPath, [cli, ...command], { env: watched() });
    expect(linesOf('tried')).toEqual([]);
    const threads = new Set(linesOf('watched').map((line) => /\.(\d+) /u.exec(line)?.[1]));
    // Of the program, of its threads, and the process that decodes.
    expect(threads.size).toBeGreaterThan(1);
    expect(linesOf('watched').some((line) => line.includes('decode-worker'))).toBe(true);
  });

  it('serving the app tries nothing', async () => {
    const args = [cli, 'serve', '--no-open', '--json', ...data(), photos];
    const child = spawn(process.execPath, args, { env: watched(), stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    try {
      const url = await new Promise<string>((resolve, reject) => {
        child.stdout.once('data', (chunk: Buffer) => resolve((JSON.parse(String(chunk)) as { url: string }).url));
        child.once('exit', (code) => reject(new Error(`It ended with code ${code}.`)));
      });
      const entry = await fetch(url, { redirect: 'manual' });
      const cookie = entry.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const call = async (method: string, request: object) => {
        const headers = { cookie, 'x-bowerbird': '1' };
        const answer = await fetch(new URL(`/api/${method}`, url), {
          method: 'POST',
          headers,
          body: JSON.stringify(request),
        });
        return ((await answer.json()) as { value: { indexed: number } }).value;
      };
      await expect
        .poll(async () => (await call('search', { text: 'cat', order: 'relevance', limit: 1, offset: 0 })) as object, {
          timeout: 60_000,
        })
        .toMatchObject({ total: 1 });
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
    expect(linesOf('tried')).toEqual([]);
  });
});

/** How to run something where there is no network at all; undefined where that is not allowed. */
function findEmptyNetwork(): string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  return [
    ['unshare', '-n'],
    ['unshare', '-rn'],
  ].find(([program = '', ...args]) => spawnSync(program, [...args, 'true']).status === 0);
}

describe('where there is no network at all', () => {
  it('everything works, and the system is asked for no line to anywhere', async ({ skip }) => {
    const empty = findEmptyNetwork();
    if (!empty) return skip('network namespaces are not allowed here');
    const [unshare = '', ...options] = empty;
    const trace = join(folder, 'trace');
    const hasStrace = spawnSync('strace', ['-o', trace, 'true']).status === 0;
    // Native code too: ONNX Runtime, libvips and ExifTool's Perl do not go through Node.
    const strace = hasStrace
      ? ['strace', '-f', '-qq', '-A', '-o', trace, '-e', 'trace=socket,connect,sendto,bind']
      : [];
    for (const command of listCommands()) {
      await run(unshare, [...options, ...strace, process.execPath, cli, ...command]);
    }
    expect(existsSync(join(folder, 'labels.csv')) && existsSync(join(folder, 'mitzi.onnx'))).toBe(true);
    if (!hasStrace) return skip('all works without network; that nothing tried can not be told without strace');
    const calls = readFileSync(trace, 'utf8').split('\n');
    expect(calls.filter((line) => /AF_INET/u.test(line))).toEqual([]);
    expect(calls.length).toBeGreaterThan(1);
  }, 180_000);
});
