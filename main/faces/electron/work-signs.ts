import type { Status } from '../../../shared/model/status.ts';
import type { HostTexts } from './host-texts.ts';

/** A first look at photos that took so long is worth a word when it ends. */
const LONG_MS = 120_000;

/** How much of the work is done, 0..1; null where nothing is to be done or it is not known. */
export function shareDone({ state, files, pending, pendingPaused }: Status): number | null {
  const open = pending - pendingPaused;
  return state === 'idle' || open === 0 || files === 0 ? null : (files - pending) / (files - pendingPaused);
}

/** The work in one line. */
export function describeWork(status: Status, texts: HostTexts): string {
  switch (status.state) {
    case 'idle':
      return texts.idle;
    case 'paused':
      return texts.paused;
    case 'resting':
      return texts.resting;
    case 'waiting':
      return texts.waiting;
    default:
      return texts.working(shareDone(status));
  }
}

/**
 * Watches for the end of long work.
 * @param nowMs a clock
 * @param onEnd is told the number of photos that have been looked at
 * @returns takes each status
 */
export function watchLongWork(nowMs: () => number, onEnd: (photos: number) => void): (status: Status) => void {
  let sinceMs: number | null = null;
  return (status) => {
    if (status.state === 'indexing' && status.pending > status.pendingPaused) sinceMs ??= nowMs();
    if (status.state !== 'idle' || sinceMs === null) return;
    const tookMs = nowMs() - sinceMs;
    sinceMs = null;
    if (tookMs >= LONG_MS) onEnd(status.indexed);
  };
}
