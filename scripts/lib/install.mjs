// Installs the locked dependencies when they are not there. Plain Node: it runs before any package is.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { run } from './node.mjs';
import { inRoot } from './paths.mjs';

const lockFile = inRoot('package-lock.json');
/** npm's own record of what it installed. */
const installedFile = inRoot('node_modules', '.package-lock.json');

function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/** @returns {boolean} whether node_modules holds what the lock file asks for */
export function isInstalled() {
  const installedAt = statSync(installedFile, { throwIfNoEntry: false });
  if (installedAt === undefined) return false;
  if (installedAt.mtimeMs >= statSync(lockFile).mtimeMs) return true;
  const installed = readPackages(installedFile);
  return Object.entries(readPackages(lockFile)).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/** The npm that started this script, else the one in PATH: a command, its first arguments, and options to start it. */
function findNpm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script?.endsWith('.js') && existsSync(script))
    return { command: node ?? process.execPath, first: [script], shell: false };
  // Windows has npm as a batch file, which only a shell can start; no argument of ours needs quoting.
  return { command: 'npm', first: [], shell: process.platform === 'win32' };
}

/**
 * Installs the locked versions unless they are there.
 * @param {{ toStderr?: boolean }} [options] keeps stdout clean for a command's own output
 * @throws {Error} with a line that says what to do
 */
export async function ensureInstalled({ toStderr = false } = {}) {
  if (isInstalled()) return;
  process.stderr.write('Installing dependencies (once, about a minute) ...\n');
  const npm = findNpm();
  // With a node_modules that others may be running from, only the differences are installed; the lock file stays as it is.
  const task = existsSync(inRoot('node_modules')) ? ['install', '--no-save'] : ['ci'];
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const { code } = await run(npm.command, [...npm.first, ...task, '--no-fund', '--no-audit', '--loglevel=error'], {
    env,
    shell: npm.shell,
    stdio: ['ignore', toStderr ? 2 : 'inherit', 'inherit'],
  });
  if (code !== 0) {
    throw new Error(
      `The dependencies could not be installed (npm ${task[0]} ended with ${code}). Run "npm ci" to see why.`,
    );
  }
}
