/**
 * Shows the window of the app on the stand-in as a page in Chromium, with the real preload script. A plain Chromium knows
 * no custom schemes, so both get an https address on the way in and their own on the way out; nothing else of the page
 * differs from Electron but that the preload script shares its world.
 */
import { readFileSync } from 'node:fs';
import type { BrowserContext, Frame, Page, Route } from '@playwright/test';
import type { FetchAnswer } from './messages.ts';
import { createPreloadRequire, type PreloadPorts } from './preload-host.ts';
import type { Stage } from './stage.ts';

/** Custom origins and what stands for them in the page. */
const STAND_INS: readonly (readonly [own: string, standIn: string])[] = [
  ['app://bowerbird', 'https://app.bowerbird.test'],
  ['photo://media', 'https://photo.bowerbird.test'],
];

/** An address as the page has it. */
export function toPageUrl(url: string): string {
  const pair = STAND_INS.find(([own]) => url === own || url.startsWith(`${own}/`));
  return pair ? pair[1] + url.slice(pair[0].length) : url;
}

/** An address as the app has it. */
export function toAppUrl(url: string): string {
  const pair = STAND_INS.find(([, standIn]) => url === standIn || url.startsWith(`${standIn}/`));
  return pair ? pair[0] + url.slice(pair[1].length) : url;
}

/** The policy speaks of the scheme; in the page it has to speak of the origin that stands for it. */
function toPageHeaders(headers: Record<string, string>): Record<string, string> {
  const policy = headers['content-security-policy'];
  if (policy === undefined) return headers;
  return { ...headers, 'content-security-policy': policy.replaceAll('photo:', toPageUrl('photo://media')) };
}

interface PageGlobals {
  standInInvoke(channel: string, args: unknown[]): Promise<unknown>;
  standInSend(channel: string, args: unknown[]): Promise<unknown>;
  standInDeliver?: (channel: string, args: unknown[]) => void;
}

/** Runs in the page before anything else: what Electron does around a preload script. Only the top frame gets one. */
function startPreload(
  createRequire: typeof createPreloadRequire,
  source: string,
  mapAddress: (value: unknown) => unknown,
): void {
  if (window !== window.top) return;
  const globals = window as unknown as PageGlobals;
  const ports: PreloadPorts = {
    invoke: (channel, args) => globals.standInInvoke(channel, args),
    send: (channel, args) => void globals.standInSend(channel, args),
    // A plain browser does not know it: the test notes it on the file.
    pathOf: (file) => ('standInPath' in file ? String(file.standInPath) : ''),
    onMessage: (deliver) => {
      globals.standInDeliver = deliver;
    },
    expose: (name, api) => {
      const entries = Object.entries(api as object).map(([key, value]) => [key, mapAddress(value)]);
      Object.defineProperty(window, name, { value: Object.freeze(Object.fromEntries(entries)) });
    },
  };
  new Function('require', 'module', 'exports', source)(createRequire(ports), { exports: {} }, {});
}

function preloadScript(preloadPath: string): string {
  const source = JSON.stringify(readFileSync(preloadPath, 'utf8'));
  const standIns = JSON.stringify(STAND_INS);
  const mapAddress = `(value) => {
    const pair = typeof value === 'string' && ${standIns}.find(([own]) => value.startsWith(own));
    return pair ? value.replace(pair[0], pair[1]) : value;
  }`;
  return `(${startPreload})(${createPreloadRequire}, ${source}, ${mapAddress})`;
}

/** What the browser does with a request of the page: asks the session, then the scheme's handler. */
async function serve(stage: Stage, route: Route): Promise<void> {
  const request = route.request();
  const url = toAppUrl(request.url());
  const allowed = await stage.ask({ kind: 'outgoing', url });
  if (!allowed || url === request.url()) {
    await route.abort('blockedbyclient');
    return;
  }
  const answer = (await stage.ask({ kind: 'fetch', url, method: request.method() })) as FetchAnswer;
  await route.fulfill({
    status: answer.status,
    headers: toPageHeaders(answer.headers),
    body: Buffer.from(answer.body),
  });
}

/** Opens the page of the app's window. */
export async function openPage(stage: Stage, context: BrowserContext): Promise<Page> {
  const [{ window, preload }, { url }] = [await stage.first('window'), await stage.first('load')];
  await context.exposeBinding('standInInvoke', (source: { frame: Frame }, channel: string, args: unknown[]) => {
    const frame = { url: toAppUrl(source.frame.url()), isMain: source.frame.parentFrame() === null };
    return stage.ask({ kind: 'invoke', window, frame, channel, args });
  });
  await context.exposeBinding('standInSend', (source: { frame: Frame }, channel: string, args: unknown[]) => {
    const frame = { url: toAppUrl(source.frame.url()), isMain: source.frame.parentFrame() === null };
    return stage.ask({ kind: 'send', window, frame, channel, args });
  });
  await context.route('**/*', (route) => serve(stage, route));
  const page = await context.newPage();
  await page.addInitScript({ content: preloadScript(preload) });
  const stopListening = stage.on((event) => {
    if (event.kind !== 'send' || page.isClosed()) return;
    page
      .evaluate(([channel, args]) => (window as unknown as PageGlobals).standInDeliver?.(channel, args), [
        event.channel,
        event.args,
      ] as const)
      .catch(() => undefined);
  });
  page.once('close', stopListening);
  await page.goto(toPageUrl(url));
  await stage.ask({ kind: 'drawn', window });
  return page;
}
