import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
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

const tiles = (page: Page) => page.getByRole('link', { name: /photo, .* of \d+$/iu });
const searchBox = (page: Page) => page.getByRole('combobox', { name: 'Search your photos' });

async function goTo(page: Page, room: 'Photos' | 'Folders' | 'Settings' | 'Problems'): Promise<void> {
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: room }).click();
}

/** Opens a library and waits until so many photos of the folder are there. */
async function addPhotos(page: Page, served: Served, folder: string, count: number): Promise<void> {
  await page.goto(served.url);
  await page.getByLabel('Path of a folder').fill(folder);
  await page.getByRole('button', { name: 'Add folder' }).click();
  await goTo(page, 'Photos');
  await expect(tiles(page)).toHaveCount(count, { timeout: 60_000 });
}

async function find(page: Page, text: string): Promise<void> {
  await searchBox(page).fill(text);
  await searchBox(page).press('Enter');
}

async function expectNoFault(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

test('a folder is paused, left alone, and taken up again', async ({ page }) => {
  copySamples(work.photos, 'coffee.png');
  await addPhotos(page, app, work.photos, 1);
  await goTo(page, 'Folders');
  const folders = page.getByRole('list', { name: 'Your folders' });
  await folders.getByRole('button', { name: `Pause ${work.photos}` }).click();
  await expect(folders.getByText('Paused.')).toBeVisible();
  await expect(folders.getByRole('button', { name: `Look for changes in ${work.photos}` })).toBeHidden();
  await expectNoFault(page);
  copySamples(work.photos, 'rocket.jpg');
  await page.getByRole('button', { name: 'Look for changes', exact: true }).click();
  await page.reload();
  await expect(folders.getByText('1 photo ·')).toBeVisible();
  await folders.getByRole('button', { name: `Take up ${work.photos} again` }).click();
  await expect(folders.getByText('Paused.')).toBeHidden();
  await expect(folders.getByText('2 photos ·')).toBeVisible({ timeout: 30_000 });
  await folders.getByRole('button', { name: `Look for changes in ${work.photos}` }).click();
  await expect(page.getByText(`Looking for changes in ${work.photos}.`)).toBeVisible();
});

test('problems are listed by reason, and tried again one by one or together', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  copySamples(work.photos, 'coffee.png');
  for (const name of ['empty 1.jpg', 'empty 2.jpg']) writeFileSync(join(work.photos, name), '');
  writeFileSync(join(work.photos, 'cut.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00]));
  await addPhotos(page, app, work.photos, 1);
  await goTo(page, 'Problems');
  const empty = page.getByRole('region', { name: 'Empty file' });
  const damaged = page.getByRole('region', { name: 'Damaged' });
  await expect(empty.getByRole('listitem')).toHaveCount(2, { timeout: 30_000 });
  await expect(damaged.getByRole('listitem')).toHaveCount(1);
  await expect(page.getByText('3 files could not be read.')).toBeVisible();
  await expectNoFault(page);
  await damaged.getByRole('button', { name: /^Copy / }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(join(work.photos, 'cut.jpg'));
  // The browser's version has no file manager to show.
  await expect(damaged.getByRole('button', { name: /^Show / })).toBeHidden();
  await empty.getByRole('button', { name: 'Try these again: Empty file' }).click();
  await expect(page.getByText('Trying 2 files again.')).toBeVisible();
  await expect(empty.getByText('2 attempts')).toHaveCount(2, { timeout: 30_000 });
  await expect(damaged.getByText('1 attempt', { exact: false })).toHaveCount(1);
  copySamples(work.photos, 'rocket.jpg');
  await damaged.getByRole('button', { name: /^Try .*cut\.jpg again$/ }).click();
  await expect(damaged.getByText('2 attempts')).toBeVisible({ timeout: 30_000 });
});

test('settings are kept: how hard to work, how sure labels are, how large photos are', async ({ page }) => {
  copySamples(work.photos, 'coffee.png', 'chelsea.png');
  await addPhotos(page, app, work.photos, 2);
  const height = async () => (await tiles(page).first().boundingBox())?.height ?? 0;
  const usual = await height();
  await goTo(page, 'Settings');
  const sizes = page.getByRole('group', { name: 'Size of photos in the grid' });
  await sizes.getByRole('button', { name: 'Small' }).click();
  await page.getByRole('radio', { name: /In the background/ }).check();
  await page.getByRole('radio', { name: /More labels/ }).check();
  await goTo(page, 'Photos');
  await expect.poll(height).toBeLessThan(usual * 0.8);
  await app.stop();
  app = await serve(work.data);
  await page.goto(app.url);
  await goTo(page, 'Settings');
  await expect(page.getByRole('radio', { name: /In the background/ })).toBeChecked();
  await expect(page.getByRole('radio', { name: /More labels/ })).toBeChecked();
  await expect(page.getByText(work.data)).toBeVisible();
  copySamples(work.photos, 'rocket.jpg');
  await goTo(page, 'Photos');
  await expect(tiles(page)).toHaveCount(3, { timeout: 60_000 });
});

test('corrections are saved, and brought into another library with the same photos elsewhere', async ({ page }) => {
  copySamples(work.photos, 'coffee.png', 'chelsea.png');
  await addPhotos(page, app, work.photos, 2);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Save a copy of your corrections' }).click();
  await expect(page.getByText('There is nothing to save yet')).toBeVisible();

  await find(page, 'cat');
  await tiles(page).first().click();
  await page.keyboard.press('f');
  await expect(page.getByText('Favourite: 1 photo')).toBeVisible();
  await page.keyboard.press('i');
  await page.getByRole('combobox', { name: 'Add a label' }).fill('Breakfast cat');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Breakfast cat: 1 photo')).toBeVisible();
  await page.keyboard.press('Escape');
  await goTo(page, 'Settings');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy of your corrections' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^bowerbird-\d{4}-\d\d-\d\d\.jsonl$/);
  const copy = join(work.data, '..', 'copy.jsonl');
  await saved.saveAs(copy);
  expect(readFileSync(copy, 'utf8').trimEnd().split('\n')).toHaveLength(2);

  const other = makeWorkFolder();
  const second = await serve(other.data);
  try {
    copySamples(other.photos, 'chelsea.png', 'rocket.jpg');
    await addPhotos(page, second, other.photos, 2);
    await goTo(page, 'Settings');
    await page.locator('input[type="file"]').setInputFiles(copy);
    await expect(page.getByText('Brought in: 2 corrections').first()).toBeVisible();
    await expect(page.getByText('Photos in this library: 1 of 1.')).toBeVisible();
    await expectNoFault(page);
    await find(page, 'breakfast cat');
    await expect(tiles(page)).toHaveCount(1);
    await find(page, 'is:favourite');
    await expect(tiles(page)).toHaveCount(1);
    await goTo(page, 'Settings');
    await page.locator('input[type="file"]').setInputFiles(copy);
    await expect(page.getByText('Nothing new: all of this is here already.').first()).toBeVisible();
    await page.locator('input[type="file"]').setInputFiles(join(other.photos, 'chelsea.png'));
    await expect(page.getByText(`There are no corrections in ${basename('chelsea.png')}`)).toBeVisible();
    await page.getByRole('heading', { name: 'Your corrections', exact: true }).click();
    await page.keyboard.press('Control+z');
    await expect(page.getByText('Undone: 1 photo')).toBeVisible();
    await find(page, 'breakfast cat');
    await expect(page.getByText('No photo found')).toBeVisible();
  } finally {
    await second.stop();
    other.remove();
  }
});

test('these pages fit a narrow window, in the dark too', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await page.emulateMedia({ colorScheme: 'dark' });
  copySamples(work.photos, 'coffee.png');
  writeFileSync(join(work.photos, 'a file with a long name that could not be read at all.jpg'), '');
  await addPhotos(page, app, work.photos, 1);
  for (const room of ['Folders', 'Problems', 'Settings'] as const) {
    await goTo(page, room);
    await expect(page.getByRole('heading', { name: room, level: 1 })).toBeVisible();
    const scroller = page.locator('.scroll');
    expect(await scroller.evaluate((element) => element.scrollWidth - element.clientWidth), room).toBe(0);
    await expectNoFault(page);
  }
});
