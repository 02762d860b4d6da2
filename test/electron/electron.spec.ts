import { mkdtempSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';
import type { FetchAnswer } from './messages.ts';
import { openPage, toPageUrl } from './page-host.ts';
import { Stage } from './stage.ts';

const samples = fileURLToPath(new URL('../../assets/samples', import.meta.url));
const CALL = 'bowerbird:call';

/** The app on the stand-in for Electron, with a library of its own and a folder of photos. */
const test = base.extend<{ folder: string; stage: Stage; page: Page; problems: string[] }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's form
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'bowerbird-electron-'));
    await cp(samples, join(folder, 'photos'), { recursive: true });
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  stage: async ({ folder }, use) => {
    const stage = new Stage(['--data', join(folder, 'data'), join(folder, 'photos')]);
    await use(stage);
    await stage.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's form
  problems: async ({}, use) => use([]),
  page: async ({ stage, context, problems }, use) => {
    const page = await openPage(stage, context);
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await use(page);
  },
});

test('the window shows, the folder of the command line is added, a search finds its photos', async ({
  page,
  stage,
  problems,
}) => {
  expect(stage.seen('show')).toHaveLength(1);
  const box = page.getByRole('combobox').or(page.getByRole('searchbox')).first();
  await expect(page.locator('img[src*="photo.bowerbird.test"]').first()).toBeVisible({ timeout: 60_000 });
  await box.fill('cat');
  await box.press('Enter');
  const found = page.locator('img[src*="photo.bowerbird.test"]');
  await expect(found).toHaveCount(1, { timeout: 60_000 });
  await expect.poll(() => found.first().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  expect(problems).toEqual([]);
});

test('the page is shut in: sandboxed, no way out, no permission, no window', async ({ page, stage }) => {
  expect(page.url()).toBe(toPageUrl('app://bowerbird/'));
  expect((await stage.first('window')).webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  const allowed = {
    navigate: await stage.ask({ kind: 'navigate', window: 1, url: 'https://example.org/' }),
    open: await stage.ask({ kind: 'open', window: 1, url: 'https://example.org/' }),
    permission: await stage.ask({ kind: 'permission', window: 1, permission: 'geolocation' }),
    outgoing: await stage.ask({ kind: 'outgoing', url: 'https://example.org/' }),
    file: await stage.ask({ kind: 'outgoing', url: 'file:///etc/passwd' }),
    own: await stage.ask({ kind: 'outgoing', url: 'photo://media/1/grid' }),
  };
  expect(allowed).toEqual({ navigate: false, open: false, permission: false, outgoing: false, file: false, own: true });
  expect(await page.evaluate(() => fetch('https://example.org/').catch(() => 'refused'))).toBe('refused');
});

test('a method that is not in the contract is refused in the preload', async ({ page }) => {
  const call = (method: string) =>
    page.evaluate((name) => {
      const { bowerbird } = window as unknown as { bowerbird: { call(method: string, request: unknown): unknown } };
      return bowerbird.call(name, {});
    }, method);
  expect(await call('getStatus')).toMatchObject({ ok: true });
  expect(await call('constructor')).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  expect(await call('openLibrary')).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
});

test('only the top frame of the app itself is answered', async ({ page, stage }) => {
  const invoke = (frame: { url: string; isMain: boolean } | null) =>
    stage.ask({ kind: 'invoke', window: 1, frame, channel: CALL, args: ['getStatus', {}] });
  const refused = { ok: false, error: { code: 'invalid-request', message: expect.stringContaining('This page') } };
  expect(await invoke({ url: 'https://example.org/', isMain: true })).toEqual(refused);
  expect(await invoke({ url: 'app://bowerbird.example.org/', isMain: true })).toEqual(refused);
  expect(await invoke({ url: 'app://bowerbird/', isMain: false })).toEqual(refused);
  expect(await invoke(null)).toEqual(refused);
  await page.evaluate(() => document.body.append(document.createElement('iframe')));
  const frame = page.frames().find((other) => other !== page.mainFrame());
  const answer = frame?.evaluate(
    (channel) =>
      (window as unknown as { standInInvoke(channel: string, args: unknown[]): Promise<unknown> }).standInInvoke(
        channel,
        ['getStatus', {}],
      ),
    CALL,
  );
  expect(await answer).toEqual({ ...refused, error: { ...refused.error, message: expect.any(String) } });
});

test('app:// serves the built page only, photo:// pictures by id only', async ({ stage }) => {
  await stage.first('load');
  const statusOf = async (url: string, method = 'GET') =>
    ((await stage.ask({ kind: 'fetch', url, method })) as FetchAnswer).status;
  expect(await statusOf('app://bowerbird/')).toBe(200);
  const refused = [
    'app://bowerbird/%2e%2e/main/electron.js',
    'app://bowerbird/..%2fmain%2felectron.js',
    'app://bowerbird/../main/electron.js',
    'app://bowerbird/assets/',
    'app://bowerbird/missing.js',
    'app://elsewhere/',
    'photo://media/1/original',
    'photo://media/999999/grid',
    'photo://media/../etc/passwd',
    'photo://media/1/grid/..%2f..%2fetc%2fpasswd',
    'photo://elsewhere/1/grid',
  ];
  for (const url of refused) expect([url, await statusOf(url)]).toEqual([url, 404]);
  expect(await statusOf('app://bowerbird/', 'POST')).toBe(404);
});

test('a second instance hands over its folders and brings the window to the front', async ({ stage, folder }) => {
  await stage.first('load');
  const more = join(folder, 'more');
  await cp(samples, more, { recursive: true });
  await stage.ask({ kind: 'second-instance', data: { folders: [more] } });
  await expect.poll(() => stage.seen('focus').length).toBe(1);
  const frame = { url: 'app://bowerbird/', isMain: true };
  const listFolders = async () =>
    (await stage.ask({ kind: 'invoke', window: 1, frame, channel: CALL, args: ['listFolders', {}] })) as {
      value: { path: string }[];
    };
  await expect.poll(async () => (await listFolders()).value.map(({ path }) => path)).toContain(more);
});

test('a folder that is not there is said in words, and the rest goes on', async ({ stage, folder }) => {
  await stage.first('load');
  await stage.ask({ kind: 'second-instance', data: { folders: [join(folder, 'nowhere')] } });
  const { content } = await stage.first('error-box');
  expect(content).toContain('nowhere');
  expect(stage.isRunning).toBe(true);
});

test('closing the window ends the app', async ({ stage }) => {
  test.skip(process.platform === 'darwin', 'on macOS the app stays');
  await stage.first('load');
  await stage.ask({ kind: 'close', window: 1 });
  expect(await stage.ended()).toBe(0);
});

test('quitting while photos are being looked at ends in good order', async ({ folder }) => {
  const codes: unknown[] = [];
  const delaysMs = [100, 200, 300, 400, 500, 600, 700, 800];
  for (const delayMs of delaysMs) {
    const stage = new Stage(['--data', join(folder, `data-${delayMs}`), join(folder, 'photos')]);
    await stage.first('load');
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await stage.close();
    codes.push(await stage.ended());
  }
  expect(codes).toEqual(delaysMs.map(() => 0));
});
