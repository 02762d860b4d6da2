/** So much faster twice the threads have to be: each takes a core from what decodes photos meanwhile. */
const MIN_GAIN = 1.5;
/** The quickest of so many runs counts: others were held up. */
const RUNS = 3;

/** Something that runs with a number of threads. */
export interface Threaded {
  run(): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Makes something that runs with as many threads as pay, found out by running it a few times.
 * @param make it has been run before, so that it is as quick as it will be
 * @param mostThreads 1: nothing is measured
 */
export async function makeWithThreads<T extends Threaded>(
  make: (threads: number) => Promise<T>,
  mostThreads: number,
  clock = () => performance.now(),
): Promise<T> {
  let best = await make(1);
  if (mostThreads < 2) return best;
  let bestMs = await measure(best, clock);
  for (let threads = 2; threads <= mostThreads; threads *= 2) {
    const next = await make(threads);
    const nextMs = await measure(next, clock);
    if (nextMs * MIN_GAIN > bestMs) {
      await next.close();
      break;
    }
    await best.close();
    best = next;
    bestMs = nextMs;
  }
  return best;
}

async function measure(one: Threaded, clock: () => number): Promise<number> {
  let quickestMs = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const startedAtMs = clock();
    await one.run();
    quickestMs = Math.min(quickestMs, clock() - startedAtMs);
  }
  return quickestMs;
}
