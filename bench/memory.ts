import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeSmallPhotos } from './photos.ts';

export interface MemoryResult {
  photos: number;
  /** Of all processes, when so many photos were done; as much after each tenth of them. */
  megabytes: { photos: number; megabytes: number }[];
  /** Of the straight line through what was measured after the first quarter. */
  growthMbPer10000: number;
}

/** Whether memory stays what it is while many photos are indexed: small ones, for it is their number that counts. */
export async function benchMemory(count: number): Promise<MemoryResult> {
  const folder = await makeSmallPhotos(count);
  const data = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  try {
    const script = resolve(import.meta.dirname, 'memory-process.ts');
    const output = execFileSync(process.execPath, [script, folder, data], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const samples = JSON.parse(output) as MemoryResult['megabytes'];
    const settled = samples.filter(({ photos }) => photos >= count / 4);
    const tenths = Array.from({ length: 10 }, (_, i) => ((i + 1) * count) / 10);
    return {
      photos: count,
      megabytes: tenths.flatMap((tenth) => samples.findLast(({ photos }) => photos <= tenth) ?? []),
      growthMbPer10000: Math.round(slopeOf(settled) * 10_000 * 10) / 10,
    };
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

/** Least squares: megabytes for each photo. */
function slopeOf(samples: MemoryResult['megabytes']): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = mean(samples.map(({ photos }) => photos));
  const level = mean(samples.map(({ megabytes }) => megabytes));
  const covariance = mean(samples.map(({ photos, megabytes }) => (photos - middle) * (megabytes - level)));
  return covariance / mean(samples.map(({ photos }) => (photos - middle) ** 2));
}
