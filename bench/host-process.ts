import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Loaded by `host.ts` before the app's main process, and by the processes that it starts, which are left alone. */
const { BENCH_DELAY_FILE: file } = process.env;

/** Opening the library is over by then. */
const START_MS = 1_500;

if (file !== undefined && process.argv[1]?.endsWith('run-app.ts')) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  setTimeout(() => delay.enable(), START_MS).unref();
  process.on('exit', () => {
    writeFileSync(file, JSON.stringify({ p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }));
  });
}
