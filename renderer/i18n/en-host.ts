import type { RestReason } from '../../shared/model/status.ts';
import type { Formats } from './formats.ts';

const resting: Record<RestReason, string> = {
  battery: 'Resting: on battery',
  'in-use': 'Resting: computer in use',
  sleep: 'Resting',
  closed: 'Resting',
};

/** Words for what an installed program can do: the trash, dropped folders, work in the background. */
export function hostIn({ counted, formatNumber }: Pick<Formats, 'counted' | 'formatNumber'>) {
  const photos = counted('{count, plural, one {# photo} other {# photos}}');
  const files = counted('{count, plural, one {# file} other {# files}}');
  return {
    resting,
    trash: {
      move: 'Move to the trash',
      title: (count: number) => `Move ${photos(count)} to the trash?`,
      text: (count: number): string =>
        count === 1
          ? 'Its file goes to the trash of your computer, and so do its copies in your folders. Put it back from there, and it is here again with all its labels.'
          : 'Their files go to the trash of your computer, and so do their copies in your folders. Put them back from there, and they are here again with all their labels.',
      done: (count: number) => `In the trash: ${photos(count)}. Put back from there, they are here again.`,
      failed: (count: number, path: string, reason: string) =>
        count === 1
          ? `${path} could not be moved to the trash: ${reason}`
          : `${files(count)} could not be moved to the trash, such as ${path}: ${reason}`,
      moving: (count: number) => `Moving ${photos(count)} to the trash…`,
    },
    drop: {
      here: 'Drop folders here to add them',
      tooMany: (count: number) => `Only ${photos(count)} can be dragged at once: the first ones.`,
    },
    background: {
      title: 'In the background',
      keepIndexing: 'Go on when the window is closed',
      keepIndexingAbout: 'Bowerbird then has an icon beside the clock, with its progress. Quit it from there.',
      startAtLogin: 'Start when you log in',
      startAtLoginAbout: 'With the choice above, without a window.',
      pauseWhileInUse: 'Rest while you work with other programs',
      pauseWhileInUseAbout:
        'Bowerbird goes on when you have not touched the computer for a minute, or when you look at it.',
      battery: 'Rest on battery',
      batteryNever: 'Never',
      batteryAlways: 'Always',
      batteryBelow: (percent: number) => `Below ${formatNumber(percent)}%`,
    },
  };
}
