import type { exchangeIn, TakenCounts } from './en-exchange.ts';
import type { Formats } from './formats.ts';

/** The same in German. */
export function exchangeInGerman({
  counted,
  formatList,
  formatNumber,
}: Pick<Formats, 'counted' | 'formatList' | 'formatNumber'>): ReturnType<typeof exchangeIn> {
  const photos = counted('{count, plural, one {# Foto} other {# Fotos}}');
  const labels = counted('{count, plural, one {# Label} other {# Labels}}');
  const favourites = counted('{count, plural, one {# Favorit} other {# Favoriten}}');
  const descriptions = counted('{count, plural, one {# Beschreibung} other {# Beschreibungen}}');
  const dates = counted('{count, plural, one {# Datum} other {# Daten}}');
  const sidecars = counted('{count, plural, one {# Begleitdatei} other {# Begleitdateien}}');
  const files = counted('{count, plural, one {# Datei war} other {# Dateien waren}}');
  return {
    exchange: {
      title: 'Andere Programme',
      about:
        'Labels und Beschreibungen können in Tabellen und in Fotoprogramme wie digiKam, darktable und Lightroom gehen, Stichwörter und Beschreibungen von dort kommen. Die Fotos selbst werden nie verändert.',
      table: 'Alle Labels als Tabelle sichern',
      tableAbout: 'Eine Zeile je Foto und Label, mit der Beschreibung, in einer Datei für Tabellenprogramme (CSV).',
      sidecars: 'Labels als Begleitdateien schreiben …',
      sidecarsAbout:
        'Eine kleine Datei (XMP) je Foto, in einem Ordner nach Wahl: was sicher ist, was selbst angegeben wurde, und die Beschreibung.',
      keywords: 'Stichwörter einlesen',
      keywordsAbout:
        'Stichwörter in den Fotos und in Begleitdateien daneben werden eigene Labels, Beschreibungen kommen mit; von Google Takeout auch Favoriten und Daten. Eigene Angaben bleiben.',
      saved: (rows: number, count: number) => `Gesichert: ${labels(rows)} zu ${photos(count)}`,
      nothing: 'Es gibt noch kein Label zu sichern.',
      written: (count: number, folder: string) => `${sidecars(count)} geschrieben nach ${folder}`,
      merged: (count: number) => `${sidecars(count)} anderer Programme ergänzt`,
      unchanged: (count: number) => `${sidecars(count)} unverändert`,
      tookIn: (count: TakenCounts) =>
        `Eingelesen: ${formatList([
          ...(count.labels > 0 ? [labels(count.labels)] : []),
          ...(count.favourites > 0 ? [favourites(count.favourites)] : []),
          ...(count.descriptions > 0 ? [descriptions(count.descriptions)] : []),
          ...(count.dates > 0 ? [dates(count.dates)] : []),
        ])}`,
      nothingNew: 'Nichts Neues gefunden.',
      looked: (count: number) => `${photos(count)} angesehen.`,
      stayed: (count: number) => `Wie selbst angegeben gelassen: ${formatNumber(count)}.`,
      failed: (count: number, path: string, reason: string) =>
        `${files(count)} nicht zu gebrauchen, etwa ${path}: ${reason}`,
      working: { table: 'Wird gesichert …', sidecars: 'Wird geschrieben …', keywords: 'Fotos werden gelesen …' },
    },
  };
}
