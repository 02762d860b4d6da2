// npm run build [-- --if-stale]: builds dist/ from the sources.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runIfOtherNode } from './lib/node.mjs';
import { inRoot } from './lib/paths.mjs';
import { isUpToDate, stampOfSources, writeStamp } from './lib/up-to-date.mjs';

const lock = inRoot('dist', '.building');

/** Whether the process that made the lock still runs; one that was killed leaves it behind. */
function isHeld() {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** One build at a time: two commands started together would write over each other. */
async function takeLock() {
  mkdirSync(inRoot('dist'), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isHeld()) await sleep(100);
      else rmSync(lock, { force: true });
    }
  }
}

await runIfOtherNode(import.meta.filename);
await takeLock();
process.once('exit', () => rmSync(lock, { force: true }));
if (!(process.argv.includes('--if-stale') && isUpToDate())) {
  const stamp = stampOfSources();
  const { buildAll } = await import('./lib/build.mjs');
  try {
    await buildAll();
    writeStamp(stamp);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
