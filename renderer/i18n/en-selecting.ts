import type { Formats } from './formats.ts';

/** Words for selecting photos and saying something of all of them. */
export function selectingIn({ counted, formatNumber }: Pick<Formats, 'counted' | 'formatNumber'>) {
  const photos = counted('{count, plural, one {# photo} other {# photos}}');
  return {
    selecting: {
      label: 'Selected photos',
      count: (count: number) => `${formatNumber(count)} selected`,
      all: (total: number) => `Select all ${formatNumber(total)}`,
      clear: 'Clear the selection',
      photo: (name: string) => `Select ${name}`,
      day: (day: string) => `Select all of ${day}`,
      selected: 'selected',
      reject: 'Not this…',
      rejectTitle: 'What are these photos not?',
      rejectSome: (count: number) => `What are they not? Counted on ${photos(count)} of them`,
      rejectNone: 'These photos have no labels.',
      counting: 'Counting…',
      isGuess: 'guess',
      favourite: 'Favourite',
      noFavourite: 'No favourite any more',
      hide: 'Hide',
      unhide: 'Show again',
      more: 'More',
    },
    hidden: {
      hide: 'Hide this photo',
      done: (count: number) => `Hidden: ${photos(count)}`,
      undone: (count: number) => `Shown again: ${photos(count)}`,
    },
  };
}
