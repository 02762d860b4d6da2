/** A stranger at the door: every attack of `docs/threat-model.md` on the HTTP face, over real connections. */
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { waitFor } from '../../../test/support/library.ts';
import {
  formatRequest,
  openLine,
  parseAnswer,
  type RawAnswer,
  readToEnd,
  talk,
} from '../../../test/support/raw-http.ts';
import { type Library, openLibrary } from '../../core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../runtime.ts';
import type { HttpLimits } from './limits.ts';
import { startHttpFace } from './server.ts';

type Headers = readonly [string, string][];

const WAIT_MS = 30_000;
const hasProc = process.platform === 'linux';

let folder: string;
let library: Library;

beforeAll(async () => {
  folder = realpathSync.native(mkdtempSync(join(tmpdir(), 'bowerbird-attacks-')));
  const photos = join(folder, 'photos');
  mkdirSync(photos);
  const { assetsFolder } = findProgramFiles();
  cpSync(join(assetsFolder, 'samples', 'chelsea.png'), join(photos, 'chelsea.png'));
  const renderer = join(folder, 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(renderer, 'index.html'), '<title>Bowerbird</title>');
  writeFileSync(join(renderer, 'assets', 'app.js'), '1');
  writeFileSync(join(renderer, '.hidden.js'), 'secret');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  library = await openLibrary({
    ...findProgramFiles(),
    dataFolder: join(folder, 'data'),
    workers: createThreadWorkers(),
    background: false,
  });
  await library.index([photos]);
});

afterAll(async () => {
  await library?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Door {
  port: number;
  makeEntry(): string;
  token: string;
  /** Host and the cookie that opens. */
  own: Headers;
  /** One request; the answer after which the server closed the line. */
  ask(line: string, headers?: Headers, body?: string): Promise<RawAnswer>;
  /** A call of the contract as the page makes it, with further headers. */
  call(method: string, request: unknown, headers?: Headers): Promise<RawAnswer>;
}

async function openDoor(limits: Partial<HttpLimits> = {}, changed: Partial<Library> = {}): Promise<Door> {
  const face = await startHttpFace(
    { ...library, ...changed },
    { port: 0, rendererFolder: join(folder, 'renderer'), limits },
  );
  onTestFinished(() => face.close());
  const { port: portText, searchParams } = new URL(face.url);
  const port = Number(portText);
  const token = searchParams.get('token') ?? '';
  const own: Headers = [
    ['Host', `127.0.0.1:${port}`],
    ['Cookie', `bowerbird-${port}=${token}`],
  ];
  const ask: Door['ask'] = (line, headers = own, body = '') => talk(port, formatRequest(line, headers, body));
  const call: Door['call'] = (method, request, headers = []) => {
    const body = JSON.stringify(request);
    const usual: Headers = [
      ['x-bowerbird', '1'],
      ['Content-Type', 'application/json'],
      ['Content-Length', String(Buffer.byteLength(body))],
    ];
    return ask(`POST /api/${method}`, [...own, ...usual, ...headers], body);
  };
  return { port, makeEntry: face.makeEntry, token, own, ask, call };
}

/** The statuses of some requests, each under its name. */
async function statusesOf(requests: Record<string, Promise<RawAnswer>>): Promise<Record<string, number>> {
  const entries = Object.entries(requests).map(async ([name, answer]) => [name, (await answer).status] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const allAre = (names: readonly string[], status: number) => Object.fromEntries(names.map((name) => [name, status]));

describe('who has no token', () => {
  test('gets nothing, wherever a token is put that is wrong, and wherever the right one is put where it does not belong', async () => {
    const { port, token, ask } = await openDoor();
    const host: Headers = [['Host', `127.0.0.1:${port}`]];
    const cookie = (value: string, name = `bowerbird-${port}`): Headers => [...host, ['Cookie', `${name}=${value}`]];
    const post: Headers = [
      ['x-bowerbird', '1'],
      ['Content-Length', '2'],
    ];
    const other = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    const requests = {
      none: ask('GET /', host),
      'none for a call': ask('POST /api/getStatus', [...host, ...post], '{}'),
      'none for a picture': ask('GET /media/1/grid', host),
      'none for pushes': ask('GET /events', host),
      'none for a file': ask('GET /assets/app.js', host),
      'wrong by one letter': ask('GET /', cookie(other)),
      'wrong by one letter, in the address': ask(`GET /?token=${other}`, host),
      'too short': ask('GET /', cookie(token.slice(0, -1))),
      'too long': ask('GET /', cookie(`${token}A`)),
      empty: ask('GET /', cookie('')),
      // As many letters, but more bytes: comparing must not fail.
      'no letters of a token': ask('GET /', cookie('\xe9'.repeat(token.length))),
      'in a cookie of another name': ask('GET /', cookie(token, 'bowerbird')),
      'in the address of a call': ask(`POST /api/getStatus?token=${token}`, [...host, ...post], '{}'),
      'in the address of a picture': ask(`GET /media/1/grid?token=${token}`, host),
      'in the address, posted': ask(`POST /?token=${token}`, [...host, ['Content-Length', '0']]),
      'as a bearer': ask('GET /', [...host, ['Authorization', `Bearer ${token}`]]),
      'in a header': ask('POST /api/getStatus', [...host, ['x-bowerbird', token], ['Content-Length', '2']], '{}'),
    };
    expect(await statusesOf(requests)).toEqual(allAre(Object.keys(requests), 403));
    expect((await ask('GET /', cookie(token))).status).toBe(200);
  });

  test('can not use an address again that opened once, nor one in whose place another was made', async () => {
    const { port, token, ask, makeEntry } = await openDoor();
    const host: Headers = [['Host', `127.0.0.1:${port}`]];
    const pathOf = (address: string) => address.slice(address.indexOf('/?'));
    const [replaced, entry] = [pathOf(makeEntry()), pathOf(makeEntry())];
    expect(entry).not.toContain(token);
    expect((await ask(`GET ${replaced}`, host)).status).toBe(403);
    expect(await ask(`GET ${entry}`, host)).toMatchObject({ status: 303, headers: { location: '/' } });
    expect((await ask(`GET ${entry}`, host)).status).toBe(403);
    expect((await ask(`GET /?token=${token}`, host)).status).toBe(303);
  });

  test('is told to wait after many wrong tokens, and who has the right one is not', async () => {
    const { port, own, ask } = await openDoor({ wrongTokens: 5 });
    const wrong: Headers = [
      ['Host', `127.0.0.1:${port}`],
      ['Cookie', `bowerbird-${port}=wrong`],
    ];
    const statuses: number[] = [];
    for (let i = 0; i < 7; i++) statuses.push((await ask('GET /', wrong)).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429]);
    const last = await ask('GET /', wrong);
    expect(last.headers).toHaveProperty('retry-after');
    expect((await ask('GET /', own)).status).toBe(200);
  });

  test('can not send a body for the server to keep', async () => {
    const { port } = await openDoor();
    const socket = openLine(port);
    const ended = readToEnd(socket);
    socket.write(
      formatRequest('POST /api/importDecisions', [
        ['Host', `127.0.0.1:${port}`],
        ['x-bowerbird', '1'],
        ['Content-Length', '90000000'],
      ]),
    );
    expect(parseAnswer(await ended).status).toBe(403);
  });
});

describe('other sites in the same browser', () => {
  test('find no server under any name but its own (DNS rebinding)', async () => {
    const { port, own, ask } = await openDoor();
    const cookie = own.slice(1);
    const hosts = [
      `evil.example:${port}`,
      'evil.example',
      '127.0.0.1',
      `127.0.0.1.evil.example:${port}`,
      `localhost.evil.example:${port}`,
      `localhost.:${port}`,
      `user@127.0.0.1:${port}`,
      `127.0.0.2:${port}`,
      `0.0.0.0:${port}`,
      `2130706433:${port}`,
      `[::1]:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      `127.0.0.1:${port + 1}`,
      '',
    ];
    const requests = Object.fromEntries(hosts.map((host) => [host, ask('GET /', [['Host', host], ...cookie])]));
    expect(await statusesOf(requests)).toEqual(allAre(hosts, 403));
    const twice: Headers = [...own, ['Host', `evil.example:${port}`]];
    expect((await ask('GET /', twice)).status).toBe(403);
    expect((await ask('GET /', cookie)).status).toBe(400);
    expect((await ask('GET /', [['Host', `localhost:${port}`], ...cookie])).status).toBe(200);
  });

  test('get no answer to any request that the browser says is theirs', async () => {
    const { port, call } = await openDoor();
    const foreign: Headers = [
      ['Origin', 'https://evil.example'],
      ['Origin', 'null'],
      ['Origin', `https://127.0.0.1:${port}`],
      ['Origin', `http://127.0.0.1:${port + 1}`],
      ['Origin', `http://localhost:${port}`],
      ['Origin', `http://127.0.0.1:${port}.evil.example`],
      ['Origin', `127.0.0.1:${port}`],
      ['Sec-Fetch-Site', 'cross-site'],
      // Another server on this computer: the browser sends it the cookie, and this header.
      ['Sec-Fetch-Site', 'same-site'],
      ['Referer', 'https://evil.example/'],
      ['Referer', `http://127.0.0.1:${port + 1}/`],
      ['Referer', `http://127.0.0.1:${port}.evil.example/`],
    ];
    const requests = Object.fromEntries(
      foreign.map(([name, value]) => [`${name}: ${value}`, call('getStatus', {}, [[name, value]])]),
    );
    expect(await statusesOf(requests)).toEqual(allAre(Object.keys(requests), 403));
    const own: Headers = [
      ['Origin', `http://127.0.0.1:${port}`],
      ['Sec-Fetch-Site', 'same-origin'],
      ['Referer', `http://127.0.0.1:${port}/`],
    ];
    expect((await call('getStatus', {}, own)).status).toBe(200);
  });

  test('can neither post as a form does nor ask for leave to do more', async () => {
    const { own, ask } = await openDoor();
    const form: Headers = [
      ['Content-Type', 'text/plain'],
      ['Content-Length', '2'],
    ];
    expect((await ask('POST /api/getStatus', [...own, ...form], '{}')).status).toBe(405);
    const preflight = await ask('OPTIONS /api/getStatus', [
      ...own.slice(0, 1),
      ['Origin', 'https://evil.example'],
      ['Access-Control-Request-Method', 'POST'],
      ['Access-Control-Request-Headers', 'x-bowerbird'],
      ['Access-Control-Request-Private-Network', 'true'],
    ]);
    expect(preflight.status).toBe(403);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('other computers find no server at all', async ({ skip }) => {
    const { port } = await openDoor();
    const outer = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).filter(({ internal }) => !internal));
    if (outer.length === 0) skip('this computer has no address but its own');
    for (const { address, scopeid } of outer) {
      const socket = openLine(port, scopeid ? `${address}%${scopeid}` : address);
      const reached = await new Promise((resolve) => {
        socket.once('connect', () => resolve(true));
        socket.once('close', () => resolve(false));
      });
      expect(reached, address).toBe(false);
    }
  });
});

describe('addresses', () => {
  test('no path leads to a file that is not the page’s, however it is written', async () => {
    const { ask } = await openDoor();
    const up = ['..', '.%2e', '%2e%2e', '%2E%2E', '%252e%252e', '..%00', '%c0%ae%c0%ae', '%uff0e%uff0e', '....', '..;'];
    const slash = ['/', '%2f', '%252f', '\\', '%5c', '%255c', '//', '/./', '%c0%af'];
    const absolute = ['//etc/passwd', '/%2fetc%2fpasswd', '/C:/Windows/win.ini', '/file:///etc/passwd', '/~/secret.js'];
    const targets = [
      ...up.flatMap((dots) => slash.map((one) => `/${dots}${one}secret.js`)),
      ...up.flatMap((dots) => slash.map((one) => `/assets${one}${dots}${one}${dots}${one}secret.js`)),
      ...absolute,
      '/.hidden.js',
      '/assets/app.js%00.html',
      '/assets/app.js/../../../secret.js',
      '/secret.js\\..\\assets/app.js',
    ];
    for (const target of targets) {
      const { status, body } = await ask(`GET ${target}`);
      // The page itself, where the address is one of a room of it.
      expect([200, 400, 404], target).toContain(status);
      expect(body, target).not.toMatch(/secret|root:|\[fonts\]/u);
    }
    expect((await ask('GET /assets/app.js')).body).toBe('1');
  });

  test('no address of another server, and nothing that is no path, is taken', async () => {
    const { port, ask } = await openDoor();
    const targets = [
      'http://evil.example/',
      `http://127.0.0.1:${port}/`,
      '//',
      '///',
      '/\\evil.example/',
      '*',
      'index.html',
    ];
    const logged = vi.spyOn(console, 'error');
    const requests = Object.fromEntries(targets.map((target) => [target, ask(`GET ${target}`)]));
    expect(await statusesOf(requests)).toEqual(allAre(targets, 400));
    expect(logged).not.toHaveBeenCalled();
    logged.mockRestore();
  });

  test('pictures come by a number and a size, of photos in folders of the library', async () => {
    const { ask } = await openDoor();
    const [folderOf] = await library.api.listFolders({});
    const paths = [
      '1',
      '1/',
      '1/original',
      '1/grid/',
      '1/grid/x',
      '0/grid',
      '-1/grid',
      '01/grid',
      '1e0/grid',
      '0x1/grid',
    ];
    const more = [
      '1.0/grid',
      '%31/grid',
      '1%00/grid',
      'NaN/grid',
      'null/grid',
      '../1/grid',
      '1/constructor',
      '1/__proto__',
    ];
    const huge = [
      '999999999999999/grid',
      '9007199254740993/grid',
      `${'9'.repeat(400)}/grid`,
      '18446744073709551617/grid',
    ];
    const targets = [...paths, ...more, ...huge];
    const requests = Object.fromEntries(targets.map((path) => [path, ask(`GET /media/${path}`)]));
    const statuses = await statusesOf(requests);
    expect(Object.fromEntries(Object.entries(statuses).filter(([, status]) => status !== 404))).toEqual({
      // `..` is taken away before anything is looked at.
      '../1/grid': 200,
    });
    expect((await ask('GET /media/../1/grid')).headers['content-type']).toBe('text/html; charset=utf-8');
    expect((await ask('GET /media/1/grid')).headers['content-type']).toBe('image/webp');
    expect((await ask('GET /media/1/full')).headers['content-type']).toBe('image/png');
    await library.api.removeFolder({ folderId: folderOf?.id ?? 0 });
    onTestFinished(async () => {
      await library.index([join(folder, 'photos')]);
    });
    for (const size of ['grid', 'preview', 'full']) {
      expect((await ask(`GET /media/1/${size}`)).status, size).toBe(404);
    }
  });
});

describe('what is no honest request', () => {
  test('other methods are refused, and no connection becomes another kind', async () => {
    const { port, own, ask, call } = await openDoor();
    for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'POST']) {
      for (const path of ['/', '/events', '/media/1/grid', '/assets/app.js']) {
        expect((await ask(`${method} ${path}`, [...own, ['Content-Length', '0']])).status, method).toBe(405);
      }
    }
    for (const path of ['nothing', '__proto__', 'constructor', 'toString', '', 'getStatus%2f', 'GETSTATUS']) {
      expect(JSON.parse((await call(path, {})).body), path).toMatchObject({ error: { code: 'invalid-request' } });
    }
    for (const path of ['getStatus/', 'getStatus/x']) expect((await call(path, {})).status, path).toBe(405);
    expect((await ask(`CONNECT 127.0.0.1:${port}`)).status).toBe(0);
    const socket: Headers = [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ];
    const line = openLine(port);
    const answer = new Promise<string>((resolve) => line.once('data', (chunk) => resolve(String(chunk))));
    line.write(formatRequest('GET /events', [...own.slice(0, 1), ...socket]));
    expect(await answer).toMatch(/^HTTP\/1\.1 403 /u);
  });

  test('a request can not be hidden in another (smuggling)', async () => {
    const { own, ask } = await openDoor();
    const hidden = formatRequest('POST /api/getStatus', [...own, ['x-bowerbird', '1'], ['Content-Length', '2']], '{}');
    const post = (headers: Headers, body: string) =>
      ask('POST /api/getStatus', [...own, ['x-bowerbird', '1'], ...headers], body);
    const broken = {
      'two lengths': post(
        [
          ['Content-Length', '2'],
          ['Content-Length', '0'],
        ],
        `{}${hidden}`,
      ),
      'two lengths in one': post([['Content-Length', '2, 2']], '{}'),
      'a length and chunks': post(
        [
          ['Content-Length', '2'],
          ['Transfer-Encoding', 'chunked'],
        ],
        `0\r\n\r\n${hidden}`,
      ),
      'chunks of another name': post([['Transfer-Encoding', 'xchunked']], '{}'),
      'chunks that are not last': post([['Transfer-Encoding', 'chunked, identity']], '0\r\n\r\n'),
      'a length with a sign': post([['Content-Length', '+2']], '{}'),
      'a length below nothing': post([['Content-Length', '-2']], '{}'),
      'a blank before the colon': post([['Content-Length ', '2']], '{}'),
      'a line that goes on': post(
        [
          ['X', 'a\r\n b'],
          ['Content-Length', '2'],
        ],
        '{}',
      ),
      'a line feed alone': post([['X', 'a\nContent-Length: 2']], '{}'),
      'a zero in a header': post(
        [
          ['X', 'a\0b'],
          ['Content-Length', '2'],
        ],
        '{}',
      ),
      'a chunk with a wrong length': post([['Transfer-Encoding', 'chunked']], 'zz\r\n{}\r\n0\r\n\r\n'),
    };
    const statuses = await statusesOf(broken);
    expect(statuses).toEqual(allAre(Object.keys(broken), 400));
    for (const answer of Object.values(broken)) expect((await answer).body).not.toContain('"ok":true');
  });

  test('what is too large is refused, and the connection closed', async () => {
    const { port, own, ask } = await openDoor();
    expect((await ask('GET /', [...own, ['X', 'x'.repeat(20_000)]])).status).toBe(431);
    expect((await ask(`GET /${'x'.repeat(20_000)}`)).status).toBe(431);
    const post: Headers = [...own, ['x-bowerbird', '1'], ['Connection', 'keep-alive']];
    const announced = await ask('POST /api/search', [...post, ['Content-Length', String(2 ** 40)]], '{');
    expect(announced.status).toBe(413);
    // In chunks, without end: it is told as soon as there are too many.
    const socket = openLine(port);
    const ended = readToEnd(socket);
    socket.write(formatRequest('POST /api/search', [...post, ['Transfer-Encoding', 'chunked']]));
    const chunk = `100000\r\n${' '.repeat(0x10_0000)}\r\n`;
    const send = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', send);
    send();
    expect(parseAnswer(await ended).status).toBe(413);
  });

  test('deep and odd JSON is refused in words', async () => {
    const { call, own, ask } = await openDoor();
    const deep = `{"text":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`;
    const asked = await ask(
      'POST /api/suggest',
      [...own, ['x-bowerbird', '1'], ['Content-Length', String(deep.length)]],
      deep,
    );
    expect(asked.body).toContain('"invalid-request"');
    for (const odd of [
      '{"__proto__":{"limit":1},"text":""}',
      '{"text":"","limit":1,"constructor":{}}',
      '[]',
      'null',
      '1e999',
    ]) {
      const answer = await ask(
        'POST /api/suggest',
        [...own, ['x-bowerbird', '1'], ['Content-Length', String(odd.length)]],
        odd,
      );
      expect(JSON.parse(answer.body), odd).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    }
    expect((await call('suggest', { text: '', limit: 1 })).body).toContain('"ok":true');
  });
});

describe('who wants to hold the server up', () => {
  test('by saying nothing, by headers or by a body drop by drop, is hung up on', async () => {
    const { port, own } = await openDoor({ headersMs: 300, requestMs: 600 });
    const silent = readToEnd(openLine(port));
    const drip = (start: string) => {
      const socket = openLine(port);
      socket.write(start);
      const timer = setInterval(() => socket.write('x'), 50);
      onTestFinished(() => clearInterval(timer));
      return readToEnd(socket);
    };
    const slowHeaders = drip('GET / HTTP/1.1\r\nX: ');
    const slowBody = drip(
      formatRequest('POST /api/search', [...own, ['x-bowerbird', '1'], ['Content-Length', '1000000']]),
    );
    const answers = (await Promise.all([silent, slowHeaders, slowBody])).map((text) => parseAnswer(text).status);
    expect(answers).toEqual([408, 408, 408]);
  });

  test('by many connections, gets no more than there are, and none of the others ends for it', async () => {
    const { port, own, ask } = await openDoor({ connections: 8 });
    const held = openLine(port);
    held.write(formatRequest('GET /events', [...own, ['Connection', 'keep-alive']]));
    await new Promise((resolve) => held.once('data', resolve));
    const others = Array.from({ length: 20 }, () => openLine(port));
    await waitFor(() => others.filter(({ destroyed }) => destroyed).length >= 13, WAIT_MS);
    expect(others.filter(({ destroyed }) => destroyed)).toHaveLength(13);
    expect(held.destroyed).toBe(false);
    for (const socket of others) socket.destroy();
    await waitFor(async () => (await ask('GET /')).status === 200, WAIT_MS);
  });

  test('by long-running calls, is told to wait until one is done', async () => {
    let release = () => {};
    const working = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begun = 0;
    const importKeywords = async () => {
      begun++;
      await working;
      throw new Error('it was only held up');
    };
    const { call } = await openDoor({ heavyCalls: 2 }, { api: { ...library.api, importKeywords } });
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => logged.mockRestore());
    const first = [call('importKeywords', {}), call('importKeywords', {})];
    await waitFor(() => begun === 2, WAIT_MS);
    const third = await call('importKeywords', {});
    expect(third.status).toBe(429);
    expect(JSON.parse(third.body)).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    expect((await call('getStatus', {})).status).toBe(200);
    release();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    expect((await call('importKeywords', {})).status).toBe(200);
  });

  test('by not reading what was asked for, is hung up on, and no file stays open for it', async ({ skip }) => {
    if (!hasProc) skip('open files are only listed on Linux');
    const large = join(folder, 'large.webp');
    writeFileSync(large, Buffer.alloc(64 * 1024 * 1024));
    const media = { ...library.media, find: async () => ({ path: large, type: 'image/webp' }) };
    const { port, own } = await openDoor({ stallMs: 500 }, { media });
    const countOpen = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return realpathSync(`/proc/self/fd/${fd}`) === large;
        } catch {
          return false;
        }
      }).length;
    const stalled = Array.from({ length: 5 }, () => {
      const socket = openLine(port);
      socket.pause();
      socket.write(formatRequest('GET /media/1/full', own));
      return socket;
    });
    await waitFor(() => countOpen() === 5, WAIT_MS);
    await waitFor(() => countOpen() === 0, WAIT_MS);
    for (const socket of stalled) socket.destroy();
    // And who goes away in the middle, as a page does that is scrolled on.
    for (let i = 0; i < 20; i++) {
      const socket = openLine(port);
      socket.write(formatRequest('GET /media/1/full', own));
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
    }
    await waitFor(() => countOpen() === 0, WAIT_MS);
  });

  test('by listening without reading, is cut off', async () => {
    let push: Parameters<Library['onPush']>[0] = () => {};
    const onPush: Library['onPush'] = (listener) => {
      push = listener;
      return () => undefined;
    };
    const { port, own } = await openDoor({ waitingPushBytes: 1_000_000 }, { onPush });
    const listen = async () => {
      const socket = openLine(port);
      socket.write(formatRequest('GET /events', [...own, ['Connection', 'keep-alive']]));
      await new Promise((resolve) => socket.once('data', resolve));
      return socket;
    };
    const deaf = await listen();
    deaf.pause();
    const listener = await listen();
    listener.resume();
    const status = { ...(await library.api.getStatus({})), notice: 'x'.repeat(1_000_000) };
    // More than the system itself keeps for a line.
    for (let sent = 1; sent <= 40; sent++) {
      push({ name: 'status', payload: status });
      while (listener.bytesRead < sent * 1_000_000) await once(listener, 'data');
    }
    expect(listener.destroyed).toBe(false);
    deaf.resume();
    await waitFor(() => deaf.destroyed, WAIT_MS);
    expect(deaf.bytesRead).toBeLessThan(30_000_000);
  });
});

test('every kind of answer says that nothing else may use it', async () => {
  const { port, token, own, ask, call } = await openDoor({ headersMs: 300, heavyCalls: 0, wrongTokens: 0 });
  const host = own.slice(0, 1);
  const line = openLine(port);
  const events = new Promise<RawAnswer>((resolve) => line.once('data', (chunk) => resolve(parseAnswer(String(chunk)))));
  line.write(formatRequest('GET /events', own));
  const answers: Record<string, RawAnswer> = {
    '200 page': await ask('GET /'),
    '200 script': await ask('GET /assets/app.js'),
    '200 call': await call('getStatus', {}),
    '200 picture': await ask('GET /media/1/grid'),
    '200 pushes': await events,
    '303 entry': await ask(`GET /?token=${token}`, host),
    '400 no JSON': await ask('POST /api/getStatus', [...own, ['x-bowerbird', '1'], ['Content-Length', '1']], '{'),
    '400 no HTTP': await talk(port, 'hello\r\n\r\n'),
    '403 stranger': await ask('GET /', host),
    '404 file': await ask('GET /assets/none.js'),
    '404 picture': await ask('GET /media/2/grid'),
    '405 method': await ask('DELETE /'),
    '408 slow': await talk(port, 'GET / HTTP/1.1\r\n'),
    '413 large': await ask('POST /api/search', [...own, ['x-bowerbird', '1'], ['Content-Length', '99999999']]),
    '429 busy': await call('importKeywords', {}),
    '429 wrong token': await ask('GET /', [...host, ['Cookie', `bowerbird-${port}=wrong`]]),
    '431 headers': await ask('GET /', [...own, ['X', 'x'.repeat(20_000)]]),
  };
  const statuses = Object.fromEntries(Object.entries(answers).map(([name, { status }]) => [name, status]));
  expect(statuses).toEqual(Object.fromEntries(Object.keys(answers).map((name) => [name, Number(name.split(' ')[0])])));
  for (const [name, { headers }] of Object.entries(answers)) {
    expect(headers, name).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'none';.*connect-src 'self'.*frame-ancestors 'none'/u,
      ),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': /script|^200 picture/u.test(name) ? expect.stringMatching(/^private/u) : 'no-store',
    });
    expect(
      Object.keys(headers).filter((header) => /^access-control|^server$|^x-powered-by/u.test(header)),
      name,
    ).toEqual([]);
  }
});

test('the token is in no page, no further address and no log', async () => {
  const find = async () => {
    throw new Error('the disk is gone');
  };
  const { token, own, ask } = await openDoor({}, { media: { ...library.media, find } });
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => logged.mockRestore());
  const entry = await ask(`GET /?token=${token}`, own.slice(0, 1));
  expect(entry.headers.location).toBe('/');
  expect((await ask(`GET /?token=${token}x`)).body).not.toContain(token);
  expect((await ask(`GET /media/1/grid?token=${token}`)).status).toBe(500);
  expect(logged).toHaveBeenCalled();
  expect(JSON.stringify(logged.mock.calls)).not.toContain(token);
});
