// What every command does first: install what is missing, build what is stale.
import { ensureInstalled } from './install.mjs';
import { nodePath, run } from './node.mjs';
import { inRoot } from './paths.mjs';
import { isUpToDate } from './up-to-date.mjs';

/** Builds dist/ unless it is newer than its sources; silent unless it fails. @throws {Error} */
export async function ensureBuilt() {
  if (isUpToDate()) return;
  const { code, stdout, stderr } = await run(nodePath(), [inRoot('scripts', 'build.mjs'), '--if-stale'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (code === 0) return;
  process.stderr.write(stdout + stderr);
  throw new Error('The build failed; the lines above say why.');
}

/** @param {{ toStderr?: boolean }} [options] */
export async function prepare(options) {
  await ensureInstalled(options);
  await ensureBuilt();
}

/** Runs a script's main function; an error becomes one clear line and exit code 1. */
export async function runScript(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
