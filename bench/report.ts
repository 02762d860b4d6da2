import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const docs = resolve(import.meta.dirname, '..', 'docs');
const store = join(docs, 'performance.json');
const page = join(docs, 'performance.md');
const BEGIN = '<!-- made by npm run bench -- --write -->';
const END = '<!-- end -->';

/** Results by benchmark and, where there is one, the size of the library: `search@100000`. */
interface Stored {
  machine: unknown;
  results: Record<string, { on: string; result: unknown }>;
}

/** A line of the table: where its number is found, and what it should be. */
interface Row {
  what: string;
  from: string;
  path: string;
  unit: string;
  /** At most, or at least. */
  goal?: { most: number } | { least: number };
}

const ROWS: readonly Row[] = [
  { what: 'Indexing', from: 'indexing', path: 'photosPerSecond', unit: 'photos/s', goal: { least: 30 } },
  {
    what: 'Decoding and the network alone, same run',
    from: 'indexing',
    path: 'limit.photosPerSecond',
    unit: 'photos/s',
  },
  { what: 'Indexing as a share of that', from: 'indexing', path: 'shareOfLimit', unit: '', goal: { least: 0.8 } },
  { what: 'From one core to two', from: 'indexing', path: 'oneCore.gainOfSecondCore', unit: '×', goal: { least: 1.8 } },
  { what: 'Processor time of a photo', from: 'indexing', path: 'cpuMsPerPhoto', unit: 'ms' },
  { what: 'Memory while indexing, all processes', from: 'indexing', path: 'peakMemoryMb', unit: 'MB' },
  { what: 'Database, a photo', from: 'indexing', path: 'databaseBytesPerPhoto', unit: 'bytes' },
  { what: 'Thumbnail, a photo', from: 'indexing', path: 'thumbnailBytesPerPhoto', unit: 'bytes' },
  {
    what: 'First look at a new folder of 100,000 files',
    from: 'rescan@100000',
    path: 'first.milliseconds',
    unit: 'ms',
    goal: { most: 10_000 },
  },
  {
    what: 'After that, until the timeline has their places',
    from: 'rescan@100000',
    path: 'waiting.milliseconds',
    unit: 'ms',
  },
  {
    what: 'Rescan of 100,000 unchanged files',
    from: 'rescan@100000',
    path: 'unchanged.0.milliseconds',
    unit: 'ms',
    goal: { most: 3_000 },
  },
  {
    what: 'Rescan of 1,000,000 unchanged files',
    from: 'rescan@1000000',
    path: 'unchanged.0.milliseconds',
    unit: 'ms',
    goal: { most: 30_000 },
  },
  {
    what: 'Start to the first photo’s place, 1,000,000 photos',
    from: 'start@1000000',
    path: 'firstPhotoMs',
    unit: 'ms',
    goal: { most: 1_500 },
  },
  { what: 'Until its picture', from: 'start@1000000', path: 'firstPictureMs', unit: 'ms' },
  {
    what: 'Memory after that, all processes',
    from: 'start@1000000',
    path: 'memoryMb.now',
    unit: 'MB',
    goal: { most: 700 },
  },
  ...['100000', '1000000'].flatMap((size): Row[] => {
    const photos = Number(size).toLocaleString('en-US');
    const from = `search@${size}`;
    return [
      { what: `Search, ${photos} photos, p50`, from, path: 'query.p50Ms', unit: 'ms' },
      { what: `Search, ${photos} photos, p95`, from, path: 'query.p95Ms', unit: 'ms', goal: { most: 20 } },
      { what: `Search, ${photos} photos, p99`, from, path: 'query.p99Ms', unit: 'ms' },
      { what: `Search with facets, ${photos} photos, p95`, from, path: 'queryAndFacets.p95Ms', unit: 'ms' },
      { what: `Suggestions, ${photos} photos, p95`, from, path: 'suggestions.p95Ms', unit: 'ms' },
    ];
  }),
  {
    what: 'Search while indexing, 1,000,000 photos, p95',
    from: 'busy@1000000',
    path: 'p95Ms',
    unit: 'ms',
    goal: { most: 50 },
  },
  {
    what: 'Correcting 10,000 of 100,000 photos',
    from: 'correct@100000',
    path: 'corrections.1.decideMs',
    unit: 'ms',
    goal: { most: 2_000 },
  },
];

/** Keeps results of this run beside those of earlier ones in `docs/`, and makes the table of `performance.md` anew from all. */
export function writeReport(results: Readonly<Record<string, unknown>>, librarySize: number, on: string): void {
  const { machine, ...measured } = results;
  const before = existsSync(store)
    ? (JSON.parse(readFileSync(store, 'utf8')) as Stored)
    : { machine: null, results: {} };
  for (const [name, result] of Object.entries(measured)) {
    const hasSize = ROWS.some(({ from }) => from.startsWith(`${name}@`));
    before.results[hasSize ? `${name}@${librarySize}` : name] = { on, result };
  }
  const kept: Stored = { machine, results: before.results };
  writeFileSync(store, `${JSON.stringify(kept, null, 2)}\n`);
  const text = readFileSync(page, 'utf8');
  const start = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (start < 0 || end < start) throw new Error(`${page} has no place for the table.`);
  writeFileSync(page, `${text.slice(0, start + BEGIN.length)}\n\n${makeTable(kept)}\n${text.slice(end)}`);
}

function makeTable({ results }: Stored): string {
  const lines = ROWS.flatMap(({ what, from, path, unit, goal }) => {
    const stored = results[from];
    const value = path.split('.').reduce<unknown>((part, key) => readKey(part, key), stored?.result);
    if (!stored || typeof value !== 'number') return [];
    const isReached = !goal || ('most' in goal ? value <= goal.most : value >= goal.least);
    const wanted = goal ? ('most' in goal ? `≤ ${format(goal.most)}` : `≥ ${format(goal.least)}`) : '';
    return `| ${what} | ${format(value)} ${unit} | ${wanted}${isReached ? '' : ' **missed**'} | ${stored.on} |`;
  });
  return ['| | measured | goal | on |', '| --- | --- | --- | --- |', ...lines, ''].join('\n');
}

function readKey(part: unknown, key: string): unknown {
  return typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[key] : undefined;
}

const format = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 2 });
