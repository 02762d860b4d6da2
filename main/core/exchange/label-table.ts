import { stringify } from 'csv-stringify/sync';
import type { LabelFormat } from '../../../shared/api.ts';
import type { PhotoSummary } from '../../../shared/model/photo.ts';

/**
 * What a table of labels says of one photo and one label. The names are those of the columns; what is of the label is null
 * where the photo has a description and no label.
 */
interface LabelRow {
  path: string;
  /** Concept id. */
  concept: string | null;
  name: string | null;
  /** From the broadest label down to this one: `animal|cat|Siamese cat`. */
  tree: string | null;
  certainty: 'fact' | 'guess' | 'yours' | null;
  /** 0..1 */
  confidence: number | null;
  /** Local time without a zone: `2026-06-14T18:22:05`. */
  taken_at: string;
  favourite: boolean;
  description: string | null;
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
  'description',
] as const satisfies (keyof LabelRow)[];

/**
 * A piece of a table of labels, a row for each photo and label, and one for a photo that has only a description. CSV is that of RFC 4180, in UTF-8; what a spreadsheet would
 * take for a formula begins with an apostrophe there.
 * @param descriptions by the ids of photos
 * @param isFirst whether it is the piece that begins with the names of the columns
 */
export function formatLabelTable(
  photos: readonly PhotoSummary[],
  descriptions: ReadonlyMap<number, string>,
  format: LabelFormat,
  isFirst: boolean,
): { text: string; rows: number } {
  const rows = photos.flatMap((photo) => toRows(photo, descriptions.get(photo.id) ?? null));
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

function toRows({ path, takenAt, favourite, labels }: PhotoSummary, description: string | null): LabelRow[] {
  const ofPhoto = { taken_at: takenAt, favourite, description };
  const none = { concept: null, name: null, tree: null, certainty: null, confidence: null };
  if (labels.length === 0) return description === null ? [] : [{ path, ...none, ...ofPhoto }];
  return labels.map((label) => ({
    path,
    concept: label.concept,
    name: label.name,
    tree: label.path.join('|'),
    certainty: label.source === 'user' ? 'yours' : label.certainty,
    confidence: Math.round(label.confidence * 1000) / 1000,
    ...ofPhoto,
  }));
}
