import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeLargePhotos } from './photos.ts';

export interface IndexingResult {
  photos: number;
  megabytesPerPhoto: number;
  seconds: number;
  photosPerSecond: number;
  /** Milliseconds of each stage per photo, as the workers saw them (waiting for a core included), and its share of their sum. */
  stages: Record<string, { msPerPhoto: number; share: number }>;
  cpuMsPerPhoto: number;
  /** Longest stretch that the main thread was blocked, and the 99th percentile of its delay. */
  mainThreadDelayMs: { p99: number; max: number };
  /** Of all its processes. */
  peakMemoryMb: number;
  databaseBytesPerPhoto: number;
  thumbnailBytesPerPhoto: number;
  /** Decoding and the network alone, in the same run: nothing can be faster. */
  limit: { photosPerSecond: number; cpuMsPerPhoto: number };
  shareOfLimit: number;
  /** The same on one core; null where a process can't be bound to one. */
  oneCore: { photosPerSecond: number; gainOfSecondCore: number } | null;
}

/**
 * Indexes 12-megapixel photos into a new library, in a process of its own, so that its memory is its own too; on all cores and
 * on one, and with that which no program could leave out.
 */
export async function benchIndexing(count: number): Promise<IndexingResult> {
  const folder = await makeLargePhotos(count);
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const limit = runBeside<IndexingResult['limit']>('limit-process.ts', [folder]);
  const indexed = index(folder);
  const alone = canBind() ? index(folder, ['taskset', '-c', '0']) : null;
  return {
    ...indexed,
    megabytesPerPhoto: Math.round((bytes / count / 1e6) * 100) / 100,
    limit,
    shareOfLimit: Math.round((indexed.photosPerSecond / limit.photosPerSecond) * 100) / 100,
    oneCore: alone && {
      photosPerSecond: alone.photosPerSecond,
      gainOfSecondCore: Math.round((indexed.photosPerSecond / alone.photosPerSecond) * 100) / 100,
    },
  };
}

function index(folder: string, before: readonly string[] = []): IndexingResult {
  const data = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  try {
    return runBeside<IndexingResult>('index-process.ts', [folder, data], before);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** @param before a command that runs another one, with its arguments */
function runBeside<T>(script: string, args: readonly string[], before: readonly string[] = []): T {
  const [command = '', ...rest] = [...before, process.execPath, resolve(import.meta.dirname, script), ...args];
  return JSON.parse(execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as T;
}

/** Whether Linux's `taskset` is there. */
function canBind(): boolean {
  return spawnSync('taskset', ['--version']).status === 0;
}
