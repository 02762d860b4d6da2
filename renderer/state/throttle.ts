/** Work that may be asked for often and is done now and then, never twice at a time. */
export interface Throttle {
  /** Asks for the work: now, or as soon as its pause is over. */
  request(): void;
  /** Forgets what was asked for. */
  stop(): void;
}

/** Slow work pauses longer, so that it takes at most a fifth of the time. */
const PAUSE_PER_DURATION = 4;

/** @param work must not reject */
export function createThrottle(work: () => Promise<void>, minPauseMs: number): Throttle {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBusy = false;
  let isWanted = false;

  async function run(): Promise<void> {
    isBusy = true;
    isWanted = false;
    const startedAt = Date.now();
    await work();
    const pauseMs = Math.max(minPauseMs, (Date.now() - startedAt) * PAUSE_PER_DURATION);
    timer = setTimeout(() => {
      isBusy = false;
      if (isWanted) void run();
    }, pauseMs);
  }

  return {
    request() {
      isWanted = true;
      if (!isBusy) void run();
    },
    stop() {
      isWanted = false;
      isBusy = false;
      clearTimeout(timer);
    },
  };
}
