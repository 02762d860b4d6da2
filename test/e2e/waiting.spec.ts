import { appendFileSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { copySamples, makeWorkFolder, type Served, serve } from './serve.ts';

const PHOTOS = 25;
/** The file whose time is the earliest, and whose turn would come last. */
const LAST = 'photo 24.jpg';

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

const photos = (page: Page) => page.locator('a[data-id]');
const waiting = (page: Page) => page.getByRole('button', { name: /not looked at yet/ });

/** Photos of different bytes, a day apart. */
function writePhotos(): void {
  for (let i = 0; i < PHOTOS; i++) {
    const path = join(work.photos, `photo ${i}.jpg`);
    copySamples(work.photos, 'rocket.jpg');
    renameSync(join(work.photos, 'rocket.jpg'), path);
    appendFileSync(path, `${i}`);
    const time = new Date(Date.UTC(2024, 5, 28, 12) - i * 86_400_000);
    utimesSync(path, time, time);
  }
}

function call(page: Page, method: string, request: unknown): Promise<unknown> {
  return page.evaluate(
    async ([name, body]) => {
      const headers = { 'content-type': 'application/json', 'x-bowerbird': '1' };
      return await (await fetch(`/api/${name}`, { method: 'POST', headers, body: body ?? '' })).json();
    },
    [method, JSON.stringify(request)] as const,
  );
}

test('the photos of a new folder have their places before anybody has looked at them, and one is opened at once', async ({
  page,
}) => {
  writePhotos();
  await page.goto(app.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await call(page, 'setPaused', { paused: true });
  await call(page, 'addFolder', { path: work.photos });
  await expect(waiting(page).first()).toBeVisible({ timeout: 30_000 });
  await expect(waiting(page).first()).toHaveAccessibleName(/^photo 0\.jpg, not looked at yet, .*2024, 1 of 25$/);
  await expect(page.getByRole('heading', { name: /June 2024/ }).first()).toBeVisible();
  await expect(photos(page)).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  // They can be walked through, and not be selected.
  await waiting(page).first().focus();
  await page.keyboard.press('x');
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('region', { name: /selected/i })).toHaveCount(0);
  await page.keyboard.press('End');
  const last = waiting(page).filter({ hasText: LAST });
  await expect(last).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Photos are not looked at now.')).toBeVisible();

  await call(page, 'setPaused', { paused: false });
  await last.click();
  await expect(
    page
      .getByRole('dialog')
      .or(page.getByRole('region', { name: 'Photo' }))
      .first(),
  ).toBeVisible({
    timeout: 30_000,
  });
  await page.keyboard.press('i');
  await expect(page.getByText(LAST).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(waiting(page)).toHaveCount(0, { timeout: 60_000 });
  expect(await photos(page).count()).toBeGreaterThan(5);
});
