import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as base, expect, type Page } from '@playwright/test';
import { openPage } from './page-host.ts';
import { Stage, type StageStart, usualStart } from './stage.ts';

const samples = fileURLToPath(new URL('../../assets/samples', import.meta.url));
const SAMPLES = 6;
const DRAG = 'bowerbird:drag';
const INDEXING_MS = 60_000;
const ownFrame = { url: 'app://bowerbird/', isMain: true };

interface World {
  photos: string;
  /** Starts the app on the library of this test. */
  start(args?: readonly string[], how?: Partial<StageStart>): Stage;
}

/** The app on the stand-in for Electron, started by each test as it wants, and a folder of photos. */
const test = base.extend<{ world: World }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's form
  world: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'bowerbird-desktop-'));
    const photos = join(folder, 'photos');
    await cp(samples, photos, { recursive: true });
    const stages: Stage[] = [];
    await use({
      photos,
      start(args = [], how = {}) {
        const stage = new Stage(['--data', join(folder, 'data'), ...args], { ...usualStart(), ...how });
        stages.push(stage);
        return stage;
      },
    });
    for (const stage of stages) await stage.close();
    rmSync(folder, { recursive: true, force: true });
  },
});

async function untilIndexed(stage: Stage, indexed = SAMPLES): Promise<void> {
  await stage.first('load');
  const status = () => stage.call('getStatus', {});
  await expect.poll(status, { timeout: INDEXING_MS }).toMatchObject({ state: 'idle', indexed });
}

const pictures = (page: Page) => page.locator('img[src*="photo.bowerbird.test"]');

test('menus are those of the system, and what they say is done', async ({ world, context }) => {
  const stage = world.start([world.photos]);
  const page = await openPage(stage, context);
  const { items } = await stage.first('menu');
  test.skip(process.platform === 'darwin', 'a Mac has another first menu');
  expect(items.map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Help']);
  const [file] = items;
  expect(file?.items.map(({ label, accelerator }) => [label, accelerator])).toEqual([
    ['Add Folder…', 'CmdOrCtrl+O'],
    ['Search', 'CmdOrCtrl+F'],
    ['Settings…', 'CmdOrCtrl+,'],
    ['Close Window', 'CmdOrCtrl+W'],
    ['Quit Bowerbird', null],
  ]);
  await stage.ask({ kind: 'pick-menu', path: ['File', 'Settings…'] });
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await stage.ask({ kind: 'pick-menu', path: ['Help', 'How to Search'] });
  await expect(page.getByRole('heading', { name: 'How to search', level: 1 })).toBeVisible();
  await stage.ask({ kind: 'pick-menu', path: ['File', 'Search'] });
  await expect(page.getByRole('combobox').first()).toBeFocused();
  await stage.ask({ kind: 'pick-menu', path: ['File', 'Quit Bowerbird'] });
  expect(await stage.ended()).toBe(0);
});

test('the window comes back where it was, and to the middle where that screen is gone', async ({ world }) => {
  const opened = async () => {
    const stage = world.start();
    await stage.first('load');
    return { stage, bounds: (await stage.first('window')).bounds };
  };
  const first = await opened();
  const kept = { x: 300, y: 60, width: 700, height: 600 };
  await first.stage.ask({ kind: 'place', window: 1, bounds: kept });
  await first.stage.ask({ kind: 'close', window: 1 });
  await first.stage.ended();
  const second = await opened();
  expect(second.bounds).toEqual(kept);
  const elsewhere = { x: 4000, y: 60, width: 700, height: 600 };
  await second.stage.ask({ kind: 'place', window: 1, bounds: elsewhere, isMaximised: true });
  await second.stage.ask({ kind: 'close', window: 1 });
  await second.stage.ended();
  const third = await opened();
  expect(third.bounds).toEqual(first.bounds);
  await third.stage.ask({ kind: 'drawn', window: 1 });
  expect(third.stage.seen('maximise')).toHaveLength(1);
});

test('with its setting the work goes on without a window, told by an icon that leads back', async ({ world }) => {
  const stage = world.start([world.photos]);
  await untilIndexed(stage);
  expect(stage.seen('tray')).toEqual([]);
  await stage.call('updateSettings', { keepIndexing: true });
  await stage.call('updateSettings', { wantedPrecision: 0.9 });
  await expect.poll(() => stage.last('tray')?.toolTip).toBe('Bowerbird: All photos have been looked at');
  await stage.ask({ kind: 'close', window: 1 });
  expect(stage.isRunning).toBe(true);
  await stage.ask({ kind: 'pick-tray', label: 'Pause' });
  await expect.poll(() => stage.last('tray')?.items.map(({ label }) => label)).toContain('Resume');
  await stage.ask({ kind: 'pick-tray', label: 'Resume' });
  await stage.ask({ kind: 'pick-tray', label: null });
  await expect.poll(() => stage.seen('window').length).toBe(2);
  await stage.ask({ kind: 'close', window: 1 });
  await stage.ask({ kind: 'pick-tray', label: 'Quit Bowerbird' });
  expect(await stage.ended()).toBe(0);
});

test('started by the system it opens no window, if it is to work without one', async ({ world }) => {
  const stage = world.start([world.photos]);
  await stage.first('load');
  await stage.call('updateSettings', { keepIndexing: true });
  await stage.close();
  const hidden = world.start(['--hidden']);
  await hidden.first('tray');
  await expect.poll(() => hidden.last('tray')?.toolTip, { timeout: INDEXING_MS }).toContain('have been looked at');
  expect(hidden.seen('window')).toEqual([]);
  await hidden.ask({ kind: 'second-instance', data: { folders: [] } });
  expect(hidden.seen('window')).toHaveLength(1);
  await hidden.call('updateSettings', { keepIndexing: false });
  await hidden.close();
  const shown = world.start(['--hidden']);
  await shown.first('window');
});

test('the system is told to start it at login, and no longer', async ({ world }) => {
  test.skip(process.platform !== 'linux', 'Windows and macOS keep that themselves');
  const stage = world.start([], { isPackaged: true });
  await stage.first('load');
  expect((await stage.call('getCapabilities', {})).hostSettings).toContain('startAtLogin');
  const entry = join(stage.home, 'config', 'autostart', 'bowerbird.desktop');
  await stage.call('updateSettings', { startAtLogin: true });
  expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=".+" "--hidden" "--data" ".+"$/mu);
  await stage.call('updateSettings', { startAtLogin: false });
  expect(existsSync(entry)).toBe(false);
});

test('from its sources it does not offer to start at login', async ({ world }) => {
  const stage = world.start();
  await stage.first('load');
  expect((await stage.call('getCapabilities', {})).hostSettings).toEqual([
    'keepIndexing',
    'pauseBelowBattery',
    'pauseWhileInUse',
  ]);
});

test('it rests on battery, while the computer is in use, and while it sleeps', async ({ world }) => {
  const stage = world.start();
  await stage.first('load');
  await stage.call('updateSettings', { pauseBelowBattery: 100 });
  await stage.ask({ kind: 'power', onBattery: true });
  await stage.call('addFolder', { path: world.photos });
  const status = () => stage.call('getStatus', {});
  await expect.poll(status).toMatchObject({ state: 'resting', restingFor: 'battery', indexed: 0, files: SAMPLES });
  await stage.ask({ kind: 'power', event: 'suspend' });
  await expect.poll(status).toMatchObject({ restingFor: 'sleep' });
  await stage.ask({ kind: 'power', event: 'resume' });
  await expect.poll(status).toMatchObject({ restingFor: 'battery' });
  await stage.call('updateSettings', { pauseWhileInUse: true });
  await stage.ask({ kind: 'power', onBattery: false, idleSeconds: 3 });
  await expect.poll(status).toMatchObject({ restingFor: 'in-use', indexed: 0 });
  await stage.ask({ kind: 'set-focused', window: 1, isFocused: true });
  await untilIndexed(stage);
});

test('the taskbar shows how far it is, and nothing when all is done', async ({ world }) => {
  const stage = world.start([world.photos]);
  await untilIndexed(stage);
  await expect.poll(() => stage.last('progress')?.progress).toBe(-1);
  const shares = stage.seen('progress').map(({ progress }) => progress);
  expect(shares.every((share) => share === -1 || (share >= 0 && share <= 1))).toBe(true);
});

test('a photo goes to the trash only after a question, and is back when its file is', async ({ world, context }) => {
  const stage = world.start([world.photos]);
  const page = await openPage(stage, context);
  await untilIndexed(stage);
  const box = page.getByRole('combobox').first();
  await box.fill('cat');
  await box.press('Enter');
  await expect(pictures(page)).toHaveCount(1, { timeout: 30_000 });
  await pictures(page).first().click();
  await expect(page.getByRole('dialog', { name: 'Photo' })).toBeVisible();
  await page.keyboard.press('Delete');
  const question = page.getByRole('alertdialog', { name: 'Move 1 photo to the trash?' });
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(page.getByRole('dialog', { name: 'Photo' })).toBeVisible();
  expect(existsSync(join(world.photos, 'chelsea.png'))).toBe(true);
  await page.getByRole('button', { name: 'Move to the trash' }).click();
  await question.getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.getByText('In the trash: 1 photo.')).toBeVisible();
  await expect(page.getByText('No photo found for')).toBeVisible();
  const trash = join(stage.home, 'data', 'Trash', 'files');
  expect([readdirSync(trash), existsSync(join(world.photos, 'chelsea.png'))]).toEqual([['chelsea.png'], false]);
  renameSync(join(trash, 'chelsea.png'), join(world.photos, 'chelsea.png'));
  await expect(pictures(page)).toHaveCount(1, { timeout: 30_000 });
});

test('selected photos go to the trash together; what stays is said', async ({ world, context }) => {
  const stage = world.start([world.photos]);
  const page = await openPage(stage, context);
  await untilIndexed(stage);
  await expect(pictures(page)).toHaveCount(SAMPLES, { timeout: 30_000 });
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Move to the trash' }).click();
  rmSync(join(stage.home, 'data'), { recursive: true, force: true });
  await page.getByRole('alertdialog').getByRole('button', { name: 'Move to the trash' }).click();
  await expect(page.getByText(`In the trash: ${SAMPLES} photos.`)).toBeVisible();
  await expect(pictures(page)).toHaveCount(0);
  expect(readdirSync(world.photos)).toEqual(['README.md']);
});

test('a photo that is dragged out is a file to other programs, and the page names it by id only', async ({
  world,
  context,
}) => {
  const stage = world.start([world.photos]);
  const page = await openPage(stage, context);
  await untilIndexed(stage);
  await expect(pictures(page)).toHaveCount(SAMPLES, { timeout: 30_000 });
  const { photos } = await stage.call('search', { text: '', order: 'date', limit: 2, offset: 0 });
  const [first, second] = photos;
  const tile = (id: number | undefined) => page.locator(`a[data-id="${id}"]`);
  await tile(first?.id).dispatchEvent('dragstart');
  expect((await stage.first('drag')).files).toEqual([first?.path]);
  await tile(first?.id).focus();
  await page.keyboard.press('x');
  await tile(second?.id).focus();
  await page.keyboard.press('x');
  await tile(second?.id).dispatchEvent('dragstart');
  await expect.poll(() => stage.last('drag')?.files.toSorted()).toEqual([first?.path, second?.path].toSorted());
  const before = stage.seen('drag').length;
  const send = (args: unknown[], frame = ownFrame) =>
    stage.ask({ kind: 'send', window: 1, frame, channel: DRAG, args });
  await send([['/etc/passwd']]);
  await send(['/etc/passwd']);
  await send([[999_999]]);
  await send([[first?.id]], { url: 'https://example.org/', isMain: true });
  await send([[first?.id]], { url: 'app://bowerbird/', isMain: false });
  expect(stage.seen('drag')).toHaveLength(before);
});

test('a folder that is dropped on the window is added', async ({ world, context }) => {
  const stage = world.start();
  const page = await openPage(stage, context);
  await stage.first('load');
  const drop = (kind: string, path: string) =>
    page.evaluate(
      ([type, standInPath]) => {
        const dataTransfer = new DataTransfer();
        const file = Object.assign(new File([], 'photos'), { standInPath });
        dataTransfer.items.add(file);
        // A transfer makes files of its own: the stand-in's mark has to be on what is handed out.
        Object.defineProperty(dataTransfer, 'files', { value: [file] });
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      },
      [kind, path] as const,
    );
  await drop('dragover', world.photos);
  await expect(page.getByText('Drop folders here to add them')).toBeVisible();
  await drop('drop', world.photos);
  await expect(page.getByText('Drop folders here to add them')).toBeHidden();
  await expect.poll(async () => (await stage.call('listFolders', {})).map(({ path }) => path)).toEqual([world.photos]);
  await drop('dragover', join(world.photos, 'nowhere'));
  await drop('drop', join(world.photos, 'nowhere'));
  await expect(page.getByText('nowhere').first()).toBeVisible();
});

test('a reader that crashes is started again; the file it was on is tried once more, then set aside by name', async ({
  world,
}) => {
  await cp(join(samples, 'coffee.png'), join(world.photos, 'ends the worker.png'));
  const stage = world.start([world.photos], { crashingFile: 'ends the worker' });
  await untilIndexed(stage);
  const { failures } = await stage.call('listFailures', { limit: 10, offset: 0 });
  expect(failures).toMatchObject([{ path: join(world.photos, 'ends the worker.png'), code: 'crashed' }]);
  expect(await stage.call('search', { text: 'cat', order: 'relevance', limit: 1, offset: 0 })).toMatchObject({
    total: 1,
  });
});

test('a page that ends is loaded again, once', async ({ world }) => {
  const stage = world.start();
  await stage.first('load');
  await stage.ask({ kind: 'page-gone', window: 1, reason: 'clean-exit' });
  expect(stage.seen('load')).toHaveLength(1);
  await stage.ask({ kind: 'page-gone', window: 1, reason: 'crashed' });
  await stage.ask({ kind: 'page-gone', window: 1, reason: 'crashed' });
  expect(stage.seen('load').map(({ url }) => url)).toEqual([ownFrame.url, ownFrame.url]);
});
