import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { copySamples, makeWorkFolder, type Served, serve } from './serve.ts';

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeEach(() => {
  work = makeWorkFolder();
});

test.afterEach(async () => {
  await app.stop();
  work.remove();
});

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
}

test('the language changes at once, with its plurals, and stays', async ({ page }) => {
  copySamples(work.photos, 'chelsea.png', 'coffee.png', 'rocket.jpg');
  app = await serve(work.data);
  await page.goto(app.url);
  const html = page.locator('html');
  await expect(html).toHaveAttribute('lang', 'en');
  await page.getByLabel('Path of a folder').fill(work.photos);
  await page.getByRole('button', { name: 'Add folder' }).click();

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('group', { name: 'Language' }).getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Sprache' }).getByRole('button', { name: 'Deutsch' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(html).toHaveAttribute('lang', 'de');
  await expectNoViolations(page);

  const rooms = page.getByRole('navigation', { name: 'Bereiche' });
  await rooms.getByRole('link', { name: 'Fotos' }).click();
  await expect(page.getByRole('link', { name: /Foto, .* von \d+$/u })).toHaveCount(3, { timeout: 60_000 });
  const box = page.getByRole('combobox', { name: 'Fotos suchen' });
  await box.fill('cat');
  await box.press('Enter');
  await expect(page.getByRole('main').getByText('1 Foto', { exact: true })).toBeVisible();
  await box.fill('type:png OR type:jpeg');
  await box.press('Enter');
  await expect(page.getByRole('main').getByText('3 Fotos', { exact: true })).toBeVisible();
  await expectNoViolations(page);

  await page.reload();
  await expect(box).toBeVisible();
  await expect(html).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('main').getByText('3 Fotos', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'So wird gesucht' }).click();
  await expect(page.getByRole('link', { name: 'Nach cat suchen', exact: true })).toBeVisible();
  await expectNoViolations(page);
});

test.describe('on a computer that speaks German', () => {
  test.use({ locale: 'de-AT' });

  test('the first page is German, until another language is chosen', async ({ page }) => {
    app = await serve(work.data);
    await page.goto(app.url);
    await expect(page.getByRole('button', { name: 'Ordner hinzufügen' })).toBeVisible();
    await page.getByRole('link', { name: 'Einstellungen' }).click();
    await page.getByRole('group', { name: 'Sprache' }).getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await page.getByRole('group', { name: 'Language' }).getByRole('button', { name: 'As the system' }).click();
    await expect(page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible();
  });

  for (const width of [360, 1280]) {
    test(`every room has room for German words, ${width} px wide`, async ({ page }) => {
      copySamples(work.photos, 'chelsea.png', 'coffee.png');
      app = await serve(work.data);
      await page.setViewportSize({ width, height: 800 });
      await page.goto(app.url);
      await page.getByLabel('Pfad eines Ordners').fill(work.photos);
      await page.getByRole('button', { name: 'Ordner hinzufügen' }).click();
      for (const room of ['folders', 'problems', 'settings', 'help', 'explore', 'unsure', 'photos']) {
        await page.goto(`${new URL(page.url()).origin}/#/${room}`);
        await expect(page.getByRole('main')).toBeVisible();
        expect(await wider(page), room).toEqual([]);
      }
    });
  }
});

/** What reaches beyond the window's right edge, or has a button's words cut off. */
async function wider(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main, nav, main *, nav *')]
      .filter((element) => {
        const { right, width } = element.getBoundingClientRect();
        return width > 0 && right > window.innerWidth + 1;
      })
      .map((element) => element.outerHTML.slice(0, 120)),
  );
}
