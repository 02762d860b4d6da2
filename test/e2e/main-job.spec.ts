import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { copySamples, copyShared, hasSharedPhotos, makeWorkFolder, type Served, serve } from './serve.ts';

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeEach(async ({ page }) => {
  work = makeWorkFolder();
  app = await serve(work.data);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  pageProblems.set(page, problems);
});

test.afterEach(async ({ page }) => {
  await app.stop();
  work.remove();
  // A closed connection is the end of the test, not a mistake of the page.
  const problems = (pageProblems.get(page) ?? []).filter((text) => !/ERR_(CONNECTION|INCOMPLETE|EMPTY)/u.test(text));
  expect(problems).toEqual([]);
});

const pageProblems = new Map<Page, string[]>();

const searchBox = (page: Page) => page.getByRole('combobox', { name: 'Search your photos' });
const tiles = (page: Page) => page.getByRole('link', { name: /photo, .* of \d+$/iu });

async function addFolder(page: Page, path: string): Promise<void> {
  await page.getByLabel('Path of a folder').fill(path);
  await page.getByRole('button', { name: 'Add folder' }).click();
}

async function goTo(page: Page, room: 'Photos' | 'Folders' | 'Settings' | 'Problems'): Promise<void> {
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: room }).click();
}

async function search(page: Page, text: string): Promise<void> {
  await searchBox(page).fill(text);
  await searchBox(page).press('Enter');
}

test('a new user adds a folder, finds the cat, says it is none, and after a restart it is still none', async ({
  page,
}) => {
  copySamples(work.photos, 'chelsea.png', 'coffee.png', 'rocket.jpg');
  await page.goto(app.url);
  await expect(page.getByText('Nothing leaves this computer')).toBeVisible();
  await addFolder(page, work.photos);
  await goTo(page, 'Photos');
  await expect(tiles(page)).toHaveCount(3, { timeout: 60_000 });

  await search(page, 'cat');
  await expect(tiles(page)).toHaveCount(1);
  await tiles(page).first().click();
  const viewer = page.getByRole('dialog', { name: 'Photo' });
  await expect(viewer).toBeVisible();
  await page.keyboard.press('i');
  await expect(viewer.getByText('Egyptian cat').first()).toBeVisible();
  await viewer.getByRole('button', { name: 'Not Egyptian cat' }).click();
  await expect(page.getByText('Not Egyptian cat: 1 photo')).toBeVisible();
  await page.keyboard.press('Escape');

  await search(page, 'Egyptian cat');
  await expect(page.getByText('No photo found')).toBeVisible();
  await app.stop();
  app = await serve(work.data);
  await page.goto(app.url);
  await expect(tiles(page)).toHaveCount(3);
  await search(page, 'Egyptian cat');
  await expect(page.getByText('No photo found')).toBeVisible();
  await search(page, 'espresso');
  await expect(tiles(page)).toHaveCount(1);
});

test('a correction is undone by one key; an own label is found at once', async ({ page }) => {
  copySamples(work.photos, 'coffee.png', 'china.jpg');
  await page.goto(app.url);
  await addFolder(page, work.photos);
  await goTo(page, 'Photos');
  await expect(tiles(page)).toHaveCount(2, { timeout: 60_000 });
  await search(page, 'espresso');
  await expect(tiles(page)).toHaveCount(1);
  await tiles(page).first().click();
  const viewer = page.getByRole('dialog', { name: 'Photo' });
  await page.keyboard.press('i');
  await viewer.getByRole('button', { name: 'Not espresso' }).click();
  await expect(page.getByText('Not espresso: 1 photo')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone: 1 photo')).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Not espresso' })).toBeVisible();
  await viewer.getByRole('combobox', { name: 'Add a label' }).fill('Breakfast at Pikolo');
  await page.keyboard.press('Enter');
  await expect(viewer.getByText('Breakfast at Pikolo').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await search(page, 'breakfast at pikolo');
  await expect(tiles(page)).toHaveCount(1);
});

test('suggestions come while typing, with counts, and are chosen by keyboard', async ({ page }) => {
  copySamples(work.photos, 'chelsea.png', 'coffee.png');
  await page.goto(app.url);
  await addFolder(page, work.photos);
  await goTo(page, 'Photos');
  await expect(tiles(page)).toHaveCount(2, { timeout: 60_000 });
  await page.keyboard.press('/');
  await expect(searchBox(page)).toBeFocused();
  await page.keyboard.type('espr');
  const option = page.getByRole('option', { name: /espresso/iu });
  await expect(option).toContainText('1');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(tiles(page)).toHaveCount(1);
  await page.goBack();
  await expect(tiles(page)).toHaveCount(2);
});

test('the viewer goes from photo to photo by keys and closes where it was opened', async ({ page }) => {
  copySamples(work.photos, 'chelsea.png', 'coffee.png', 'china.jpg');
  await page.goto(app.url);
  await addFolder(page, work.photos);
  await goTo(page, 'Photos');
  await expect(tiles(page)).toHaveCount(3, { timeout: 60_000 });
  await tiles(page).first().click();
  const viewer = page.getByRole('dialog', { name: 'Photo' });
  const picture = viewer.getByRole('img').first();
  const first = await picture.getAttribute('src');
  await page.keyboard.press('ArrowRight');
  await expect(picture).not.toHaveAttribute('src', first ?? '');
  await page.keyboard.press('ArrowLeft');
  await expect(picture).toHaveAttribute('src', first ?? '');
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
});

test('a file that can not be read is named with its reason and stops nothing', async ({ page }) => {
  copySamples(work.photos, 'coffee.png');
  writeFileSync(join(work.photos, 'empty.jpg'), '');
  await page.goto(app.url);
  await addFolder(page, work.photos);
  await goTo(page, 'Problems');
  await expect(page.getByText('empty.jpg')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('The file is empty.')).toBeVisible();
});

test('the sample photos are one click away', async ({ page }) => {
  await page.goto(app.url);
  await page.getByRole('button', { name: 'Try it with sample photos' }).click();
  await goTo(page, 'Photos');
  await expect(tiles(page)).toHaveCount(6, { timeout: 60_000 });
});

test('a folder that is not there is told in words, and nothing happens', async ({ page }) => {
  await page.goto(app.url);
  await addFolder(page, join(work.photos, 'nowhere'));
  await expect(page.getByText(/There is no folder .*nowhere/u)).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page has an accessibility fault, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    copySamples(work.photos, 'chelsea.png', 'coffee.png');
    writeFileSync(join(work.photos, 'empty.jpg'), '');
    const check = async (where: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`),
        where,
      ).toEqual([]);
    };
    await page.goto(app.url);
    await expect(page.getByText('Nothing leaves this computer')).toBeVisible();
    await check('welcome');
    await addFolder(page, work.photos);
    await goTo(page, 'Photos');
    await expect(tiles(page)).toHaveCount(2, { timeout: 60_000 });
    await check('photos');
    await search(page, 'giraffe');
    await expect(page.getByText('No photo found')).toBeVisible();
    await check('nothing found');
    await search(page, 'cat OR espresso -beach 2026 colour:red');
    await expect(page.getByRole('button', { name: 'Remove not beach' })).toBeVisible();
    await check('understood');
    await search(page, 'cat');
    await expect(tiles(page)).toHaveCount(1);
    await check('result');
    await tiles(page).first().click();
    await page.keyboard.press('i');
    await expect(page.getByRole('button', { name: /^Not / }).first()).toBeVisible();
    await check('viewer');
    await page.keyboard.press('Escape');
    await goTo(page, 'Folders');
    await expect(page.getByText(work.photos).first()).toBeVisible();
    await check('folders');
    await goTo(page, 'Settings');
    await expect(page.getByRole('radio', { name: /Balanced/u })).toBeChecked();
    await check('settings');
    await page.getByRole('button', { name: 'How to search' }).click();
    await expect(page.getByRole('heading', { name: 'How to search' })).toBeVisible();
    await check('help');
    await goTo(page, 'Problems');
    await expect(page.getByText('The file is empty.')).toBeVisible();
    await check('problems');
  });
}

test('an Egyptian cat is found by its name among a jaguar, a zebra and toys', async ({ page }) => {
  test.skip(!hasSharedPhotos, 'needs the photos beside the project');
  copyShared(work.photos, 'n02124075', 'n02128925', 'n02391049', 'n04462240');
  copySamples(work.photos, 'coffee.png', 'china.jpg');
  await page.goto(app.url);
  await addFolder(page, work.photos);
  await goTo(page, 'Photos');
  await expect(tiles(page).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/looking at photos/iu)).toBeHidden({ timeout: 60_000 });
  await search(page, 'Egyptian cats');
  await expect(tiles(page)).toHaveCount(1);
});
