import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { makeWorkFolder, type Served, serve } from './serve.ts';

let work: ReturnType<typeof makeWorkFolder>;
let app: Served;

test.beforeEach(async ({ page }) => {
  work = makeWorkFolder();
  app = await serve(work.data);
  await page.goto(app.url);
  await page.evaluate(() => {
    window.location.hash = '#/help';
  });
});

test.afterEach(async () => {
  await app.stop();
  work.remove();
});

test('the help page tells under what licences the work of others is', async ({ page }) => {
  const part = page.getByRole('region', { name: 'Made with the work of others' });
  await expect(part).toBeVisible();
  await expect(part.getByText('onnxruntime-node')).toHaveCount(0);
  await part.getByText('Show licences').focus();
  await page.keyboard.press('Enter');
  const sharp = part.locator('summary', { hasText: /^sharp \d/u });
  await expect(sharp).toContainText('Apache-2.0');
  await sharp.click();
  await expect(part.getByRole('group', { name: 'sharp Apache-2.0' }).first()).toContainText('Apache License');
  for (const name of ['svelte', 'onnxruntime-node', 'WordNet', 'EfficientNet-Lite2']) {
    await expect(part.locator('summary', { hasText: new RegExp(`^${name} `, 'u') }).first()).toBeAttached();
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});
