// npm run screenshots: makes the pictures of docs/screenshots from the app as it is, over the sample photos.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from './lib/browser.mjs';
import { inRoot } from './lib/paths.mjs';

const { chromium } = await import('@playwright/test');
const { default: sharp } = await import('sharp');

const data = mkdtempSync(join(tmpdir(), 'bowerbird-screenshots-'));
const cli = inRoot('dist', 'main', 'cli.js');
const app = spawn(process.execPath, [cli, 'serve', '--no-open', '--json', '--data', data], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const url = await new Promise((resolve) => {
  app.stdout.once('data', (text) => resolve(JSON.parse(text).url));
});
const browser = await chromium.launch({
  executablePath: findBrowser() ?? undefined,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

const photoLink = (page) => page.getByRole('link', { name: /photo, .* of \d+$/iu });

/** Settled: every picture is there and nothing fades any more. */
async function shoot(page, name) {
  await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined);
  await page.waitForTimeout(500);
  const picture = sharp(await page.screenshot());
  await picture.png({ palette: true, effort: 10 }).toFile(inRoot('docs', 'screenshots', `${name}.png`));
}

/** Room, address, and a text by which it is there. */
const pages = [
  ['result', '#/photos?q=animal%20OR%20food%20-beach', /^2 photos/u],
  ['nothing', '#/photos?q=giraffe%20sunflwoer', /No photo found/u],
  ['explore', '#/explore', /What is in your photos/u],
  ['unsure', '#/unsure', /Is this|Nothing left|all settled|no photos/iu],
  ['folders', '#/folders', /Sample photos/u],
  ['settings', '#/settings', /How sure a label must be/u],
  ['help', '#/help', /How to search/u],
  ['problems', '#/problems', /No problems|could not be read/u],
];

mkdirSync(inRoot('docs', 'screenshots'), { recursive: true });
try {
  for (const [size, viewport] of [
    ['wide', { width: 1280, height: 800 }],
    ['narrow', { width: 360, height: 740 }],
  ]) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ viewport, colorScheme });
      const page = await context.newPage();
      const name = (room) => `${room}-${size}-${colorScheme}`;
      await page.goto(url);
      const sample = page.getByRole('button', { name: 'Try it with sample photos' });
      await sample.or(photoLink(page)).first().waitFor();
      if (await sample.isVisible()) {
        await shoot(page, 'welcome');
        await sample.click();
        await page.getByRole('link', { name: 'Photos' }).click();
        await photoLink(page).nth(5).waitFor({ timeout: 60_000 });
      }
      await photoLink(page).first().waitFor();
      await shoot(page, name('photos'));
      const box = page.getByRole('combobox', { name: 'Search your photos' });
      await box.fill('feline');
      await box.press('Enter');
      await page.getByText('1 photo', { exact: true }).first().waitFor();
      await photoLink(page).first().click();
      await page.keyboard.press('i');
      await page.getByRole('button', { name: /^Not / }).first().waitFor();
      await shoot(page, name('viewer'));
      await page.keyboard.press('i');
      await page.keyboard.press('w');
      await page.getByText(/^Where the model sees/u).waitFor();
      await shoot(page, name('where'));
      await page.keyboard.press('Escape');
      for (const [room, hash, shown] of pages) {
        await page.goto(`${url.split('#')[0]}${hash}`);
        await page.getByText(shown).first().waitFor();
        await shoot(page, name(room));
      }
      await page.goto(`${url.split('#')[0]}#/photos`);
      await photoLink(page).first().waitFor();
      await page.keyboard.press('Control+a');
      await page.getByText('6 selected').waitFor();
      await shoot(page, name('selection'));
      await page.goto(`${url.split('#')[0]}#/photos?q=feline`);
      await photoLink(page).first().focus();
      await page.keyboard.press('x');
      await page.getByRole('button', { name: 'Teach a label…' }).click();
      const form = page.getByRole('dialog', { name: 'Teach a label' });
      await form.getByRole('combobox', { name: 'What is it?' }).fill('Mitzi');
      await form.getByRole('combobox', { name: 'It is a kind of' }).fill('cat');
      await form.getByRole('option').first().click();
      await shoot(page, name('teach'));
      await form.getByRole('button', { name: 'Teach', exact: true }).click();
      await page.getByText('Learnt “Mitzi” from 1 example').waitFor();
      await page.getByRole('button', { name: 'Dismiss' }).click();
      await page.getByRole('link', { name: 'Taught' }).click();
      await page.getByRole('link', { name: /^Mitzi/ }).waitFor();
      await shoot(page, name('taught'));
      await page.getByRole('link', { name: /^Mitzi/ }).click();
      await page.getByRole('heading', { name: /^Is this/ }).waitFor();
      await shoot(page, name('taught-label'));
      await context.close();
    }
  }
} finally {
  await browser.close();
  app.kill('SIGTERM');
  await new Promise((resolve) => app.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
}
