import type { Status } from '../../../shared/model/status.ts';

/** Where a command's words go: results to stdout, everything else to stderr. */
export interface Output {
  /** The result: as one JSON document, or as lines for people. */
  print(result: unknown, lines: () => string[]): void;
  /** Progress, on a terminal only: one line that is written over. */
  progress(status: Status): void;
  clearProgress(): void;
  note(text: string): void;
}

const CLEAR_LINE = '\r\u001b[2K';
const BAR_WIDTH = 24;

export function createOutput(json: boolean): Output {
  let shown = false;

  function clearProgress(): void {
    if (shown) process.stderr.write(CLEAR_LINE);
    shown = false;
  }

  return {
    print(result, lines) {
      clearProgress();
      process.stdout.write(
        json
          ? `${JSON.stringify(result)}\n`
          : lines()
              .map((line) => `${line}\n`)
              .join(''),
      );
    },
    progress(status) {
      if (!process.stderr.isTTY) return;
      shown = true;
      process.stderr.write(CLEAR_LINE + describeProgress(status).slice(0, (process.stderr.columns ?? 80) - 1));
    },
    clearProgress,
    note(text) {
      clearProgress();
      process.stderr.write(`${text}\n`);
    },
  };
}

/** `[######------] 1,200 of 4,800 · 27/s · 2 min left · IMG_1.jpg`; of something to learn: `[###---] learning flowers · 9 s left` */
export function describeProgress(status: Status): string {
  const { teaching } = status;
  if (teaching) {
    const bar = drawBar(teaching.total === 0 ? 0 : teaching.done / teaching.total);
    const left = teaching.secondsLeft === null ? [] : [`${describeDuration(teaching.secondsLeft)} left`];
    return [`${bar} learning ${teaching.name || 'labels'}`, ...left].join(' · ');
  }
  const done = status.indexed + status.failed + status.duplicates - status.toReclassify;
  const share = status.files === 0 ? 0 : Math.max(done, 0) / status.files;
  const parts = [`${drawBar(share)} ${done.toLocaleString('en')} of ${status.files.toLocaleString('en')}`];
  if (status.photosPerSecond !== null) parts.push(`${status.photosPerSecond}/s`);
  if (status.secondsLeft !== null) parts.push(`${describeDuration(status.secondsLeft)} left`);
  if (status.currentFile !== null) parts.push(status.currentFile);
  return parts.join(' · ');
}

function drawBar(share: number): string {
  const filled = Math.round(share * BAR_WIDTH);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}]`;
}

function describeDuration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
