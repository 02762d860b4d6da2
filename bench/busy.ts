import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLibrary } from '../main/core/library.ts';
import { createNodeWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { makeLargePhotos } from './photos.ts';
import { percentile } from './random.ts';
import { prepareLibrary } from './renderer-data.ts';
import { QUERIES } from './search.ts';

const PAUSE_MS = 20;

export interface BusyBenchResult {
  library: number;
  indexed: number;
  photosPerSecond: number;
  searches: number;
  p50Ms: number;
  p95Ms: number;
  maxMs: number;
}

/** Searches a synthetic library, one query after the other, while large photos are indexed into it. */
export async function benchBusy(libraryPhotos: number, count: number): Promise<BusyBenchResult> {
  const photos = await makeLargePhotos(count);
  const dataFolder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  const prepared = await prepareLibrary(libraryPhotos);
  // With the index, where one was kept: making it takes minutes and is measured elsewhere.
  for (const name of ['library.sqlite', 'search-index.bin']) {
    if (existsSync(join(prepared, name))) cpSync(join(prepared, name), join(dataFolder, name));
  }
  const library = await openLibrary({
    ...findProgramFiles(),
    dataFolder,
    workers: createNodeWorkers(),
    background: false,
  });
  const ask = async (text: string) => {
    const startedAt = performance.now();
    await library.api.search({ text, limit: 50, offset: 0, order: 'relevance' });
    return performance.now() - startedAt;
  };
  try {
    for (const query of QUERIES) await ask(query);
    let isDone = false;
    const indexing = library.index([photos]).finally(() => {
      isDone = true;
    });
    const times: number[] = [];
    for (let i = 0; !isDone; i++) {
      times.push(await ask(QUERIES[i % QUERIES.length] ?? ''));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const { classified, photosPerSecond } = await indexing;
    return {
      library: libraryPhotos,
      indexed: classified,
      photosPerSecond,
      searches: times.length,
      p50Ms: round(percentile(times, 0.5)),
      p95Ms: round(percentile(times, 0.95)),
      maxMs: round(Math.max(...times)),
    };
  } finally {
    await library.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

const round = (value: number) => Math.round(value * 100) / 100;
