import type { KeywordReport } from '../../shared/api.ts';
import type { Formats } from './formats.ts';

/** What was new of what other programs say. */
export type TakenCounts = Pick<KeywordReport, 'labels' | 'favourites' | 'descriptions' | 'dates'>;

/** Words for giving labels to other programs, and taking theirs in. */
export function exchangeIn({
  counted,
  formatList,
  formatNumber,
}: Pick<Formats, 'counted' | 'formatList' | 'formatNumber'>) {
  const photos = counted('{count, plural, one {# photo} other {# photos}}');
  const labels = counted('{count, plural, one {# label} other {# labels}}');
  const favourites = counted('{count, plural, one {# favourite} other {# favourites}}');
  const descriptions = counted('{count, plural, one {# description} other {# descriptions}}');
  const dates = counted('{count, plural, one {# date} other {# dates}}');
  const sidecars = counted('{count, plural, one {# sidecar} other {# sidecars}}');
  const files = counted('{count, plural, one {# file} other {# files}}');
  return {
    exchange: {
      title: 'Other programs',
      about:
        'Labels and descriptions can go to spreadsheets and to photo programs such as digiKam, darktable and Lightroom, and keywords and descriptions can come from them. Your photos themselves are never changed.',
      table: 'Save all labels as a table',
      tableAbout: 'One line for each photo and label, with the description, in a file that spreadsheets open (CSV).',
      sidecars: 'Write labels as sidecars …',
      sidecarsAbout:
        'One small file (XMP) for each photo, in a folder you choose: what is sure, what you said, and the description.',
      keywords: 'Take in keywords',
      keywordsAbout:
        'Keywords in your photos and in sidecars beside them become your labels, and descriptions come with them; of Google Takeout, favourites and dates too. What you said yourself stays.',
      saved: (rows: number, count: number) => `Saved: ${labels(rows)} of ${photos(count)}`,
      nothing: 'There is no label to save yet.',
      written: (count: number, folder: string) => `${sidecars(count)} written to ${folder}`,
      merged: (count: number) => `${sidecars(count)} of other programs added to`,
      unchanged: (count: number) => `${sidecars(count)} as they were`,
      tookIn: (count: TakenCounts) =>
        `Taken in: ${formatList([
          ...(count.labels > 0 ? [labels(count.labels)] : []),
          ...(count.favourites > 0 ? [favourites(count.favourites)] : []),
          ...(count.descriptions > 0 ? [descriptions(count.descriptions)] : []),
          ...(count.dates > 0 ? [dates(count.dates)] : []),
        ])}`,
      nothingNew: 'Nothing new was found.',
      looked: (count: number) => `${photos(count)} looked at.`,
      stayed: (count: number) => `Left as you had said it: ${formatNumber(count)}.`,
      failed: (count: number, path: string, reason: string) =>
        `${files(count)} could not be used, such as ${path}: ${reason}`,
      working: { table: 'Saving …', sidecars: 'Writing …', keywords: 'Reading your photos …' },
    },
  };
}
