import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import sharp from 'sharp';
import { copySamples, makeWorkFolder, type Served, samplesFolder, serve } from './serve.ts';

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeEach(async ({ page }) => {
  work = makeWorkFolder();
  copySamples(work.photos, 'chelsea.png', 'coffee.png', 'rocket.jpg');
  const cat = () => sharp(join(samplesFolder, 'chelsea.png'));
  await cat().resize(1200).jpeg({ quality: 80 }).toFile(join(work.photos, 'larger cat.jpg'));
  await cat().modulate({ brightness: 1.1 }).jpeg().toFile(join(work.photos, 'brighter cat.jpg'));
  app = await serve(work.data);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(app.url);
  await page.getByLabel('Path of a folder').fill(work.photos);
  await page.getByRole('button', { name: 'Add folder' }).click();
  await room(page, 'Photos');
  await expect(tiles(page)).toHaveCount(5, { timeout: 60_000 });
});

test.afterEach(async () => {
  await app.stop();
  work.remove();
});

const tiles = (page: Page) => page.getByRole('link', { name: /photo, .* of \d+$/iu });
const viewer = (page: Page) => page.getByRole('dialog', { name: 'Photo' });
const chips = (page: Page) => page.getByRole('list', { name: 'Understood as' });
const room = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name }).click();

async function openPhoto(page: Page, file: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search your photos' }).fill(`file:"${file}"`);
  await page.keyboard.press('Enter');
  await expect(tiles(page)).toHaveCount(1);
  await tiles(page).first().click();
  await expect(page.locator('.sharp.shown')).toBeVisible();
}

test('more like this: the likest first, the chip takes it away, and Back leads to the photo again', async ({
  page,
}) => {
  await openPhoto(page, 'chelsea');
  await page.keyboard.press('m');
  await expect(viewer(page)).toBeHidden();
  await expect(tiles(page)).toHaveCount(4);
  const hrefs = await tiles(page).evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await expect(chips(page)).toContainText('like this photo');
  await tiles(page).first().click();
  await page.keyboard.press('i');
  await expect(page.getByText(/(larger|brighter) cat\.jpg/u).first()).toBeVisible();
  await page.goBack();
  await expect(tiles(page)).toHaveCount(4);
  expect(await tiles(page).evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual(hrefs);
  await page.goBack();
  await expect(viewer(page)).toBeVisible();
  await page.keyboard.press('m');
  await expect(chips(page)).toContainText('like this photo');
  await page.getByRole('button', { name: /like this photo$/u }).click();
  await expect(tiles(page)).toHaveCount(5);
});

test('a part of a photo is looked for, drawn with the pointer or with keys', async ({ page }) => {
  await openPhoto(page, 'larger cat');
  await page.getByRole('button', { name: 'Find a part of this photo' }).click();
  const frame = page.getByRole('img', { name: 'The part to look for' });
  await expect(frame).toBeVisible();
  const box = await page.locator('.photo').boundingBox();
  if (!box) throw new Error('the photo is not shown');
  await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.1);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.6, { steps: 4 });
  await page.mouse.up();
  await expect(chips(page)).toContainText('like this part');
  await expect(page).toHaveURL(/similar%3A\d+%40(20|19\.9|20\.1)%2C/u);
  await expect(tiles(page)).toHaveCount(4);

  await page.goBack();
  await expect(viewer(page)).toBeVisible();
  await page.keyboard.press('p');
  await expect(frame).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/similar%3A\d+%4020%2C25%2C50%2C55/u);
  await expect(tiles(page)).toHaveCount(4);
});

test('photos that are nearly the same are shown, and all but the chosen one hidden, with undo', async ({ page }) => {
  await room(page, 'Explore');
  await page.getByRole('button', { name: 'Look through photos that are nearly the same' }).click();
  const group = page.getByRole('group', { name: /Nearly the same, 3 photos/u });
  await expect(group).toBeVisible();
  await expect(group.getByRole('radio', { checked: true })).toHaveCount(1);
  await group.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await expect(group.getByRole('radio').first()).toBeChecked();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
  await group.getByRole('button', { name: 'Hide the other 2 photos' }).click();
  await expect(page.getByText('No photos of this kind were found')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(group).toBeVisible();
  await group.getByRole('button', { name: 'Hide the other 2 photos' }).click();
  await room(page, 'Photos');
  await expect(tiles(page)).toHaveCount(3);
});

test('the settings tell what corrections take to teach', async ({ page }) => {
  await room(page, 'Settings');
  await expect(page.getByRole('heading', { name: 'Learnt from your corrections' })).toBeVisible();
  await expect(page.getByText('It takes 8 photos that you confirmed')).toBeVisible();
});
