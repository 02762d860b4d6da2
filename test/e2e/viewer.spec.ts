import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import sharp from 'sharp';
import { copySamples, makeWorkFolder, type Served, samplesFolder, serve } from './serve.ts';

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeEach(async ({ page }) => {
  work = makeWorkFolder();
  copySamples(work.photos, 'chelsea.png', 'coffee.png', 'rocket.jpg');
  // Larger than a preview, so that looking closer needs the photo itself.
  await sharp(join(samplesFolder, 'chelsea.png'))
    .resize(3200, 2400, { fit: 'cover' })
    .jpeg()
    .toFile(join(work.photos, 'large.jpg'));
  app = await serve(work.data);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(app.url);
  await page.getByLabel('Path of a folder').fill(work.photos);
  await page.getByRole('button', { name: 'Add folder' }).click();
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Photos' }).click();
  await expect(tiles(page)).toHaveCount(4, { timeout: 60_000 });
});

test.afterEach(async () => {
  await app.stop();
  work.remove();
});

const tiles = (page: Page) => page.getByRole('link', { name: /photo, .* of \d+$/iu });
const viewer = (page: Page) => page.getByRole('dialog', { name: 'Photo' });
const picture = (page: Page) => page.locator('.photo');
const strip = (page: Page) => page.getByRole('navigation', { name: 'Photos around this one' });

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search your photos' }).fill(text);
  await page.keyboard.press('Enter');
}

/** Opens the photo whose file has that name. */
async function open(page: Page, file: string): Promise<void> {
  await search(page, `file:${file}`);
  await expect(tiles(page)).toHaveCount(1);
  await expect(page.getByRole('list', { name: 'Understood as' })).toBeVisible();
  await tiles(page).first().click();
  await expect(viewer(page)).toBeVisible();
  await expect(page.locator('.sharp.shown')).toBeVisible();
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('it is not shown');
  return box;
}

test('wheel, keys, pointer and double click look closer, within limits; the photo itself comes', async ({ page }) => {
  await open(page, 'large');
  const whole = await boxOf(picture(page));
  const room = await boxOf(page.locator('.room'));
  const pointer = { x: room.x + room.width * 0.4, y: room.y + room.height * 0.3 };
  const shareAt = (box: typeof whole) => [(pointer.x - box.x) / box.width, (pointer.y - box.y) / box.height];

  await page.mouse.move(pointer.x, pointer.y);
  await page.mouse.wheel(0, -800);
  await expect.poll(async () => (await boxOf(picture(page))).width).toBeGreaterThan(whole.width * 2.5);
  const near = await boxOf(picture(page));
  expect(shareAt(near)[1]).toBeCloseTo(shareAt(whole)[1] ?? 0, 2);
  await expect(page.locator('.full.shown')).toBeVisible();

  await page.mouse.down();
  await page.mouse.move(pointer.x + 5_000, pointer.y + 5_000);
  await page.mouse.up();
  const corner = await boxOf(picture(page));
  expect(corner.x).toBeCloseTo(room.x, 0);
  expect(corner.y).toBeCloseTo(room.y, 0);

  await page.keyboard.press('ArrowRight');
  expect((await boxOf(picture(page))).x).toBeLessThan(corner.x);
  await page.keyboard.press('0');
  expect((await boxOf(picture(page))).width).toBeCloseTo(whole.width, 0);
  for (let i = 0; i < 20; i++) await page.keyboard.press('+');
  await expect(page.getByText('200%')).toBeVisible();
  for (let i = 0; i < 20; i++) await page.keyboard.press('-');
  expect((await boxOf(picture(page))).width).toBeCloseTo(whole.width, 0);

  await page.mouse.dblclick(pointer.x, pointer.y);
  await expect(page.getByText('100%')).toBeVisible();
  await page.getByRole('button', { name: 'Show the whole photo' }).click();
  expect((await boxOf(picture(page))).width).toBeCloseTo(whole.width, 0);
});

test('the strip goes to other photos, is hidden by key, and stays so', async ({ page }) => {
  await tiles(page).nth(1).click();
  const current = strip(page).locator('[aria-current]');
  await expect(strip(page).getByRole('button')).toHaveCount(4);
  await expect(current).toHaveAccessibleName('Photo 2 of 4');
  const middle = await boxOf(strip(page));
  const box = await boxOf(current);
  expect(box.x + box.width / 2).toBeCloseTo(middle.x + middle.width / 2, 0);
  await page.keyboard.press('+');
  await strip(page).getByRole('button', { name: 'Photo 4 of 4' }).click();
  await expect(current).toHaveAccessibleName('Photo 4 of 4');
  await expect(page.getByRole('button', { name: 'Show the whole photo' })).toBeHidden();
  await page.keyboard.press('ArrowLeft');
  await expect(current).toHaveAccessibleName('Photo 3 of 4');
  await page.keyboard.press('t');
  await expect(strip(page)).toBeHidden();
  await page.reload();
  await expect(viewer(page)).toBeVisible();
  await expect(strip(page)).toBeHidden();
  await page.keyboard.press('t');
  await expect(strip(page)).toBeVisible();
  await page.setViewportSize({ width: 800, height: 360 });
  await expect(strip(page)).toBeHidden();
});

test('where the cat is, is shown and told, and goes by Escape', async ({ page }) => {
  await open(page, 'chelsea');
  await page.keyboard.press('i');
  const button = page.getByRole('button', { name: /^Show me where: .*cat/iu }).first();
  await button.click();
  await expect(viewer(page).locator('canvas')).toBeVisible();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(
    page.getByRole('status').getByText(/^Where the model sees .*cat\. Strongest (at|in) the /iu),
  ).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(viewer(page).locator('canvas')).toBeHidden();
  await page.keyboard.press('w');
  await expect(viewer(page).locator('canvas')).toBeVisible();
  await page.keyboard.press('w');
  await expect(viewer(page).locator('canvas')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(viewer(page)).toBeHidden();
});

test('an own label is renamed and a wrong one replaced, and both undone', async ({ page }) => {
  await open(page, 'chelsea');
  await page.keyboard.press('i');
  const labels = page.getByRole('region', { name: 'Labels' });
  await page.getByRole('combobox', { name: 'Add a label' }).fill('Our Mitzi');
  await page.keyboard.press('Enter');
  await labels.getByRole('button', { name: 'Rename Our Mitzi' }).click();
  const field = labels.getByRole('combobox', { name: 'Rename Our Mitzi' });
  await expect(field).toBeFocused();
  await field.fill('Chelsea');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Our Mitzi is now called Chelsea.')).toBeVisible();
  await expect(labels.getByText('Chelsea', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(labels.getByText('Our Mitzi', { exact: true })).toBeVisible();

  const wrong = labels.getByRole('button', { name: /It is rather something else$/u }).first();
  const name = ((await wrong.getAttribute('aria-label')) ?? '').split('?')[0] ?? '';
  await wrong.click();
  await labels.getByRole('combobox', { name: /It is rather/u }).fill('red fox');
  await page.keyboard.press('Enter');
  await expect(page.getByText(`red fox rather than ${name}: 1 photo`)).toBeVisible();
  await expect(labels.getByText('red fox', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(labels.getByText('red fox', { exact: true })).toBeHidden();
  await expect(labels.getByText(name, { exact: true }).first()).toBeVisible();
});

test('a description is written, kept, found by its words, taken back by one click, and let be by Escape', async ({
  page,
}) => {
  await open(page, 'chelsea');
  await page.keyboard.press('i');
  const field = page.getByRole('textbox', { name: 'Description' });
  await field.fill('Anneliese’s birthday,\nin the garden');
  // Keys that are commands elsewhere are letters here.
  await field.pressSequentially(' fhi 0');
  await field.press('Control+Enter');
  await expect(page.getByText('Description saved.')).toBeVisible();
  await expect(viewer(page)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);

  await field.fill('something else');
  await field.press('Escape');
  await expect(field).toHaveValue('Anneliese’s birthday,\nin the garden fhi 0');
  await expect(viewer(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await search(page, 'anneliese');
  await expect(tiles(page)).toHaveCount(1);
  await expect(page.getByRole('list', { name: 'Understood as' })).toContainText('Description:');
  await tiles(page).first().click();

  // Leaving the photo saves what is written.
  await field.fill('Mitzi');
  await page.goBack();
  await expect(page.getByText('Description saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await search(page, 'description:garden');
  await expect(tiles(page)).toHaveCount(1);
  await page.reload();
  await tiles(page).first().click();
  await expect(field).toHaveValue('Anneliese’s birthday,\nin the garden fhi 0');
});
