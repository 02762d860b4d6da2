import { stringify } from 'csv-stringify/sync';
import type { LabelFormat } from '../../../shared/api.ts';
import type { PhotoSummary } from '../../../shared/model/photo.ts';

/** What a table of labels says of one photo and one label. The names are those of the columns. */
interface LabelRow {
  path: string;
  /** Concept id. */
  concept: string;
  name: string;
  /** From the broadest label down to this one: `animal|cat|Siamese cat`. */
  tree: string;
  certainty: 'fact' | 'guess' | 'yours';
  /** 0..1 */
  confidence: number;
  /** Local time without a zone: `2026-06-14T18:22:05`. */
  taken_at: string;
  favourite: boolean;
}

const COLUMNS = [
  'path',
  'concept',
  'name',
  'tree',
  'certainty',
  'confidence',
  'taken_at',
  'favourite',
] as const satisfies (keyof LabelRow)[];

/**
 * A piece of a table of labels, a row for each photo and label. CSV is that of RFC 4180, in UTF-8; what a spreadsheet would
 * take for a formula begins with an apostrophe there.
 * @param isFirst whether it is the piece that begins with the names of the columns
 */
export function formatLabelTable(
  photos: readonly PhotoSummary[],
  format: LabelFormat,
  isFirst: boolean,
): { text: string; rows: number } {
  const rows = photos.flatMap(toRows);
  const text =
    format === 'jsonl'
      ? rows.map((row) => `${JSON.stringify(row)}\n`).join('')
      : stringify(rows, {
          columns: [...COLUMNS],
          header: isFirst,
          record_delimiter: 'windows',
          escape_formulas: true,
          cast: { boolean: (value) => (value ? 'yes' : 'no') },
        });
  return { text, rows: rows.length };
}

function toRows({ path, takenAt, favourite, labels }: PhotoSummary): LabelRow[] {
  return labels.map((label) => ({
    path,
    concept: label.concept,
    name: label.name,
    tree: label.path.join('|'),
    certainty: label.source === 'user' ? 'yours' : label.certainty,
    confidence: Math.round(label.confidence * 1000) / 1000,
    taken_at: takenAt,
    favourite,
  }));
}
