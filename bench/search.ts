import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Library, openLibrary } from '../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { unpackResult } from '../shared/layout/result-list.ts';
import { percentile } from './random.ts';
import { writeSyntheticLibrary } from './synthetic-library.ts';

/** From a breed to nearly everything, one word and several, found and not found. */
export const QUERIES = [
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
  'dog OR cat OR bird',
  'dog last summer',
  'camera:canon animal',
  'folder:17 vehicle',
  'file:IMG_1234',
  'near:48.85,2.35,50km animal',
  'insect confidence>0.8',
  'year:2019',
  '',
];
const ROUNDS = 30;
const CORRECTED_SHARE = 1 / 30;
/** Of the photos corrected. */
const AT_ONCE = 10_000;
/** Until nothing has changed for a while and all is laid out. */
const LAYOUT_MS = 15_000;
const SEARCH_EVERY_MS = 20;
const PREFIXES = ['s', 'si', 'dog', 'ca', 'mus', 'x'];

export interface Timing {
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

export interface SearchBenchResult {
  photos: number;
  /** From opening the library until the first answer: reading the index from the database included. */
  openMs: number;
  firstQueryMs: number;
  /** A page of 50 photos with labels and the exact total, through the contract. */
  query: Timing;
  byQuery: Record<string, { total: number; p50Ms: number; p95Ms: number; facetsP95Ms: number }>;
  /** Counts of labels, years, cameras, folders and types over the whole result of each query. */
  facets: Timing;
  /** A page and the facets of the same result, one after the other. */
  queryAndFacets: Timing;
  /** Ids, shapes and days of the whole result, for the grid. */
  layout: Timing;
  suggestions: Timing;
  /** One photo in thirty is corrected, and the index laid out anew while the same search is asked 50 times a second. */
  whileLaidOut: {
    corrected: number;
    searches: Timing;
    /** For how long the main thread did nothing else at most, be it a search or the index. */
    longestTurnMs: number;
    /** Of the process, ever. */
    peakMemoryMb: number;
  };
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

    const times: Record<string, { query: number[]; facets: number[] }> = {};
    for (let round = 0; round < ROUNDS; round++) {
      for (const query of QUERIES) {
        const list = times[query] ?? { query: [], facets: [] };
        times[query] = list;
        list.query.push(await measure(() => ask(query)));
        list.facets.push(await measure(() => library.api.getFacets({ text: query, limit: 12 })));
      }
    }
    const byQuery: SearchBenchResult['byQuery'] = {};
    for (const [query, list] of Object.entries(times)) {
      const { total } = await ask(query);
      byQuery[query] = {
        total,
        p50Ms: round(percentile(list.query, 0.5)),
        p95Ms: round(percentile(list.query, 0.95)),
        facetsP95Ms: round(percentile(list.facets, 0.95)),
      };
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
      query: summarise(Object.values(times).flatMap((list) => list.query)),
      facets: summarise(Object.values(times).flatMap((list) => list.facets)),
      queryAndFacets: summarise(
        Object.values(times).flatMap(({ query, facets }) => query.map((ms, i) => ms + (facets[i] ?? 0))),
      ),
      byQuery,
      layout: summarise(layouts),
      suggestions: summarise(suggestions),
      whileLaidOut: await measureLayout(library),
      memoryMb: Math.round(process.memoryUsage().rss / 1e6),
    };
    await library.close();
    return result;
  } finally {
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function measureLayout(library: Library): Promise<SearchBenchResult['whileLaidOut']> {
  const { ids } = unpackResult(await library.api.getResultLayout({ text: '', order: 'date' }));
  const corrected = Array.from(ids.subarray(0, Math.ceil(ids.length * CORRECTED_SHARE)));
  for (let i = 0; i < corrected.length; i += AT_ONCE)
    await library.api.decide({ photoIds: corrected.slice(i, i + AT_ONCE), label: 'bench label', verdict: 'accepted' });
  const ask = () => library.api.search({ text: 'dog', limit: 50, offset: 0, order: 'relevance' });
  await ask();
  const turns: number[] = [];
  let turn = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    turns.push(now - turn);
    turn = now;
  }, 1);
  const searches: number[] = [];
  const started = performance.now();
  while (performance.now() - started < LAYOUT_MS) {
    searches.push(await measure(ask));
    await new Promise((resolve) => setTimeout(resolve, SEARCH_EVERY_MS));
  }
  clearInterval(timer);
  return {
    corrected: corrected.length,
    searches: summarise(searches),
    longestTurnMs: round(Math.max(...turns)),
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1e3),
  };
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
    p99Ms: round(percentile(values, 0.99)),
    maxMs: round(Math.max(...values)),
  };
}
