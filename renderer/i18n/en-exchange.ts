import type { Formats } from './formats.ts';

/** Words for giving labels to other programs, and taking theirs in. */
export function exchangeIn({ counted, formatNumber }: Pick<Formats, 'counted' | 'formatNumber'>) {
  const photos = counted('{count, plural, one {# photo} other {# photos}}');
  const labels = counted('{count, plural, one {# label} other {# labels}}');
  const favourites = counted('{count, plural, one {# favourite} other {# favourites}}');
  const sidecars = counted('{count, plural, one {# sidecar} other {# sidecars}}');
  const files = counted('{count, plural, one {# file} other {# files}}');
  return {
    exchange: {
      title: 'Other programs',
      about:
        'Labels can go to spreadsheets and to photo programs such as digiKam, darktable and Lightroom, and keywords can come from them. Your photos themselves are never changed.',
      table: 'Save all labels as a table',
      tableAbout: 'One line for each photo and label, in a file that spreadsheets open (CSV).',
      sidecars: 'Write labels as sidecars …',
      sidecarsAbout: 'One small file (XMP) for each photo, in a folder you choose: what is sure, and what you said.',
      keywords: 'Take in keywords',
      keywordsAbout:
        'Keywords in your photos and in sidecars beside them become your labels; of Google Takeout, favourites and dates too. What you said yourself stays.',
      saved: (rows: number, count: number) => `Saved: ${labels(rows)} of ${photos(count)}`,
      nothing: 'There is no label to save yet.',
      written: (count: number, folder: string) => `${sidecars(count)} written to ${folder}`,
      merged: (count: number) => `${sidecars(count)} of other programs added to`,
      unchanged: (count: number) => `${sidecars(count)} as they were`,
      tookIn: (labelled: number, marked: number) =>
        `Taken in: ${labels(labelled)}${marked > 0 ? ` and ${favourites(marked)}` : ''}`,
      nothingNew: 'Nothing new was found.',
      looked: (count: number) => `${photos(count)} looked at.`,
      dated: (count: number) => `${photos(count)} now have the day they were taken.`,
      stayed: (count: number) => `Left as you had said it: ${formatNumber(count)}.`,
      failed: (count: number, path: string, reason: string) =>
        `${files(count)} could not be used, such as ${path}: ${reason}`,
      working: { table: 'Saving …', sidecars: 'Writing …', keywords: 'Reading your photos …' },
    },
  };
}
