import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openLibrary } from '../main/core/library.ts';
import { createNodeWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { readCpuSeconds, readMemory } from './serve.ts';

/** Run by `indexing.ts`: indexes a folder into a data folder and prints what it cost. */
const [folder = '', dataFolder = ''] = process.argv.slice(2);

const library = await openLibrary({
  ...findProgramFiles(),
  dataFolder,
  workers: createNodeWorkers(),
  background: false,
});
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const before = cpuSeconds();
const report = await library.index([folder]);
const cpu = cpuSeconds() - before;
delay.disable();
const { stageTimes, networkMs } = library.getProgress();
const memory = readMemory(process.pid);
await library.close();

/** Of this process and those that it has started. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return readCpuSeconds(process.pid) ?? (user + system) / 1e6;
}

function readThumbnails(): string[] {
  const found = readdirSync(join(dataFolder, 'thumbnails'), { recursive: true, encoding: 'utf8' });
  return found.filter((name) => name.endsWith('.webp')).map((name) => join('thumbnails', name));
}

function sizeOf(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + statSync(join(dataFolder, name)).size, 0);
}

const round = (value: number, digits = 2) => Number(value.toFixed(digits));
const all = { ...stageTimes, network: networkMs };
const sum = Object.values(all).reduce((total, ms) => total + ms, 0);
const stages = Object.fromEntries(
  Object.entries(all).map(([name, ms]) => [
    name,
    { msPerPhoto: round(ms / report.classified), share: round(ms / sum, 3) },
  ]),
);
process.stdout.write(
  JSON.stringify({
    photos: report.classified,
    seconds: report.seconds,
    photosPerSecond: report.photosPerSecond,
    stages,
    cpuMsPerPhoto: round((cpu * 1000) / report.classified),
    mainThreadDelayMs: { p99: round(delay.percentile(99) / 1e6), max: round(delay.max / 1e6) },
    peakMemoryMb: memory?.peak ?? round(process.resourceUsage().maxRSS / 1024, 0),
    databaseBytesPerPhoto: round(sizeOf(['library.sqlite']) / report.classified, 0),
    thumbnailBytesPerPhoto: round(sizeOf(readThumbnails()) / report.classified, 0),
  }),
);
