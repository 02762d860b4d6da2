import type { Label } from '../../shared/model/label.ts';
import type { PhotoDetails } from '../../shared/model/photo.ts';

/** A label of a photo, or one that the user said it is not. */
export interface LabelRow {
  name: string;
  concept: string;
  /** Null: rejected. */
  label: Label | null;
}

/** Whether it is the user's own label, with a name of his choice. */
export function isOwn({ concept }: Pick<LabelRow, 'concept'>): boolean {
  return concept.startsWith('own:');
}

/** Whether a model may know where it is: what only the user knows, none has seen. */
export function canBeShown(row: Pick<LabelRow, 'concept'>): boolean {
  return !isOwn(row);
}

/**
 * Labels first, then the rejected ones; but what was there before keeps its place, so that nothing moves under the
 * pointer while the user corrects.
 */
export function labelRows(details: PhotoDetails, before: readonly LabelRow[]): LabelRow[] {
  const rows: LabelRow[] = [
    ...details.labels.map((label) => ({ name: label.name, concept: label.concept, label })),
    ...details.rejected.map(({ name, concept }) => ({ name, concept, label: null })),
  ];
  const places = new Map(before.map((row, place) => [row.concept, place]));
  const placeOf = (row: LabelRow) => places.get(row.concept) ?? before.length;
  return rows.sort((a, b) => placeOf(a) - placeOf(b));
}

/** What a photo will look like once the core has heard the user's word. */
export function withVerdict(
  details: PhotoDetails,
  row: LabelRow,
  verdict: 'accepted' | 'rejected' | 'none',
): PhotoDetails {
  const { name, concept } = row;
  const labels = details.labels.filter((label) => label.concept !== concept);
  const rejected = details.rejected.filter((other) => other.concept !== concept);
  if (verdict === 'rejected') return { ...details, labels, rejected: [...rejected, { name, concept }] };
  if (verdict === 'none') return { ...details, labels: row.label ? labels : details.labels, rejected };
  const said: Label = {
    name,
    concept,
    path: row.label?.path ?? [name],
    confidence: 1,
    source: 'user',
    certainty: 'fact',
  };
  return { ...details, labels: [...labels, said], rejected };
}
