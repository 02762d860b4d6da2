import type { Vocabulary } from '../../../shared/model/concept.ts';
import { MATCH_PROBABILITY } from './evaluate.ts';
import type { PhotoIndex } from './photo-index.ts';

/** Photos in which a concept is found, by concept number, for one state of the index. */
export type LabelCounts = ReadonlyMap<number, { photos: number; coverId: number }>;

/** Counts, for every concept that some photo shows, how many a search for it finds, with the surest one as a cover. */
export function countLabels(index: PhotoIndex, space: Vocabulary): LabelCounts {
  const counts = new Map<number, { photos: number; coverId: number; best: number }>();
  const paths = new Map<number, readonly number[]>();
  const sums = new Map<number, number>();
  for (const slot of index.slotsByDate()) {
    sums.clear();
    for (const { concept, weight } of index.entriesAt(slot)) {
      let path = paths.get(concept);
      if (!path) {
        path = space.pathTo(concept);
        paths.set(concept, path);
      }
      for (const number of path) sums.set(number, (sums.get(number) ?? 0) + weight);
    }
    for (const [number, sum] of sums) {
      if (sum < MATCH_PROBABILITY) continue;
      const known = counts.get(number);
      if (!known) counts.set(number, { photos: 1, coverId: index.idAt(slot), best: sum });
      else {
        known.photos++;
        if (sum > known.best + 0.01) {
          known.best = sum;
          known.coverId = index.idAt(slot);
        }
      }
    }
  }
  return counts;
}
