import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { copySamples, makeWorkFolder, type Served, serve } from './serve.ts';

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeEach(async ({ page }) => {
  work = makeWorkFolder();
  app = await serve(work.data);
  copySamples(work.photos, 'astronaut.png', 'chelsea.png', 'china.jpg', 'coffee.png', 'flower.jpg', 'rocket.jpg');
  await page.goto(app.url);
  await page.getByLabel('Path of a folder').fill(work.photos);
  await page.getByRole('button', { name: 'Add folder' }).click();
  await goTo(page, 'Photos');
  await expect(tiles(page)).toHaveCount(6, { timeout: 60_000 });
  await expect(page.getByText(/looking at photos/iu)).toBeHidden({ timeout: 60_000 });
});

test.afterEach(async () => {
  await app.stop();
  work.remove();
});

const tiles = (page: Page) => page.getByRole('link', { name: /photo, .* of \d+$/iu });
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const queueCounter = (page: Page) => page.getByText(/^\d+ of \d+/u);

async function goTo(page: Page, room: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: room }).click();
}

async function checkAccessibility(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`),
    where,
  ).toEqual([]);
}

test('labels are browsed from animals down to a photo, and Back leads up again', async ({ page }) => {
  await goTo(page, 'Explore');
  const groups = page.getByRole('list', { name: 'What is in your photos' });
  await groups.getByRole('link', { name: /^Animals, 1 photo/u }).click();
  await expect(heading(page, 'Animals')).toBeFocused();
  await expect(page.getByRole('button', { name: 'Show 1 photo' })).toBeVisible();
  const cards = page.getByRole('list', { name: /: labels$/u }).getByRole('link');
  await expect(cards.first()).toBeVisible();
  const below = page.url();
  await page.getByRole('button', { name: 'Show 1 photo' }).click();
  await expect(tiles(page)).toHaveCount(1);
  await tiles(page).first().click();
  await expect(page.getByRole('dialog', { name: 'Photo' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goBack();
  await expect(page).toHaveURL(below);
  await expect(heading(page, 'Animals')).toBeVisible();
  await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'Explore' }).click();
  await expect(groups).toBeVisible();
  await page.goBack();
  await expect(heading(page, 'Animals')).toBeVisible();
  await page.goBack();
  await expect(groups).toBeVisible();
});

test('what came last is there, and one is back at the photo that was opened', async ({ page }) => {
  await goTo(page, 'Explore');
  const recent = page.getByRole('list', { name: 'Recently added' }).getByRole('link');
  await expect(recent).toHaveCount(6);
  await recent.nth(1).click();
  await expect(page.getByRole('dialog', { name: 'Photo' })).toBeVisible();
  await expect(page.getByText('2 of 6')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(recent.nth(1)).toBeFocused();
  await page.getByRole('button', { name: 'Show all, newest first' }).click();
  await expect(page.getByRole('heading', { name: 'Recently added' })).toBeVisible();
  await expect(tiles(page)).toHaveCount(6);
  await page.getByRole('button', { name: 'By date' }).click();
  await expect(page.getByRole('heading', { name: 'Recently added' })).toBeHidden();
});

test('guesses are settled by keyboard, and taken back', async ({ page }) => {
  await goTo(page, 'Explore');
  const marks = page.getByRole('list', { name: 'From you' });
  const text = await marks.getByRole('link', { name: /Not sure/u }).textContent();
  const [, count] = /(\d+) photos?\s*$/u.exec(text ?? '') ?? [];
  test.skip(count === undefined || Number(count) === 0, 'the model is sure of all samples');
  const total = Number(count);
  await marks.getByRole('link', { name: /Not sure/u }).click();
  await expect(queueCounter(page)).toHaveText(`1 of ${total}`);
  const question = page.getByRole('heading', { name: /^Is this an? .*\?$/u });
  const asked = await question.textContent();
  await page.keyboard.press('y');
  await expect(total > 1 ? page.getByText(`2 of ${total} · 1 settled`) : page.getByText('That was all')).toBeVisible();
  await page.keyboard.press('z');
  await expect(question).toHaveText(asked ?? '');
  await expect(queueCounter(page)).toHaveText(`1 of ${total}`);
  await page.keyboard.press('n');
  await page.keyboard.press('Control+z');
  await expect(queueCounter(page)).toHaveText(`1 of ${total}`);
  await page.keyboard.press('s');
  await page.keyboard.press('Control+z');
  await expect(question).toHaveText(asked ?? '');
  await page.getByRole('combobox', { name: 'Add a label' }).fill('Our own word');
  await page.keyboard.press('Enter');
  await expect(total > 1 ? page.getByText(`2 of ${total} · 1 settled`) : page.getByText('That was all')).toBeVisible();
  for (let i = 1; i < total; i++) await page.keyboard.press('Space');
  await expect(page.getByText('Thank you: 1 photo settled.')).toBeVisible();
  await page.getByRole('button', { name: 'Back to Explore' }).click();
  const groups = page.getByRole('list', { name: 'What is in your photos' });
  await expect(groups.getByRole('link').first()).toHaveAccessibleName('Your own labels, 1 photo');
  await expect(marks.getByRole('link', { name: /Corrected by you/u })).toContainText('1 photo');
});

test('folders, cameras and years are suggested beside labels', async ({ page }) => {
  const box = page.getByRole('combobox', { name: 'Search your photos' });
  await box.fill('year:');
  const year = page.getByRole('option', { name: /^Date:\s*\d{4}/u }).first();
  await expect(year).toBeVisible();
  const name = /\d{4}/u.exec((await year.textContent()) ?? '')?.[0];
  await year.click();
  await expect(box).toHaveValue(`year:${name}`);
  await expect(tiles(page).first()).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the rooms to browse and to settle guesses have no accessibility fault, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await goTo(page, 'Explore');
    await expect(page.getByRole('list', { name: 'What is in your photos' })).toBeVisible();
    await checkAccessibility(page, 'explore');
    await page.getByRole('link', { name: /^Animals, / }).click();
    await expect(heading(page, 'Animals')).toBeVisible();
    await checkAccessibility(page, 'animals');
    await page.goto(`${app.url}#/photos?order=added`);
    await expect(page.getByRole('heading', { name: 'Recently added' })).toBeVisible();
    await checkAccessibility(page, 'recently added');
    await goTo(page, 'Not sure');
    await expect(queueCounter(page).or(page.getByText('Nothing to ask'))).toBeVisible();
    await checkAccessibility(page, 'not sure');
    await page.setViewportSize({ width: 360, height: 720 });
    await checkAccessibility(page, 'not sure, narrow');
    await goTo(page, 'Explore');
    await expect(page.getByRole('list', { name: 'What is in your photos' })).toBeVisible();
    await checkAccessibility(page, 'explore, narrow');
  });
}
