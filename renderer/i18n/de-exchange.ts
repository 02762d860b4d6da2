import type { exchangeIn } from './en-exchange.ts';
import type { Formats } from './formats.ts';

/** The same in German. */
export function exchangeInGerman({
  counted,
  formatNumber,
}: Pick<Formats, 'counted' | 'formatNumber'>): ReturnType<typeof exchangeIn> {
  const photos = counted('{count, plural, one {# Foto} other {# Fotos}}');
  const labels = counted('{count, plural, one {# Label} other {# Labels}}');
  const favourites = counted('{count, plural, one {# Favorit} other {# Favoriten}}');
  const sidecars = counted('{count, plural, one {# Begleitdatei} other {# Begleitdateien}}');
  const files = counted('{count, plural, one {# Datei war} other {# Dateien waren}}');
  return {
    exchange: {
      title: 'Andere Programme',
      about:
        'Labels können in Tabellen und in Fotoprogramme wie digiKam, darktable und Lightroom gehen, und Stichwörter können von dort kommen. Die Fotos selbst werden nie verändert.',
      table: 'Alle Labels als Tabelle sichern',
      tableAbout: 'Eine Zeile je Foto und Label, in einer Datei für Tabellenprogramme (CSV).',
      sidecars: 'Labels als Begleitdateien schreiben …',
      sidecarsAbout:
        'Eine kleine Datei (XMP) je Foto, in einem Ordner nach Wahl: was sicher ist, und was selbst angegeben wurde.',
      keywords: 'Stichwörter einlesen',
      keywordsAbout:
        'Stichwörter in den Fotos und in Begleitdateien daneben werden eigene Labels; von Google Takeout auch Favoriten und Daten. Eigene Angaben bleiben.',
      saved: (rows: number, count: number) => `Gesichert: ${labels(rows)} zu ${photos(count)}`,
      nothing: 'Es gibt noch kein Label zu sichern.',
      written: (count: number, folder: string) => `${sidecars(count)} geschrieben nach ${folder}`,
      merged: (count: number) => `${sidecars(count)} anderer Programme ergänzt`,
      unchanged: (count: number) => `${sidecars(count)} unverändert`,
      tookIn: (labelled: number, marked: number) =>
        `Eingelesen: ${labels(labelled)}${marked > 0 ? ` und ${favourites(marked)}` : ''}`,
      nothingNew: 'Nichts Neues gefunden.',
      looked: (count: number) => `${photos(count)} angesehen.`,
      dated: (count: number) => `Aufnahmetag jetzt bekannt: ${photos(count)}.`,
      stayed: (count: number) => `Wie selbst angegeben gelassen: ${formatNumber(count)}.`,
      failed: (count: number, path: string, reason: string) =>
        `${files(count)} nicht zu gebrauchen, etwa ${path}: ${reason}`,
      working: { table: 'Wird gesichert …', sidecars: 'Wird geschrieben …', keywords: 'Fotos werden gelesen …' },
    },
  };
}
