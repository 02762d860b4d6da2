/** What the page asks for goes to the server it came from, and to nobody else; nor can it be made to. */
import { expect, test } from '@playwright/test';
import { copySamples, makeWorkFolder, type Served, serve } from './serve.ts';

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeEach(async () => {
  work = makeWorkFolder();
  app = await serve(work.data);
});

test.afterEach(async () => {
  await app.stop();
  work.remove();
});

test('every request of every room goes to the app’s own server, and the token is in none of them', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url(), request.headers().referer ?? ''));
  copySamples(work.photos, 'coffee.png', 'chelsea.png');
  await page.goto(app.url);
  const first = asked.shift();
  expect(first).toBe(app.url);
  await page.getByLabel('Path of a folder').fill(work.photos);
  await page.getByRole('button', { name: 'Add folder' }).click();
  const rooms = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link');
  await rooms.filter({ hasText: 'Photos' }).click();
  await expect(page.getByRole('link', { name: /photo, .* of \d+$/iu })).toHaveCount(2, { timeout: 60_000 });
  const count = await rooms.count();
  expect(count).toBeGreaterThan(3);
  for (let room = 0; room < count; room++) {
    await rooms.nth(room).click();
    await page.waitForLoadState('load');
  }
  await rooms.filter({ hasText: 'Photos' }).click();
  await page
    .getByRole('link', { name: /photo, .* of \d+$/iu })
    .first()
    .click();
  await expect(page.getByRole('img').first()).toBeVisible();
  const { origin, searchParams } = new URL(app.url);
  const elsewhere = asked.filter(
    (url) => url !== '' && new URL(url).origin !== origin && !/^(?:blob|data):/u.test(url),
  );
  expect(elsewhere).toEqual([]);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((url) => url.includes(searchParams.get('token') ?? '?'))).toEqual([]);
  expect(new URL(page.url()).search).not.toContain('token');
});

test('the page can not be made to reach out, nor to run what is written into it', async ({ page }) => {
  await page.goto(app.url);
  await expect(page.getByRole('main')).toBeVisible();
  await page.evaluate(async () => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
    await fetch('http://127.0.0.1:9/').catch(() => undefined);
    new Image().src = 'http://127.0.0.1:9/x.png';
    const add = (name: string, attributes: Record<string, string>, text = '') => {
      const element = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.textContent = text;
      document.body.append(element);
    };
    add('script', {}, 'window.isOwned = true');
    add('script', { src: 'http://127.0.0.1:9/x.js' });
    add('link', { rel: 'stylesheet', href: 'http://127.0.0.1:9/x.css' });
    add('iframe', { src: 'http://127.0.0.1:9/' });
    add('object', { data: 'http://127.0.0.1:9/' });
    add('base', { href: 'http://127.0.0.1:9/' });
    add('video', { src: 'http://127.0.0.1:9/' });
    try {
      new WebSocket('ws://127.0.0.1:9/');
    } catch {
      // Some browsers throw.
    }
    navigator.sendBeacon('http://127.0.0.1:9/', 'x');
  });
  // They are told one by one, in any order.
  const readSeen = () => page.evaluate(() => [...new Set((window as unknown as { seen: string[] }).seen)].sort());
  await expect
    .poll(readSeen)
    .toEqual([
      'base-uri',
      'connect-src',
      'frame-src',
      'img-src',
      'media-src',
      'object-src',
      'script-src-elem',
      'style-src-elem',
    ]);
  expect(await page.evaluate(() => 'isOwned' in window)).toBe(false);
});

test('a page of another server on this computer gets no picture, no script and no answer', async ({
  page,
  context,
}) => {
  copySamples(work.photos, 'coffee.png');
  await page.goto(app.url);
  const { origin } = new URL(app.url);
  const other = await context.newPage();
  await other.route('http://127.0.0.1:9/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>evil</p>' }));
  await other.goto('http://127.0.0.1:9/');
  const got = await other.evaluate(async (target) => {
    const load = (name: 'img' | 'script' | 'iframe', path: string) =>
      new Promise<string>((resolve) => {
        const element = document.createElement(name);
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('refused');
        element.src = target + path;
        document.body.append(element);
      });
    const call = (init: RequestInit) =>
      fetch(`${target}/api/getStatus`, { method: 'POST', body: '{}', credentials: 'include', ...init }).then(
        (answer) => answer.text().catch(() => 'opaque'),
        () => 'refused',
      );
    return {
      picture: await load('img', '/media/1/grid'),
      script: await load('script', '/assets/index.js'),
      call: await call({ headers: { 'x-bowerbird': '1' } }),
      blind: await call({ mode: 'no-cors' }),
      opened: String(window.open(target)?.document ?? null),
    };
  }, origin);
  expect(got).toMatchObject({ picture: 'refused', script: 'refused', call: 'refused' });
  expect(['', 'refused', 'opaque']).toContain(got.blind);
});
