import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Electron's binary where it is installed; asking its package would try to fetch it. */
function findElectron(): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(path) ? path : null;
}

/** Where electron-builder puts the program of a packed app, below its output folder. */
const PROGRAMS = [
  'linux-unpacked/bowerbird',
  'linux-arm64-unpacked/bowerbird',
  'mac-arm64/Bowerbird.app/Contents/MacOS/Bowerbird',
  'win-unpacked/Bowerbird.exe',
  'win-arm64-unpacked/Bowerbird.exe',
];

/** The packed app in the folder that BOWERBIRD_PACKED names; null where nothing is named. @throws Error where there is none */
function findPacked(): string | null {
  const folder = process.env.BOWERBIRD_PACKED;
  if (folder === undefined) return null;
  const path = PROGRAMS.map((name) => join(root, folder, name)).find((name) => existsSync(name));
  if (path === undefined) throw new Error(`There is no packed app in ${folder}`);
  return path;
}

const packed = findPacked();
const electron = packed ?? findElectron();
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);

test("Electron's own window shows, and finds the photos of a folder", async () => {
  test.skip(electron === null, "Electron's binary is not installed");
  test.skip(!hasDisplay, 'there is no display');
  const data = mkdtempSync(join(tmpdir(), 'bowerbird-electron-real-'));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const app = await _electron.launch({
    ...(electron === null ? {} : { executablePath: electron }),
    // A packed app has its own folder inside; Electron as such has to be told.
    args: [...asRoot, ...(packed === null ? [root] : []), '--data', data, join(root, 'assets', 'samples')],
  });
  try {
    const page = await app.firstWindow();
    expect(page.url()).toBe('app://bowerbird/');
    const picture = page.locator('img[src^="photo://media/"]').first();
    await expect(picture).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
    expect(await page.evaluate(() => 'require' in window || 'process' in window)).toBe(false);
    const answer = await page.evaluate(() => {
      const { bowerbird } = window as unknown as { bowerbird: { call(method: string, request: unknown): unknown } };
      return bowerbird.call('getStatus', {});
    });
    expect(answer).toMatchObject({ ok: true, value: { state: expect.any(String) } });
    const { menus, readers } = await app.evaluate(({ app: program, Menu }) => ({
      menus: Menu.getApplicationMenu()?.items.length ?? 0,
      readers: program.getAppMetrics().filter(({ name }) => name === 'Bowerbird reader').length,
    }));
    expect([menus > 3, readers > 0]).toEqual([true, true]);
  } finally {
    await app.close();
    rmSync(data, { recursive: true, force: true });
  }
});
