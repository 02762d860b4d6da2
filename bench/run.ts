import { availableParallelism, cpus } from 'node:os';
import { benchBusy } from './busy.ts';
import { benchCorrections } from './correct.ts';
import { benchDuplicates } from './duplicates.ts';
import { benchHost } from './host.ts';
import { benchIdle } from './idle.ts';
import { benchIndexing } from './indexing.ts';
import { benchMemory } from './memory.ts';
import { benchRenderer } from './renderer.ts';
import { writeReport } from './report.ts';
import { benchRescan } from './rescan.ts';
import { benchSearch } from './search.ts';
import { benchStart } from './start.ts';
import { benchTeach } from './teach.ts';

/**
 * `npm run bench -- [indexing|memory|host|search|correct|idle|renderer|teach|duplicates|rescan|start|busy ...] [--photos N] [--library N] [--minutes N]`: one JSON document on stdout. Absolute numbers
 * are those of the machine; ratios within one run are what holds elsewhere. `--write` keeps them in docs/performance.json and its table.
 */
const names = [
  'indexing',
  'memory',
  'host',
  'search',
  'correct',
  'idle',
  'renderer',
  'teach',
  'duplicates',
  'rescan',
  'start',
  'busy',
] as const;

function readOption(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? fallback : Number(process.argv[at + 1]);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1 on.`);
  return value;
}

const wanted = names.filter((name) => process.argv.includes(name));
const selected = wanted.length > 0 ? wanted : names;
const photos = readOption('photos', 120);
const librarySize = readOption('library', 100_000);
const minutes = readOption('minutes', 1);

const results: Record<string, unknown> = {
  machine: {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    node: process.version,
    platform: process.platform,
  },
};
for (const name of selected) {
  process.stderr.write(`bench: ${name} ...\n`);
  if (name === 'indexing') results.indexing = await benchIndexing(photos);
  if (name === 'memory') results.memory = await benchMemory(photos);
  if (name === 'host') results.host = await benchHost(photos);
  if (name === 'duplicates') results.duplicates = benchDuplicates(librarySize);
  if (name === 'search') results.search = await benchSearch(librarySize);
  if (name === 'correct') results.correct = await benchCorrections(librarySize);
  if (name === 'teach') results.teach = await benchTeach(librarySize);
  if (name === 'rescan') results.rescan = await benchRescan(librarySize);
  if (name === 'start') results.start = await benchStart(librarySize);
  if (name === 'busy') results.busy = await benchBusy(librarySize, photos);
  if (name === 'idle') results.idle = await benchIdle();
  if (name === 'renderer') results.renderer = await benchRenderer(librarySize, minutes);
}
if (process.argv.includes('--write')) writeReport(results, librarySize, new Date().toISOString().slice(0, 10));
process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
