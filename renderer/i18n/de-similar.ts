import type { similarIn } from './en-similar.ts';
import type { Formats } from './formats.ts';

/** Words for photos that look alike, and for what corrections have taught. */
export function similarInGerman({
  counted,
  formatPercent,
}: Pick<Formats, 'counted' | 'formatPercent'>): ReturnType<typeof similarIn> {
  const photos = counted('{count, plural, one {# Foto} other {# Fotos}}');
  const groups = counted('{count, plural, one {# Gruppe} other {# Gruppen}}');
  const files = counted('{count, plural, one {# Datei} other {# Dateien}}');
  const wrong = (share: number) => `${formatPercent(share)} falsch`;
  return {
    similar: {
      like: 'Ähnliche Fotos',
      part: 'Einen Teil dieses Fotos suchen',
      chip: 'ähnlich wie dieses Foto',
      chipPart: 'ähnlich wie dieser Teil',
      frame: 'Der gesuchte Teil',
      hint: 'Zieh einen Rahmen um das, was du suchst.',
      keys: 'Pfeiltasten verschieben den Rahmen, mit Umschalt ändern sie seine Größe. Enter sucht, Esc bricht ab.',
      find: 'Diesen Teil suchen',
      leave: 'Abbrechen',
    },
    duplicates: {
      title: 'Doppelte und Serien',
      card: 'Fotos durchsehen, die fast gleich sind',
      about:
        'Fotos, die fast gleich sind, nebeneinander. Wähle das eine, das sichtbar bleibt; die anderen werden ausgeblendet. Gelöscht wird nie etwas.',
      kindsLabel: 'Welche Gruppen',
      kinds: { all: 'Alle', near: 'Fast gleich', burst: 'Serien', copies: 'Kopien' },
      kind: { near: 'Fast gleich', burst: 'Serie', copies: 'Kopien einer Datei' },
      group: (kind, count) => `${kind}: ${photos(count)}`,
      total: groups,
      keep: (place, count) => `Foto ${place} von ${count} sichtbar lassen`,
      kept: 'bleibt sichtbar',
      open: (place, count) => `Foto ${place} von ${count} öffnen`,
      hide: counted('{count, plural, one {Das andere Foto ausblenden} other {Die anderen # Fotos ausblenden}}'),
      copies: (count) => `Dasselbe Foto in ${files(count)}`,
      more: 'Weitere Gruppen zeigen',
      looking: 'Fotos werden verglichen…',
      none: 'Hier ist nichts',
      noneText: 'Es gibt keine Fotos dieser Art, die fast gleich sind.',
      failed: 'Das konnte nicht geladen werden.',
    },
    adapted: {
      title: 'Aus deinen Angaben gelernt',
      about:
        'Wenn du ein Label auf einigen Fotos bestätigt und auf anderen abgelehnt hast, versucht Bowerbird, es hier besser zu machen. Das gilt nur, wenn es auf Angaben, die es nicht kannte, klar öfter stimmt.',
      none: (count) =>
        `Noch nichts. Es braucht ${photos(count)}, die du bestätigt, und ebenso viele, die du abgelehnt hast.`,
      examples: (confirmed, rejected) => `${confirmed} bestätigt, ${rejected} abgelehnt`,
      applied: 'in Gebrauch',
      notApplied: 'nicht in Gebrauch',
      measured: (before, after) => `${wrong(before)} vorher, ${wrong(after)} mit deinen Angaben`,
      reasons: {
        better: 'Klar besser auf Angaben, die es nicht kannte.',
        'not-better':
          'Nicht in allem klar besser, was zählt, etwa bei Fotos, die es zu Unrecht zeigen würde: Alles bleibt, wie es war.',
        'too-few': 'Zu wenige davon wurden schon angesehen.',
      },
      waiting: 'Wird bald gelernt',
      inPanel: 'aus deinen Angaben gelernt',
    },
  };
}
