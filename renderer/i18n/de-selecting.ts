import type { selectingIn } from './en-selecting.ts';
import type { Formats } from './formats.ts';

/** Words for selecting photos and saying something of all of them. */
export function selectingInGerman({
  counted,
  formatNumber,
}: Pick<Formats, 'counted' | 'formatNumber'>): ReturnType<typeof selectingIn> {
  const photos = counted('{count, plural, one {# Foto} other {# Fotos}}');
  return {
    selecting: {
      label: 'Ausgewählte Fotos',
      count: (count) => `${formatNumber(count)} ausgewählt`,
      all: (total) => `Alle ${formatNumber(total)} auswählen`,
      clear: 'Auswahl aufheben',
      photo: (name) => `${name} auswählen`,
      day: (day) => `Alle auswählen: ${day}`,
      selected: 'ausgewählt',
      reject: 'Das nicht…',
      rejectTitle: 'Was zeigen diese Fotos nicht?',
      rejectSome: (count) => `Was zeigen sie nicht? Gezählt an ${photos(count)} davon`,
      rejectNone: 'Diese Fotos haben keine Labels.',
      counting: 'Wird gezählt…',
      isGuess: 'Vermutung',
      favourite: 'Favorit',
      noFavourite: 'Kein Favorit mehr',
      hide: 'Ausblenden',
      unhide: 'Wieder zeigen',
      more: 'Mehr',
    },
    hidden: {
      hide: 'Dieses Foto ausblenden',
      done: (count) => `Ausgeblendet: ${photos(count)}`,
      undone: (count) => `Wieder gezeigt: ${photos(count)}`,
    },
  };
}
