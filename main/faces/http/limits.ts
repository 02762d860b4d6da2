/** What one server bears. All but tests take `HTTP_LIMITS`. */
export interface HttpLimits {
  /** From a connection's first moment, or from the answer before, until all headers are there. */
  headersMs: number;
  /** Until the whole request is there. */
  requestMs: number;
  /** A picture that nobody takes any more of for so long is not sent to its end. */
  stallMs: number;
  connections: number;
  /** Of all headers together. */
  headerBytes: number;
  /** Calls of long-running methods at once, and calls that may bring in large files. */
  heavyCalls: number;
  largeCalls: number;
  /** A line of pushes on which so much waits to be read is cut. */
  waitingPushBytes: number;
  /** Wrong tokens in a minute; from then on nobody without the right one is told more than to wait. */
  wrongTokens: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersMs: 10_000,
  requestMs: 300_000,
  stallMs: 60_000,
  connections: 128,
  headerBytes: 16 * 1024,
  heavyCalls: 4,
  largeCalls: 1,
  waitingPushBytes: 4 * 1024 * 1024,
  wrongTokens: 60,
};

/** So many at once, and no more. */
export class Slots {
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Does the work where there is room for it. @returns undefined, at once, where there is none */
  async within<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#free === 0) return undefined;
    this.#free--;
    try {
      return await work();
    } finally {
      this.#free++;
    }
  }
}
