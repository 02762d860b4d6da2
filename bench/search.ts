import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLibrary } from '../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { percentile } from './random.ts';
import { writeSyntheticLibrary } from './synthetic-library.ts';

/** From a breed to nearly everything, one word and several, found and not found. */
const QUERIES = [
  'Siamese cat',
  'cat',
  'dog',
  'animal',
  'bird -eagle',
  'dog car',
  'vehicle',
  'musical instrument',
  'food',
  'artifact -animal',
  'espresso',
  'palm tree',
  'qwertyuiop',
  'a dog on the beach',
  '"sports car"',
  '',
];
const ROUNDS = 30;
const PREFIXES = ['s', 'si', 'dog', 'ca', 'mus', 'x'];

export interface Timing {
  p50Ms: number;
  p95Ms: number;
  maxMs: number;
}

export interface SearchBenchResult {
  photos: number;
  /** From opening the library until the first answer: reading the index from the database included. */
  openMs: number;
  firstQueryMs: number;
  /** A page of 50 photos with labels and the exact total, through the contract. */
  query: Timing;
  byQuery: Record<string, { total: number; p50Ms: number; p95Ms: number }>;
  /** Ids, shapes and days of the whole result, for the grid. */
  layout: Timing;
  suggestions: Timing;
  memoryMb: number;
}

/** Searches a synthetic library through the core's own contract. */
export async function benchSearch(photos: number): Promise<SearchBenchResult> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  try {
    writeSyntheticLibrary(dataFolder, photos);
    const started = performance.now();
    const library = await openLibrary({
      ...findProgramFiles(),
      dataFolder,
      workers: createThreadWorkers(),
      background: false,
    });
    const openMs = performance.now() - started;
    const ask = (text: string) => library.api.search({ text, limit: 50, offset: 0, order: 'relevance' });
    const firstQueryMs = await measure(() => ask('cat'));

    const times: Record<string, number[]> = {};
    for (let round = 0; round < ROUNDS; round++) {
      for (const query of QUERIES) {
        const list = times[query] ?? [];
        times[query] = list;
        list.push(await measure(() => ask(query)));
      }
    }
    const byQuery: SearchBenchResult['byQuery'] = {};
    for (const [query, list] of Object.entries(times)) {
      const { total } = await ask(query);
      byQuery[query] = { total, p50Ms: round(percentile(list, 0.5)), p95Ms: round(percentile(list, 0.95)) };
    }
    const layouts: number[] = [];
    const suggestions: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      layouts.push(await measure(() => library.api.getResultLayout({ text: '', order: 'date' })));
      for (const text of PREFIXES) suggestions.push(await measure(() => library.api.suggest({ text, limit: 8 })));
    }
    const result = {
      photos,
      openMs: round(openMs),
      firstQueryMs: round(firstQueryMs),
      query: summarise(Object.values(times).flat()),
      byQuery,
      layout: summarise(layouts),
      suggestions: summarise(suggestions),
      memoryMb: Math.round(process.memoryUsage().rss / 1e6),
    };
    await library.close();
    return result;
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function measure(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const round = (value: number) => Math.round(value * 100) / 100;

function summarise(values: readonly number[]): Timing {
  return {
    p50Ms: round(percentile(values, 0.5)),
    p95Ms: round(percentile(values, 0.95)),
    maxMs: round(Math.max(...values)),
  };
}
