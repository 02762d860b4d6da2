import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLibrary } from '../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';

const SECONDS = 15;
const SETTLE_MS = 3_000;

/** What the open app costs while nothing happens: share of one core, with a watched folder. */
export async function benchIdle(): Promise<{ seconds: number; cpuShareOfOneCore: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  const files = findProgramFiles();
  const photos = join(folder, 'photos');
  mkdirSync(photos);
  cpSync(join(files.assetsFolder, 'samples'), photos, { recursive: true });
  const library = await openLibrary({
    ...files,
    dataFolder: join(folder, 'data'),
    workers: createThreadWorkers(),
    background: true,
  });
  try {
    await library.index([photos]);
    await sleep(SETTLE_MS);
    const before = process.cpuUsage();
    await sleep(SECONDS * 1000);
    const { user, system } = process.cpuUsage(before);
    return { seconds: SECONDS, cpuShareOfOneCore: Math.round(((user + system) / 1e6 / SECONDS) * 10_000) / 10_000 };
  } finally {
    await library.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
