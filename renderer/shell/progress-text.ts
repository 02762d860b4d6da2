import type { Status } from '../../shared/model/status.ts';
import { t } from '../i18n/texts.ts';

/** What the rail's foot says: the work in a word or two, its numbers, and how much of it is done (null: not known). */
export interface ProgressText {
  title: string;
  /** `12,431 of 48,020`; empty where there is nothing to count. */
  counts: string;
  /** `27/s · 22 min left`; empty where it is not known. */
  pace: string;
  share: number | null;
  canPause: boolean;
  canResume: boolean;
}

/** Puts the status into words. */
export function progressText(status: Status): ProgressText {
  const done = status.files - status.pending;
  const base = {
    counts: t.progress.counts(done, status.files),
    pace: '',
    share: status.files > 0 ? done / status.files : null,
    canPause: false,
    canResume: false,
  };
  switch (status.state) {
    case 'idle':
      return { ...base, title: t.progress.allDone(status.indexed), counts: '', share: null };
    case 'paused':
      return { ...base, title: t.progress.paused, canResume: true };
    case 'resting':
      return { ...base, title: t.resting[status.restingFor ?? 'sleep'], canPause: true };
    case 'waiting':
      return { ...base, title: t.progress.waiting };
    case 'scanning':
      return { ...base, title: t.progress.scanning, counts: status.files > 0 ? base.counts : '', canPause: true };
    case 'indexing': {
      const { photosPerSecond, secondsLeft, toReclassify } = status;
      const pace = [
        photosPerSecond === null ? null : t.progress.rate(photosPerSecond),
        secondsLeft === null ? null : t.progress.timeLeft(secondsLeft),
      ];
      const working = { ...base, pace: pace.filter((part) => part !== null).join(' · '), canPause: true };
      return status.pending === 0 && toReclassify > 0
        ? { ...working, title: t.progress.relabelling, counts: t.progress.photosLeft(toReclassify), share: null }
        : { ...working, title: t.progress.indexing };
    }
  }
}
