import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openLibrary } from '../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';

/** Run by `indexing.ts`: indexes a folder into a data folder and prints what it cost. */
const [folder = '', dataFolder = ''] = process.argv.slice(2);

const library = await openLibrary({
  ...findProgramFiles(),
  dataFolder,
  workers: createThreadWorkers(),
  background: false,
});
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const cpuBefore = process.cpuUsage();
const report = await library.index([folder]);
const cpu = process.cpuUsage(cpuBefore);
delay.disable();
const { stageTimes, networkMs } = library.getProgress();
await library.close();

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
    cpuMsPerPhoto: round((cpu.user + cpu.system) / 1000 / report.classified),
    mainThreadDelayMs: { p99: round(delay.percentile(99) / 1e6), max: round(delay.max / 1e6) },
    peakMemoryMb: round(process.resourceUsage().maxRSS / 1024, 0),
  }),
);
