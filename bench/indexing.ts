import { execFileSync } from 'node:child_process';
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
  peakMemoryMb: number;
}

/** Indexes 12-megapixel photos into a new library, in a process of its own, so that its memory is its own too. */
export async function benchIndexing(count: number): Promise<IndexingResult> {
  const folder = await makeLargePhotos(count);
  const data = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  try {
    const output = execFileSync(process.execPath, [resolve(import.meta.dirname, 'index-process.ts'), folder, data], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    return {
      ...(JSON.parse(output) as IndexingResult),
      megabytesPerPhoto: Math.round((bytes / count / 1e6) * 100) / 100,
    };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}
