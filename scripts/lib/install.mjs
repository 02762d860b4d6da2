// Installs the locked dependencies when they are not there. Plain Node: it runs before any package is.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { run } from './node.mjs';
import { inRoot, projectNode } from './paths.mjs';

const lockFile = inRoot('package-lock.json');
/** npm's own record of what it installed. */
const installedFile = inRoot('node_modules', '.package-lock.json');

function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/** @returns {boolean} whether node_modules holds what the lock file asks for */
export function isInstalled() {
  const installedAt = statSync(installedFile, { throwIfNoEntry: false });
  if (installedAt === undefined || !existsSync(projectNode)) return false;
  if (installedAt.mtimeMs >= statSync(lockFile).mtimeMs) return true;
  const installed = readPackages(installedFile);
  return Object.entries(readPackages(lockFile)).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  );
}

/** The npm that started this script, else the one in PATH: a command, its first arguments, and options to start it. */
export function findNpm() {
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
  // With a node_modules that others may be running from, only the differences are installed; the lock file stays as it is.
  const task = existsSync(inRoot('node_modules')) ? ['install', '--no-save'] : ['ci'];
  // Every native part comes ready-made inside its package. Run blindly, install scripts would fetch CUDA or compile SQLite.
  await runNpm([...task, '--ignore-scripts'], toStderr);
  // The one script that is needed: it puts the program's own Node in place.
  if (!existsSync(projectNode)) await runNpm(['rebuild', 'node'], toStderr);
}

/** @throws {Error} with a line that says what to do */
async function runNpm(task, toStderr) {
  const npm = findNpm();
  const { code } = await run(npm.command, [...npm.first, ...task, '--no-fund', '--no-audit', '--loglevel=error'], {
    env: process.env,
    shell: npm.shell,
    stdio: ['ignore', toStderr ? 2 : 'inherit', 'inherit'],
  });
  if (code !== 0) {
    throw new Error(
      `The dependencies could not be installed: "npm ${task.join(' ')}" ended with ${code}. Run it to see why; most often there is no connection to the package registry.`,
    );
  }
}
