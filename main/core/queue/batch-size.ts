/** How many frames the network is given at once: found out on the first of them, on this machine. */
export interface BatchSize {
  /** The most frames that the next batch may have. */
  readonly most: number;
  /** Takes in how long a batch took, in milliseconds. */
  add(frames: number, milliseconds: number): void;
}

/** Sizes that are tried; larger batches gain nothing on a processor and cost memory. */
const SIZES = [1, 2, 4];
/** Batches of each size; the first of all is left out, for the network was never run before. */
const TRIES = 5;
/** A larger batch has to be faster by this share: the frames of it wait for each other. */
const MIN_GAIN = 0.05;

export function createBatchSize(): BatchSize {
  const tries = new Map<number, number[]>(SIZES.map((size) => [size, []]));
  let isFirst = true;
  let chosen: number | undefined;

  /** The one that was tried least, the smallest of these; undefined when all were tried. */
  function nextToTry(): number | undefined {
    const counts = SIZES.map((size) => tries.get(size)?.length ?? 0);
    const least = Math.min(...counts);
    return least < TRIES ? SIZES[counts.indexOf(least)] : undefined;
  }

  function choose(): number {
    let best = SIZES[0] ?? 1;
    for (const size of SIZES) if (timeOf(size) < timeOf(best) * (1 - MIN_GAIN)) best = size;
    return best;
  }

  /** Median of a frame's time. */
  function timeOf(size: number): number {
    const times = [...(tries.get(size) ?? [])].sort((a, b) => a - b);
    return times[Math.floor(times.length / 2)] ?? Number.POSITIVE_INFINITY;
  }

  return {
    get most() {
      return chosen ?? nextToTry() ?? 1;
    },
    add(frames, milliseconds) {
      if (chosen !== undefined) return;
      if (!isFirst) tries.get(frames)?.push(milliseconds / frames);
      isFirst = false;
      if (nextToTry() === undefined) chosen = choose();
    },
  };
}
