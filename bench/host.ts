import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Stage } from '../test/electron/stage.ts';
import { makeLargePhotos } from './photos.ts';

export interface HostResult {
  photos: number;
  seconds: number;
  /** How long the app's main process could not answer: the 99th percentile, and the longest stretch. */
  mainProcessDelayMs: { p99: number; max: number };
}

const ASK_MS = 1_000;

/**
 * The built app on the stand-in for Electron looks at 12-megapixel photos, while a search and the layout of the library are
 * asked for every second, as an open window does.
 */
export async function benchHost(count: number): Promise<HostResult> {
  const folder = await makeLargePhotos(count);
  const data = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  const delayFile = join(data, 'delay.json');
  process.env.BENCH_DELAY_FILE = delayFile;
  process.env.NODE_OPTIONS = `--import=${new URL('./host-process.ts', import.meta.url)}`;
  const stage = new Stage(['--data', join(data, 'library'), folder]);
  delete process.env.NODE_OPTIONS;
  delete process.env.BENCH_DELAY_FILE;
  try {
    await stage.first('load');
    const started = performance.now();
    let left = true;
    while (left) {
      await sleep(ASK_MS);
      await stage.call('getResultLayout', { text: '', order: 'date' });
      await stage.call('search', { text: 'animal', order: 'relevance', limit: 50, offset: 0 });
      const { state, indexed } = await stage.call('getStatus', {});
      left = state !== 'idle' || indexed < count;
    }
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    await stage.close();
    const { p99, max } = JSON.parse(readFileSync(delayFile, 'utf8')) as { p99: number; max: number };
    const round = (ms: number) => Math.round(ms * 100) / 100;
    return { photos: count, seconds, mainProcessDelayMs: { p99: round(p99), max: round(max) } };
  } finally {
    await stage.close();
    rmSync(data, { recursive: true, force: true });
  }
}
