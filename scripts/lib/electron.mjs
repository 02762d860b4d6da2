// Finds Electron's binary, which its package fetches on first use. It may be impossible to have: then there is the browser.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { nodePath, run } from './node.mjs';
import { inRoot } from './paths.mjs';

const FETCH_TIMEOUT_MS = 180_000;
/** A fetch that fails sooner is not worth a line of its own. */
const NOTICE_AFTER_MS = 2_000;
/** After a fetch that ran into the time-out, the next one is tried only after this. */
const RETRY_AFTER_MS = 24 * 3600_000;
const timedOutMark = inRoot('.cache', 'electron-fetch-timed-out');

/** @returns {string | null} path of the binary where it is installed */
export function findElectron() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? inRoot('node_modules', 'electron', 'dist');
  try {
    const path = `${folder}/${readFileSync(inRoot('node_modules', 'electron', 'path.txt'), 'utf8')}`;
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

function timedOutLately() {
  const mark = statSync(timedOutMark, { throwIfNoEntry: false });
  return mark !== undefined && Date.now() - mark.mtimeMs < RETRY_AFTER_MS;
}

/** Looks for Electron's binary and fetches it once where it is missing. @returns {Promise<string | null>} */
export async function ensureElectron() {
  const found = findElectron();
  const installer = inRoot('node_modules', 'electron', 'install.js');
  if (found !== null || !existsSync(installer) || timedOutLately()) return found;
  const startedAt = Date.now();
  const notice = setTimeout(
    () => process.stderr.write('Fetching Electron (once, about 120 MB) ...\n'),
    NOTICE_AFTER_MS,
  );
  await run(nodePath(), [installer], { stdio: 'ignore', timeout: FETCH_TIMEOUT_MS }).catch(() => undefined);
  clearTimeout(notice);
  rmSync(timedOutMark, { force: true });
  if (Date.now() - startedAt >= FETCH_TIMEOUT_MS) {
    mkdirSync(inRoot('.cache'), { recursive: true });
    writeFileSync(timedOutMark, '');
  }
  return findElectron();
}

/** @returns {string | null} why no window can be shown on this machine, or null */
export function whyNoWindow() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return null;
  return 'there is no display';
}
