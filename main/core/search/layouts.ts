import { inTurns } from '../common/turns.ts';
import type { PhotoIndex } from './photo-index.ts';
import type { SegmentColumns } from './segment.ts';

/** Lays indexes out anew, in short turns, so that no search waits for it. */
export interface Layouts {
  readonly isBusy: boolean;
  /**
   * Lays out those in which more than so much has changed, after what is under way. Where there is not the memory for it
   * they stay what they are.
   */
  settle(indexes: readonly PhotoIndex[], mostChanges: (index: PhotoIndex) => number): Promise<void>;
  /**
   * Does something with bases that hold all of an index.
   * @param work called when its turn comes; the bases are as the indexes are at the call of `lay`
   * @throws what the work throws, and RangeError where there is not the memory for it
   */
  use(work: (lay: (index: PhotoIndex) => Promise<SegmentColumns>) => Promise<void>): Promise<void>;
  /** Resolves when nothing is under way. */
  whenIdle(): Promise<void>;
}

/** @param onLaid called after an index was laid out anew: what was worked out from it is void */
export function createLayouts(onLaid: () => void): Layouts {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  /** One at a time: each takes as much memory as the index has. */
  function enqueue(work: () => Promise<void>): Promise<void> {
    waiting++;
    const result = last.then(work).finally(() => waiting--);
    last = result.catch(() => undefined);
    return result;
  }

  async function lay(index: PhotoIndex): Promise<SegmentColumns> {
    if (index.isSettled) return index.base;
    const base = await inTurns(index.layOut());
    onLaid();
    return base;
  }

  return {
    get isBusy() {
      return waiting > 0;
    },
    async settle(indexes, mostChanges) {
      const isDue = (index: PhotoIndex) => index.changes > mostChanges(index);
      if (!indexes.some(isDue)) return;
      await enqueue(async () => {
        for (const index of indexes.filter(isDue)) await lay(index);
      }).catch((error: unknown) => {
        if (!(error instanceof RangeError)) throw error;
      });
    },
    use: (work) => enqueue(() => work(lay)),
    async whenIdle() {
      await last;
    },
  };
}
