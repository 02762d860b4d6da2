import type { Formats } from './formats.ts';

/** Words for photos that look alike, and for what corrections have taught. */
export function similarIn({ counted, formatPercent }: Pick<Formats, 'counted' | 'formatPercent'>) {
  const photos = counted('{count, plural, one {# photo} other {# photos}}');
  const groups = counted('{count, plural, one {# group} other {# groups}}');
  const files = counted('{count, plural, one {# file} other {# files}}');
  const wrong = (share: number) => `${formatPercent(share)} wrong`;
  return {
    similar: {
      like: 'More like this',
      part: 'Find a part of this photo',
      chip: 'like this photo',
      chipPart: 'like this part',
      frame: 'The part to look for',
      hint: 'Draw a frame around what you look for.',
      keys: 'Arrow keys move the frame, with Shift they change its size. Enter searches, Esc leaves.',
      find: 'Find this part',
      leave: 'Leave',
    },
    duplicates: {
      title: 'Duplicates and bursts',
      card: 'Look through photos that are nearly the same',
      about:
        'Photos that are nearly the same, side by side. Choose the one to keep in sight; the others are hidden. No file is ever deleted.',
      kindsLabel: 'Which groups',
      kinds: { all: 'All', near: 'Nearly the same', burst: 'Bursts', copies: 'Copies' },
      kind: { near: 'Nearly the same', burst: 'Burst', copies: 'Copies of one file' },
      group: (kind: string, count: number) => `${kind}, ${photos(count)}`,
      total: groups,
      keep: (place: number, count: number) => `Keep photo ${place} of ${count} in sight`,
      kept: 'stays in sight',
      open: (place: number, count: number) => `Open photo ${place} of ${count}`,
      hide: counted('{count, plural, one {Hide the other photo} other {Hide the other # photos}}'),
      copies: (count: number) => `The same photo in ${files(count)}`,
      more: 'Show more groups',
      looking: 'Comparing your photos…',
      none: 'Nothing here',
      noneText: 'No photos of this kind were found that are nearly the same.',
      failed: 'This could not be loaded.',
    },
    adapted: {
      title: 'Learnt from your corrections',
      about:
        'When you have confirmed a label on some photos and rejected it on others, Bowerbird tries to do better on it here. That is used only if it is clearly more often right on corrections that it has not seen.',
      none: (count: number) =>
        `Nothing yet. It takes ${photos(count)} that you confirmed and as many that you rejected.`,
      examples: (confirmed: number, rejected: number) => `${confirmed} confirmed, ${rejected} rejected`,
      applied: 'in use',
      notApplied: 'not used',
      measured: (before: number, after: number) => `${wrong(before)} before, ${wrong(after)} with your corrections`,
      reasons: {
        better: 'Clearly better on corrections it had not seen.',
        'not-better':
          'Not clearly better in all that counts, such as photos that it would bring up wrongly: all stays as it was.',
        'too-few': 'Too few of them have been looked at.',
      },
      waiting: 'To be learnt soon',
      inPanel: 'learnt from your corrections',
    },
  };
}
