// Finds a Chrome, Chromium or Edge to test in, or installs one.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { binOf } from './bin.mjs';
import { nodePath, run } from './node.mjs';
import { inRoot } from './paths.mjs';

const DOWNLOAD_TIMEOUT_MS = 300_000;

const LINUX_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge-stable'];
const MAC_NAMES = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PATHS = [
  'Google/Chrome/Application/chrome.exe',
  'Chromium/Application/chrome.exe',
  'Microsoft/Edge/Application/msedge.exe',
];

/** How the distributions install Chromium, for root; each is a list of commands. */
const PACKAGE_MANAGERS = [
  { name: 'apt-get', commands: [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']] },
  { name: 'dnf', commands: [['install', '--assumeyes', 'chromium']] },
  { name: 'zypper', commands: [['--non-interactive', 'install', 'chromium']] },
  { name: 'pacman', commands: [['--sync', '--refresh', '--noconfirm', 'chromium']] },
  { name: 'apk', commands: [['add', 'chromium']] },
];

function inPath(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync);
}

function listUsualPlaces() {
  const { env, platform } = process;
  if (platform === 'darwin') {
    const folders = ['/Applications', join(env.HOME ?? '', 'Applications')];
    return folders.flatMap((folder) => MAC_NAMES.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`));
  }
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter(Boolean);
    return folders.flatMap((folder) => WINDOWS_PATHS.map((path) => join(folder, path)));
  }
  return LINUX_NAMES.map(inPath).filter(Boolean);
}

/** Where Playwright's own download is, if it is. */
function playwrightsOwn() {
  const require = createRequire(inRoot('package.json'));
  return require('@playwright/test').chromium.executablePath();
}

/** A file may be there and yet not run: a stub of another package system, or libraries that are missing. */
function runs(path) {
  if (!existsSync(path)) return false;
  // On Windows `--version` opens a window instead of answering.
  if (process.platform === 'win32') return true;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** @returns {string | undefined} path of a browser that runs */
export function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && !runs(named)) throw new Error(`CHROME_PATH is set to ${named}, which does not run.`);
  return named ?? [...listUsualPlaces(), playwrightsOwn()].find(runs);
}

async function installByPackageManager() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
  const manager = PACKAGE_MANAGERS.find(({ name }) => inPath(name));
  for (const args of manager?.commands ?? []) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run(manager.name, args, { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: DOWNLOAD_TIMEOUT_MS });
  }
}

/** Finds a browser, or installs one. @returns {Promise<string>} its path @throws {Error} that says what to do */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found !== undefined) return found;
  process.stdout.write('No Chrome, Chromium or Edge found: fetching one with Playwright ...\n');
  const download = [binOf('@playwright/test', 'playwright'), 'install', 'chromium'];
  await run(nodePath(), download, { stdio: ['ignore', 'ignore', 'ignore'], timeout: DOWNLOAD_TIMEOUT_MS });
  if (findBrowser() === undefined) {
    process.stdout.write("That did not work: trying the system's package manager ...\n");
    await installByPackageManager();
  }
  const installed = findBrowser();
  if (installed !== undefined) return installed;
  throw new Error(
    'No browser to test in. Install Chrome, Chromium or Edge (Debian, Ubuntu: "sudo apt-get install chromium"; ' +
      'or "npx playwright install --with-deps chromium"), or name one by the environment variable CHROME_PATH.',
  );
}
