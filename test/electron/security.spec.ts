/**
 * Electron's own security checklist (its documentation, "Security"), point by point; each test is named by the point. What
 * only Electron's program itself can do, such as the sandbox of a process, is tested as far as the app asks for it.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';
import type { Doors, FetchAnswer } from './messages.ts';
import { openPage } from './page-host.ts';
import { Stage } from './stage.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const OWN = 'app://bowerbird/';
/** Every permission that Electron knows of, as its types list them. */
function listPermissions(): string[] {
  const types = readFileSync(join(root, 'node_modules', 'electron', 'electron.d.ts'), 'utf8');
  const [, union = ''] = /setPermissionRequestHandler\(.*?permission: ((?:'[\w-]+'(?: \| )?)+)/u.exec(types) ?? [];
  return union.split(' | ').map((name) => name.slice(1, -1));
}

/** One app for all points: none of them changes it. */
const test = base.extend<{ page: Page }, { stage: Stage }>({
  stage: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's form
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'bowerbird-security-'));
      const stage = new Stage(['--data', join(folder, 'data')]);
      await stage.first('load');
      await use(stage);
      await stage.close();
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  page: async ({ stage, context }, use) => use(await openPage(stage, context)),
});

async function preferencesOf(stage: Stage): Promise<Record<string, unknown>> {
  return (await stage.first('window')).webPreferences;
}

/** What was built, of a kind, as one text. */
function built(folder: 'main' | 'renderer', ending: RegExp): string {
  const path = join(root, 'dist', folder);
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => readFileSync(join(path, name), 'utf8'))
    .join('\n');
}

/** The main process: not the command line, which opens a browser. */
const mainCode = () => {
  const path = join(root, 'dist', 'main');
  const seen = new Set<string>();
  const read = (name: string): string => {
    if (seen.has(name)) return '';
    seen.add(name);
    const code = readFileSync(join(path, name), 'utf8');
    const further = [...code.matchAll(/["']\.\/([\w.-]+\.js)["']/gu)].map(([, other = '']) => read(other));
    return [code, ...further].join('\n');
  };
  return read('electron.js') + readFileSync(join(path, 'preload.cjs'), 'utf8');
};

test('1. only secure content is loaded: nothing from outside the program at all', async ({ stage }) => {
  const outside = [
    'http://example.org/',
    'https://example.org/',
    'ws://example.org/',
    'wss://example.org/',
    'ftp://x/',
  ];
  for (const url of outside) expect([url, await stage.ask({ kind: 'outgoing', url })]).toEqual([url, false]);
  expect(built('renderer', /\.(html|css)$/u)).not.toMatch(
    /(?:src|href)=["']?(?:https?:)?\/\/|url\(["']?(?:https?:)?\/\//u,
  );
});

test('2. the page has no Node', async ({ stage, page }) => {
  expect(await preferencesOf(stage)).toMatchObject({
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
  });
  expect(
    await page.evaluate(() => ['require', 'process', 'module', 'Buffer'].filter((name) => name in window)),
  ).toEqual([]);
});

test('3. contexts are isolated', async ({ stage }) => {
  expect(await preferencesOf(stage)).toMatchObject({ contextIsolation: true });
});

test('4. processes are sandboxed', async ({ stage }) => {
  expect(await preferencesOf(stage)).toMatchObject({ sandbox: true });
  expect(stage.seen('sandboxed')).toHaveLength(1);
  const preload = readFileSync((await stage.first('window')).preload, 'utf8');
  const needed = [...preload.matchAll(/\brequire\(["']([^"']+)["']\)/gu)].map(([, name]) => name);
  expect(needed).toEqual(['electron']);
});

test('5. permissions are denied, asked for or looked up, but for copying a text', async ({ stage }) => {
  const granted: string[] = [];
  const permissions = listPermissions();
  expect(permissions.length).toBeGreaterThan(30);
  for (const permission of permissions) {
    if (await stage.ask({ kind: 'permission', window: 1, permission })) granted.push(permission);
  }
  expect(granted).toEqual(['clipboard-sanitized-write']);
});

test('6. webSecurity is on', async ({ stage }) => {
  expect(await preferencesOf(stage)).toMatchObject({ webSecurity: true });
});

test('7. there is a content security policy, and it is strict', async ({ stage, page }) => {
  const { headers } = (await stage.ask({ kind: 'fetch', url: OWN, method: 'GET' })) as FetchAnswer;
  const policy = headers['content-security-policy'] ?? '';
  const directives = new Map(policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1)]));
  expect(policy).not.toMatch(/unsafe-|\*|https?:|data:|blob:/u);
  expect(directives.get('default-src')).toEqual(["'none'"]);
  expect(directives.get('script-src')).toEqual(["'self'"]);
  for (const shut of ['base-uri', 'form-action', 'frame-ancestors']) {
    expect([shut, directives.get(shut)]).toEqual([shut, ["'none'"]]);
  }
  const hasRun = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hasRun = true';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<img src="missing:" onerror="window.hasRun = true">');
    return 'hasRun' in window;
  });
  expect(hasRun).toBe(false);
});

test('8. allowRunningInsecureContent is off', async ({ stage }) => {
  expect(await preferencesOf(stage)).toMatchObject({ allowRunningInsecureContent: false });
});

test('9. experimental features are off', async ({ stage }) => {
  expect(await preferencesOf(stage)).toMatchObject({ experimentalFeatures: false });
});

test('10. no features of Blink are switched on', async ({ stage }) => {
  expect(await preferencesOf(stage)).not.toHaveProperty('enableBlinkFeatures');
  expect(mainCode()).not.toMatch(/enable-blink-features|appendSwitch/u);
});

test('11. no webview may open windows: there are none', async ({ stage }) => {
  expect(await preferencesOf(stage)).toMatchObject({ webviewTag: false });
  expect(built('renderer', /\.(html|js)$/u)).not.toMatch(/<webview|allowpopups/u);
});

test('12. a webview that is made all the same is refused', async ({ stage }) => {
  expect(await stage.ask({ kind: 'attach-webview', window: 1 })).toBe(false);
});

test('13. the page can go nowhere else', async ({ stage }) => {
  const elsewhere = [
    'https://example.org/',
    'http://localhost/',
    'file:///etc/passwd',
    'app://other/',
    'data:text/html,x',
  ];
  for (const url of elsewhere) {
    expect([url, await stage.ask({ kind: 'navigate', window: 1, url })]).toEqual([url, false]);
  }
});

test('14. the page can open no window', async ({ stage }) => {
  for (const url of ['https://example.org/', OWN, 'about:blank', 'file:///etc/passwd']) {
    expect([url, await stage.ask({ kind: 'open', window: 1, url })]).toEqual([url, false]);
  }
});

test('15. shell.openExternal is used for nothing', () => {
  expect(mainCode()).not.toMatch(/openExternal|openPath/u);
});

test('16. Electron is pinned, and what is built with is what is pinned', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'));
  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/u);
  expect(version).toBe(devDependencies.electron);
});

test('17. the sender of every message is checked', async ({ stage }) => {
  const { handled, heard } = (await stage.ask({ kind: 'doors' })) as Doors;
  expect({ handled, heard }).toEqual({ handled: ['bowerbird:call'], heard: ['bowerbird:drag'] });
  const strangers = [
    { url: 'https://example.org/', isMain: true },
    { url: 'app://bowerbird.example.org/', isMain: true },
    { url: 'about:blank', isMain: true },
    { url: OWN, isMain: false },
    null,
  ];
  for (const frame of strangers) {
    for (const channel of handled) {
      const answer = await stage.ask({ kind: 'invoke', window: 1, frame, channel, args: ['getStatus', {}] });
      expect([frame, answer]).toEqual([
        frame,
        { ok: false, error: expect.objectContaining({ code: 'invalid-request' }) },
      ]);
    }
    for (const channel of heard) await stage.ask({ kind: 'send', window: 1, frame, channel, args: [[1]] });
  }
  expect(stage.seen('drag')).toEqual([]);
  // The frame is where it was.
  await stage.ask({
    kind: 'invoke',
    window: 1,
    frame: { url: OWN, isMain: true },
    channel: handled[0] ?? '',
    args: [],
  });
});

test('18. pages come by a scheme of their own, never by file://', async ({ stage }) => {
  expect((await stage.first('load')).url).toBe(OWN);
  expect(((await stage.ask({ kind: 'doors' })) as Doors).schemes).toEqual(['app', 'photo']);
  for (const url of ['file:///etc/passwd', 'file://localhost/etc/passwd', 'filesystem:app://bowerbird/x']) {
    expect([url, await stage.ask({ kind: 'outgoing', url })]).toEqual([url, false]);
  }
});

test('19. the fuses are set', () => {
  const settings = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
  const [, block = ''] = /^electronFuses:\n((?: {2}\S.*\n)+)/mu.exec(settings) ?? [];
  const fuses = Object.fromEntries(
    [...block.matchAll(/^ {2}(\w+): (true|false)$/gmu)].map(([, name, on]) => [name, on]),
  );
  expect(fuses).toMatchObject({
    runAsNode: 'false',
    enableCookieEncryption: 'true',
    enableNodeOptionsEnvironmentVariable: 'false',
    enableNodeCliInspectArguments: 'false',
    enableEmbeddedAsarIntegrityValidation: 'true',
    onlyLoadAppFromAsar: 'true',
    grantFileProtocolExtraPrivileges: 'false',
  });
});

test('20. no API of Electron is given to the page', async ({ page }) => {
  const given = await page.evaluate(() => {
    const { bowerbird } = window as unknown as { bowerbird: Record<string, unknown> };
    return Object.entries(bowerbird).map(([name, value]) => [name, typeof value]);
  });
  expect(Object.fromEntries(given)).toEqual({
    call: 'function',
    onPush: 'function',
    onCommand: 'function',
    pathOf: 'function',
    dragOut: 'function',
    mediaBase: 'string',
  });
  const heard = page.evaluate(
    () =>
      new Promise<unknown[]>((resolve) => {
        const { bowerbird } = window as unknown as {
          bowerbird: {
            onPush(listener: (...args: unknown[]) => void): void;
            call(name: string, request: object): void;
          };
        };
        bowerbird.onPush((...args) => resolve(args.map((arg) => Object.keys(arg as object))));
        bowerbird.call('setPaused', { paused: false });
      }),
  );
  // The push alone: no event, whose sender would be a way to every channel.
  expect(await heard).toEqual([['name', 'payload']]);
});
