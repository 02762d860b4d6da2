import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

const hasPerl = process.platform === 'win32' || existsSync('/usr/bin/perl');
const rooms = (page: Page) => page.getByRole('navigation', { name: 'Rooms' });

/** Opens the library with two photos, and the settings. */
async function openSettings(page: Page): Promise<void> {
  copySamples(work.photos, 'coffee.png', 'chelsea.png');
  await page.goto(app.url);
  await page.getByLabel('Path of a folder').fill(work.photos);
  await page.getByRole('button', { name: 'Add folder' }).click();
  await rooms(page).getByRole('link', { name: 'Photos' }).click();
  await expect(page.getByRole('link', { name: /photo, .* of \d+$/iu })).toHaveCount(2, { timeout: 60_000 });
  await rooms(page).getByRole('link', { name: 'Settings' }).click();
}

test('all labels are saved as a table, which spreadsheets open', async ({ page }) => {
  await openSettings(page);
  const others = page.getByRole('region', { name: 'Other programs' });
  // The browser has no dialog for folders: sidecars are for the installed app and the command line.
  await expect(others.getByRole('button')).toHaveCount(2);
  await expect
    .poll(
      async () => {
        const saving = page.waitForEvent('download');
        await others.getByRole('button', { name: 'Save all labels as a table' }).click();
        const file = await saving;
        expect(file.suggestedFilename()).toMatch(/^bowerbird-labels-\d{4}-\d\d-\d\d\.csv$/u);
        const lines = readFileSync(await file.path(), 'utf8').split('\r\n');
        expect(lines[0]).toBe('path,concept,name,tree,certainty,confidence,taken_at,favourite,description');
        return lines.some((line) => line.startsWith(join(work.photos, 'chelsea.png')) && line.includes('|cat'));
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  await expect(page.getByText(/^Saved: \d+ labels of 2 photos$/u).first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('keywords of another program become labels, and one click takes them back', async ({ page }) => {
  test.skip(!hasPerl, 'Keywords in files are read with the help of Perl.');
  await openSettings(page);
  writeFileSync(
    join(work.photos, 'coffee.png.xmp'),
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>Our breakfast</rdf:li>
</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
  const others = page.getByRole('region', { name: 'Other programs' });
  await others.getByRole('button', { name: 'Take in keywords' }).press('Enter');
  await expect(others.getByText('2 photos looked at.')).toBeVisible({ timeout: 30_000 });
  const box = page.getByRole('combobox', { name: 'Search your photos' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await others.getByRole('button', { name: 'Take in keywords' }).click();
  await expect(others.getByText('Taken in: 1 label')).toBeVisible({ timeout: 30_000 });
  await box.fill('our breakfast');
  await box.press('Enter');
  await expect(page.getByRole('link', { name: /photo, .* of 1$/iu })).toHaveCount(1);
});
