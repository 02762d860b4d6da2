/** The rate is that of this much time before now. */
const WINDOW_MS = 15_000;
const MIN_WINDOW_MS = 500;

/** Measures how many files a second are finished. */
export interface Meter {
  start(): void;
  stop(): void;
  count(): void;
  /** Null until there is something to say. */
  perSecond(): number | null;
}

/** @param now milliseconds of a clock that is never set back */
export function createMeter(now: () => number): Meter {
  let startedAt: number | undefined;
  let finishedAt: number[] = [];

  return {
    start() {
      startedAt = now();
      finishedAt = [];
    },
    stop() {
      startedAt = undefined;
      finishedAt = [];
    },
    count() {
      const time = now();
      finishedAt.push(time);
      const expired = finishedAt.findIndex((at) => at > time - WINDOW_MS);
      if (expired > 0) finishedAt.splice(0, expired);
    },
    perSecond() {
      if (startedAt === undefined || finishedAt.length === 0) return null;
      const time = now();
      const span = Math.min(WINDOW_MS, time - startedAt);
      if (span < MIN_WINDOW_MS) return null;
      return finishedAt.filter((at) => at > time - WINDOW_MS).length / (span / 1000);
    },
  };
}
