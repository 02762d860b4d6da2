import { expect, type Page, test } from '@playwright/test';
import { writeLibraryWithThumbnails } from '../../bench/renderer-data.ts';
import { makeWorkFolder, type Served, serve } from './serve.ts';

const PHOTOS = 3_000;

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeAll(async () => {
  work = makeWorkFolder();
  await writeLibraryWithThumbnails(work.data, PHOTOS);
  app = await serve(work.data);
});

test.afterAll(async () => {
  await app.stop();
  work.remove();
});

const tiles = (page: Page) => page.locator('a[data-id]');
const scroller = (page: Page) => page.locator('.scroller');
const shownPictures = (page: Page) => page.locator('a[data-id] img.shown');

/** Places of all photos that are in the page. */
function placesOf(page: Page): Promise<[string, number, number, number, number][]> {
  return tiles(page).evaluateAll((links) =>
    links.map((link) => {
      const { x, y, width, height } = link.getBoundingClientRect();
      return [(link as HTMLElement).dataset.id ?? '', x, y, width, height];
    }),
  );
}

/** Of the photos in the window, the uppermost one. */
async function topPhoto(page: Page): Promise<string> {
  const top = (await scroller(page).boundingBox())?.y ?? 0;
  const seen = (await placesOf(page)).filter(([, , y, , height]) => y + height > top + 1);
  return seen.sort((a, b) => a[2] - b[2] || a[1] - b[1])[0]?.[0] ?? '';
}

/** Scrolls, and waits until the photos of the place are there. */
async function scrollTo(page: Page, top: number): Promise<void> {
  const before = await topPhoto(page);
  await scroller(page).evaluate((element, to) => {
    element.scrollTop = to;
  }, top);
  await expect.poll(() => topPhoto(page)).not.toBe(before);
}

/** Sums what the browser sees jump, from now on. */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const sums = { shift: 0 };
    Object.assign(window, { sums });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) sums.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift' });
  });
  return () => page.evaluate(() => (window as typeof window & { sums: { shift: number } }).sums.shift);
}

test('while thumbnails are on their way, each photo shows its colours in its place; nothing moves when they come', async ({
  page,
}) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/media/*/grid', async (route) => {
    await released;
    await route.continue();
  });
  // A page is loaded when its pictures are, and these are held back.
  await page.goto(app.url, { waitUntil: 'commit' });
  const placeholders = page.locator('a[data-id] canvas');
  await expect.poll(() => placeholders.count()).toBeGreaterThan(8);
  const drawn = await placeholders.first().evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const { data } = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height) ?? { data: [] };
    return { colours: new Set(data).size, isOpaque: data[3] === 255 };
  });
  expect(drawn.colours).toBeGreaterThan(10);
  expect(drawn.isOpaque).toBe(true);
  await expect(shownPictures(page)).toHaveCount(0);

  const before = await placesOf(page);
  const shiftSum = await watchShifts(page);
  release();
  await expect.poll(() => shownPictures(page).count()).toBeGreaterThan(8);
  expect(await placesOf(page)).toEqual(before);
  await scrollTo(page, 900);
  await expect(page.locator('a[data-id] img:not(.shown)')).toHaveCount(0);
  expect(await shiftSum()).toBe(0);
});

test('the photo at the top stays in sight when the window gets narrower, and is back in its place when it is wide again', async ({
  page,
}) => {
  await page.goto(app.url);
  await expect(tiles(page).first()).toBeVisible();
  await scrollTo(page, 30_000);
  const top = await topPhoto(page);
  const placeOfTop = async () => (await placesOf(page)).find(([id]) => id === top);
  const before = await placeOfTop();
  for (const width of [1100, 700, 360, 900]) {
    await page.setViewportSize({ width, height: 800 });
    await expect(page.locator(`a[data-id="${top}"]`)).toBeInViewport();
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(placeOfTop).toEqual(before);
});

test('the last photo is one key away, and so is the first', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(app.url);
  await tiles(page).first().focus();
  await page.keyboard.press('End');
  await expect(page.locator(`[aria-posinset="${PHOTOS}"] a`)).toBeFocused();
  await expect(page.locator(`[aria-posinset="${PHOTOS}"] a`)).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(page.locator('[aria-posinset="1"] a')).toBeFocused();
  expect(problems).toEqual([]);
});
