import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeSampleFolder, openTestLibrary } from '../../../test/support/library.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { startHttpFace } from './server.ts';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request with exactly these headers: `fetch` would not let a test send a foreign Host. */
function ask(
  base: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  const { hostname, port } = new URL(base);
  return new Promise<Answer>((resolve, reject) => {
    const outgoing = httpRequest(
      { hostname, port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

async function startFace() {
  const library = await openTestLibrary();
  const folder = makeSampleFolder('chelsea.png');
  await library.index([folder]);
  const rendererFolder = makeTemporaryFolder();
  mkdirSync(join(rendererFolder, 'assets'));
  writeFileSync(join(rendererFolder, 'index.html'), '<title>Bowerbird</title>');
  writeFileSync(join(rendererFolder, 'assets', 'app.js'), '1');
  writeFileSync(join(rendererFolder, '..', 'secret.html'), 'secret');
  const face = await startHttpFace(library, { port: 0, rendererFolder });
  onTestFinished(() => face.close());
  const entry = await ask(face.url, new URL(face.url).pathname + new URL(face.url).search);
  const cookie = String(entry.headers['set-cookie']).split(';')[0] ?? '';
  return { face, entry, cookie, headers: { cookie, 'x-bowerbird': '1', 'content-type': 'application/json' } };
}

const status = { method: 'POST', body: '{}' };

test('the address with the token gives a cookie that no script can read, and the app behind it', async () => {
  const { face, entry, cookie } = await startFace();
  expect(entry).toMatchObject({ status: 303, headers: { location: '/' } });
  expect(String(entry.headers['set-cookie'])).toContain('HttpOnly; SameSite=Strict');
  const page = await ask(face.url, '/', { headers: { cookie } });
  expect(page).toMatchObject({ status: 200, body: '<title>Bowerbird</title>' });
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).not.toContain('unsafe');
});

test('nobody without the token gets anything', async () => {
  const { face } = await startFace();
  for (const path of ['/', '/?token=wrong', '/api/getStatus', '/events', '/media/1/grid', '/assets/app.js']) {
    expect((await ask(face.url, path)).status, path).toBe(403);
  }
});

test('other hosts and other origins are refused, token or not', async () => {
  const { face, headers } = await startFace();
  const foreign = [
    { host: 'evil.example' },
    { host: `evil.example:${new URL(face.url).port}` },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ];
  for (const extra of foreign) {
    const answer = await ask(face.url, '/api/getStatus', {
      ...status,
      headers: { ...headers, ...extra } as Record<string, string>,
    });
    expect(answer.status, JSON.stringify(extra)).toBe(403);
  }
  expect((await ask(face.url, '/api/getStatus', { ...status, headers })).status).toBe(200);
});

test('calls without the header that forms can not send are refused; unknown methods and broken JSON are told', async () => {
  const { face, cookie, headers } = await startFace();
  expect((await ask(face.url, '/api/getStatus', { ...status, headers: { cookie } })).status).toBe(405);
  expect((await ask(face.url, '/api/getStatus', { headers })).status).toBe(405);
  for (const path of ['/api/nothing', '/api/constructor', '/api/__proto__', '/api/']) {
    expect(JSON.parse((await ask(face.url, path, { ...status, headers })).body), path).toMatchObject({
      ok: false,
      error: { code: 'invalid-request' },
    });
  }
  expect((await ask(face.url, '/api/getStatus', { method: 'POST', body: '{', headers })).status).toBe(400);
});

test('a request that is too large is refused', async () => {
  const { face, headers } = await startFace();
  const body = JSON.stringify({ text: 'x'.repeat(17 * 1024 * 1024) });
  const answer = await ask(face.url, '/api/search', { method: 'POST', body, headers }).catch(() => ({ status: 413 }));
  expect(answer.status).toBe(413);
  // Corrections and what was learnt, brought in, may take more room.
  expect((await ask(face.url, '/api/importDecisions', { method: 'POST', body, headers })).status).toBe(200);
  expect((await ask(face.url, '/api/importTaught', { method: 'POST', body, headers })).status).toBe(200);
});

test('pictures come by id and size only, and no path leads out of the app', async () => {
  const { face, cookie } = await startFace();
  const get = (path: string) => ask(face.url, path, { headers: { cookie } });
  const picture = await get('/media/1/grid');
  expect(picture).toMatchObject({ status: 200, headers: { 'content-type': 'image/webp' } });
  for (const path of [
    '/media/2/grid',
    '/media/1/original',
    '/media/..%2f1/grid',
    '/media/1e0/grid',
    '/media/-1/grid',
  ]) {
    expect((await get(path)).status, path).toBe(404);
  }
  for (const path of [
    '/../secret.html',
    '/..%2fsecret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/assets/none.js',
  ]) {
    expect((await get(path)).body, path).not.toContain('secret');
  }
  expect((await get('/assets/app.js')).body).toBe('1');
});
