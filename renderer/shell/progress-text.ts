import type { Status } from '../../shared/model/status.ts';
import { t } from '../i18n/en.ts';

/** What the rail's foot says: the work in a word or two, its numbers, and how much of it is done (null: not known). */
export interface ProgressText {
  title: string;
  numbers: string;
  share: number | null;
  canPause: boolean;
  canResume: boolean;
}

/** Puts the status into words. */
export function progressText(status: Status): ProgressText {
  const done = status.files - status.pending;
  const counts = t.progress.counts(done, status.files);
  const share = status.files > 0 ? done / status.files : null;
  switch (status.state) {
    case 'idle':
      return { title: t.progress.allDone(status.indexed), numbers: '', share: null, canPause: false, canResume: false };
    case 'paused':
      return { title: t.progress.paused, numbers: counts, share, canPause: false, canResume: true };
    case 'waiting':
      return { title: t.progress.waiting, numbers: counts, share, canPause: false, canResume: false };
    case 'scanning':
      return { title: t.progress.scanning, numbers: status.files > 0 ? counts : '', share, canPause: true, canResume: false };
    case 'indexing': {
      const isRelabelling = status.pending === 0 && status.toReclassify > 0;
      const parts = [
        isRelabelling ? t.progress.relabelling(status.toReclassify) : counts,
        status.photosPerSecond === null ? null : t.progress.rate(status.photosPerSecond),
        status.secondsLeft === null ? null : t.progress.timeLeft(status.secondsLeft),
      ];
      const numbers = parts.filter((part) => part !== null).join(' · ');
      return { title: t.progress.indexing, numbers, share: isRelabelling ? null : share, canPause: true, canResume: false };
    }
  }
}
