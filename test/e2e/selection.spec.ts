import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { copySamples, makeWorkFolder, type Served, serve } from './serve.ts';

const SAMPLES = ['chelsea.png', 'coffee.png', 'rocket.jpg', 'china.jpg', 'flower.jpg'];

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeEach(async ({ page }) => {
  work = makeWorkFolder();
  app = await serve(work.data);
  copySamples(work.photos, ...SAMPLES);
  await page.goto(app.url);
  await page.getByLabel('Path of a folder').fill(work.photos);
  await page.getByRole('button', { name: 'Add folder' }).click();
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Photos' }).click();
  await expect(tiles(page)).toHaveCount(SAMPLES.length, { timeout: 60_000 });
  await expect(tiles(page).first()).toHaveAccessibleName(/\d{4}, /u);
});

test.afterEach(async () => {
  await app.stop();
  work.remove();
});

const tiles = (page: Page) => page.getByRole('link', { name: /photo, .* of \d+/iu });
const ticks = (page: Page) => page.getByRole('list', { name: 'Photos', exact: true }).getByRole('checkbox');
const bar = (page: Page) => page.getByRole('region', { name: 'Selected photos' });
const searchBox = (page: Page) => page.getByRole('combobox', { name: 'Search your photos' });

async function search(page: Page, text: string): Promise<void> {
  await searchBox(page).fill(text);
  await searchBox(page).press('Enter');
}

async function expectSelected(page: Page, count: number): Promise<void> {
  if (count === 0) await expect(bar(page)).toBeHidden();
  else await expect(bar(page)).toContainText(`${count} selected`);
  await expect(
    page.getByRole('list', { name: 'Photos', exact: true }).getByRole('checkbox', { checked: true }),
  ).toHaveCount(count);
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('It is not shown.');
  return box;
}

test('photos are selected one by one, up to another, by day, all, and not at all', async ({ page }) => {
  await tiles(page).first().hover();
  await ticks(page).first().click();
  await expectSelected(page, 1);
  await tiles(page)
    .nth(3)
    .click({ modifiers: ['Shift'] });
  await expectSelected(page, 4);
  await tiles(page)
    .nth(1)
    .click({ modifiers: ['ControlOrMeta'] });
  await expectSelected(page, 3);
  await tiles(page).nth(1).click();
  await expectSelected(page, 4);
  await page.keyboard.press('Escape');
  await expectSelected(page, 0);

  await page.getByRole('heading', { level: 2 }).first().hover();
  const ofDay = page.getByRole('checkbox', { name: /^Select all of /u }).first();
  await ofDay.click();
  await expect(ofDay).toBeChecked();
  await expect(bar(page)).toBeVisible();
  await ofDay.click();
  await expectSelected(page, 0);

  await page.keyboard.press('ControlOrMeta+a');
  await expectSelected(page, SAMPLES.length);
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await expectSelected(page, 0);
});

test('the keyboard selects too', async ({ page }) => {
  await tiles(page).first().focus();
  await page.keyboard.press('x');
  await expectSelected(page, 1);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expectSelected(page, 3);
  await page.keyboard.press('Shift+ArrowLeft');
  await expectSelected(page, 2);
  await page.keyboard.press('Space');
  await expectSelected(page, 1);
  await expect(tiles(page).first()).toHaveAccessibleName(/selected$/u);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Photo' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expectSelected(page, 1);
});

test('a rectangle selects what it touches, and lets it go again', async ({ page }) => {
  const list = await boxOf(tiles(page).first());
  const last = await boxOf(tiles(page).last());
  const below = Math.max(list.y + list.height, last.y + last.height) + 100;
  await page.mouse.move(list.x + 40, below);
  await page.mouse.down();
  await page.mouse.move(list.x + 20, below - 20);
  await expect(bar(page)).toBeHidden();
  await page.mouse.move(list.x + 10, list.y + 10, { steps: 4 });
  await expect(bar(page)).toBeVisible();
  await page.mouse.move(list.x + 39, below - 10, { steps: 4 });
  await expect(bar(page)).toBeHidden();
  await page.mouse.move(list.x + 10, list.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect(bar(page)).toBeVisible();
  await page.keyboard.press('Escape');

  const second = await boxOf(tiles(page).nth(1));
  await page.keyboard.down('Shift');
  await page.mouse.move(list.x + list.width / 2, list.y + list.height / 2);
  await page.mouse.down();
  await page.mouse.move(second.x + second.width / 2, second.y + second.height / 2, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expectSelected(page, 2);
});

test('a label is given to all, and undone in one step', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+a');
  await bar(page).getByRole('combobox', { name: 'Add a label' }).fill('Holiday in Delft');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`Holiday in Delft: ${SAMPLES.length} photos`)).toBeVisible();
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await search(page, 'holiday in delft');
  await expect(tiles(page)).toHaveCount(SAMPLES.length);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('No photo found')).toBeVisible();
});

test('a label is taken from all that show it, and undone in one step', async ({ page }) => {
  await search(page, 'cat');
  await expect(tiles(page)).toHaveCount(1);
  await page.keyboard.press('Escape');
  await tiles(page).first().focus();
  await page.keyboard.press('x');
  await bar(page).getByRole('button', { name: 'Not this…' }).click();
  await page.getByRole('menuitem', { name: /Egyptian cat/u }).click();
  await expect(page.getByText('Not Egyptian cat: 1 photo')).toBeVisible();
  await page.keyboard.press('Escape');
  await search(page, 'Egyptian cat');
  await expect(page.getByText('No photo found')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(tiles(page)).toHaveCount(1);
});

test('hidden photos leave, are found by is:hidden, and come back', async ({ page }) => {
  await tiles(page)
    .nth(1)
    .click({ modifiers: ['ControlOrMeta'] });
  await tiles(page)
    .nth(2)
    .click({ modifiers: ['ControlOrMeta'] });
  await bar(page).getByRole('button', { name: 'Hide' }).click();
  await expect(page.getByText('Hidden: 2 photos')).toBeVisible();
  await expect(tiles(page)).toHaveCount(SAMPLES.length - 2);
  await expectSelected(page, 0);
  await search(page, 'is:hidden');
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page)
    .first()
    .click({ modifiers: ['ControlOrMeta'] });
  await bar(page).getByRole('button', { name: 'Show again' }).click();
  await expect(tiles(page)).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(tiles(page)).toHaveCount(2);
  await tiles(page).first().click();
  await page.keyboard.press('h');
  await expect(page.getByText('Shown again: 1 photo')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tiles(page)).toHaveCount(1);
});

test('favourites are marked and unmarked together', async ({ page }) => {
  await page.keyboard.press('ControlOrMeta+a');
  await bar(page).getByRole('button', { name: 'Favourite' }).click();
  await expect(page.getByText(`Favourite: ${SAMPLES.length} photos`)).toBeVisible();
  await bar(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'No favourite any more' }).click();
  await expect(page.getByText(`No longer a favourite: ${SAMPLES.length} photos`)).toBeVisible();
});

for (const [width, colorScheme] of [
  [1280, 'light'],
  [360, 'dark'],
] as const) {
  test(`nothing is in the way of anyone with a selection, ${width} px, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 740 });
    await page.keyboard.press('ControlOrMeta+a');
    await tiles(page)
      .nth(1)
      .click({ modifiers: ['ControlOrMeta'] });
    await expect(bar(page)).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)])).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}
