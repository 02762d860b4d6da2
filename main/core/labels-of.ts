import type { LabelOf, LabelsOf } from '../../shared/api.ts';
import type { Label } from '../../shared/model/label.ts';
import { listSearchableById } from './db/searchable.ts';
import type { PhotoViewDeps } from './photo-views.ts';

/** Of more photos only so many are looked at: labels are derived one photo at a time, about 20,000 a second. */
const MAX_COUNTED = 5_000;
/** Photos at a time; between them other work gets its turn. */
const CHUNK = 500;

/** What photos show, most photos first; the user's own word counts as much as the network's. */
export async function getLabelsOf(
  { db, labeller, activeModelId }: PhotoViewDeps,
  photoIds: readonly number[],
  limit: number,
): Promise<LabelsOf> {
  const wanted = spread(photoIds, MAX_COUNTED);
  const found = new Map<number, Pick<LabelOf, 'photos' | 'certainty'> & { label: Label }>();
  let counted = 0;
  for (let first = 0; first < wanted.length; first += CHUNK) {
    for (const photo of listSearchableById(db, activeModelId(), wanted.slice(first, first + CHUNK))) {
      counted++;
      for (const decided of labeller.contentOf(photo).labels) {
        const known = found.get(decided.concept);
        if (!known) {
          found.set(decided.concept, { photos: 1, certainty: decided.certainty, label: labeller.describe(decided) });
          continue;
        }
        known.photos++;
        if (decided.certainty === 'fact') known.certainty = 'fact';
      }
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  const labels = [...found.values()]
    .sort((a, b) => b.photos - a.photos || a.label.name.localeCompare(b.label.name))
    .slice(0, limit)
    .map(({ label: { name, concept }, photos, certainty }): LabelOf => ({ name, concept, photos, certainty }));
  return { labels, counted };
}

/** Different ones of a list: all of a short one, else at most so many, evenly spaced. */
function spread(ids: readonly number[], most: number): number[] {
  const different = [...new Set(ids)];
  const step = Math.max(1, different.length / most);
  return Array.from({ length: Math.min(different.length, most) }, (_, i) => different[Math.floor(i * step)] ?? 0);
}
