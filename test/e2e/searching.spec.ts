import { expect, type Page, test } from '@playwright/test';
import { copySamples, makeWorkFolder, type Served, serve } from './serve.ts';

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeEach(async ({ page }) => {
  work = makeWorkFolder();
  app = await serve(work.data);
  copySamples(work.photos, 'chelsea.png', 'coffee.png', 'rocket.jpg');
  await page.goto(app.url);
  await page.getByLabel('Path of a folder').fill(work.photos);
  await page.getByRole('button', { name: 'Add folder' }).click();
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Photos' }).click();
  await expect(tiles(page)).toHaveCount(3, { timeout: 60_000 });
});

test.afterEach(async () => {
  await app.stop();
  work.remove();
});

const searchBox = (page: Page) => page.getByRole('combobox', { name: 'Search your photos' });
const tiles = (page: Page) => page.getByRole('link', { name: /photo, .* of \d+$/iu });
const understood = (page: Page) => page.getByRole('list', { name: 'Understood as' }).getByRole('listitem');

async function search(page: Page, text: string): Promise<void> {
  await searchBox(page).fill(text);
  await searchBox(page).press('Enter');
}

test('what was understood can be taken out of the query, and what is offered put into it', async ({ page }) => {
  await search(page, 'cat OR espresso -rocket');
  await expect(tiles(page)).toHaveCount(2);
  await expect(understood(page)).toHaveCount(3);
  await page.getByRole('button', { name: 'Remove not rocket' }).click();
  await expect(searchBox(page)).toHaveValue('cat OR espresso');
  const narrow = page.getByRole('complementary', { name: 'Narrow the result' });
  await narrow
    .getByRole('button', { name: /, 1 photo$/u })
    .first()
    .click();
  await expect(tiles(page)).toHaveCount(1);
  await page.goBack();
  await expect(tiles(page)).toHaveCount(2);
});

test('a mistyped word is told, with one that is written nearly so', async ({ page }) => {
  await search(page, 'espreso');
  await expect(page.getByText('No photo found')).toBeVisible();
  await page.getByRole('button', { name: 'Search for espresso instead' }).click();
  await expect(tiles(page)).toHaveCount(1);
});

test('a favourite is marked, found, and undone', async ({ page }) => {
  await search(page, 'cat');
  await tiles(page).first().click();
  const heart = page.getByRole('button', { name: 'Favourite' });
  await expect(heart).toBeEnabled();
  await page.keyboard.press('f');
  await expect(heart).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('Favourite: 1 photo')).toBeVisible();
  await page.keyboard.press('i');
  await expect(page.getByText('Found for cat: ')).toBeVisible();
  await page.keyboard.press('Escape');
  await search(page, 'is:favourite');
  await expect(tiles(page)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('No photo found')).toBeVisible();
});

test('the page on searching runs its examples, and the search is offered again', async ({ page }) => {
  await page.getByRole('button', { name: 'How to search' }).click();
  await page.getByRole('link', { name: 'Search for cat', exact: true }).click();
  await expect(searchBox(page)).toHaveValue('cat');
  await page.getByRole('button', { name: 'Clear search' }).click();
  await expect(page.getByRole('option', { name: 'cat', exact: true })).toBeVisible();
  await page.getByRole('option', { name: 'Clear recent searches' }).click();
  await expect(page.getByRole('option', { name: 'cat', exact: true })).toBeHidden();
});

test('how sure a label must be is kept', async ({ page }) => {
  const rooms = page.getByRole('navigation', { name: 'Rooms' });
  await rooms.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: /Only the surest/u }).check();
  await rooms.getByRole('link', { name: 'Photos' }).click();
  await page.reload();
  await rooms.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('radio', { name: /Only the surest/u })).toBeChecked();
});
