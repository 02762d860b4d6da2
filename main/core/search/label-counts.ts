import type { Vocabulary } from '../../../shared/model/concept.ts';
import { DECISIVE_BIT, toStoredWeight, WEIGHT_SCALE } from './index-base.ts';
import type { PhotoIndex } from './photo-index.ts';
import { judge, type Scoring } from './scoring.ts';

/** Photos in which a concept is found, by concept number, for one state of the index. */
export type LabelCounts = ReadonlyMap<number, { photos: number; coverId: number }>;

/** Counts, for every concept that some photo shows, how many a search for it finds, with the surest one as a cover. */
export function countLabels(index: PhotoIndex, space: Vocabulary, scoring: Scoring): LabelCounts {
  const sums = new Uint32Array(space.size);
  const decisive = new Uint16Array(space.size);
  const isTouched = new Uint8Array(space.size);
  const photos = new Uint32Array(space.size);
  const best = new Float32Array(space.size);
  const covers = new Int32Array(space.size);
  const touched: number[] = [];
  const paths = new Map<number, readonly number[]>();

  function add(concept: number, weight: number): void {
    let path = paths.get(concept);
    if (!path) {
      path = [concept, ...space.ancestorsOf(concept)];
      paths.set(concept, path);
    }
    for (const number of path) {
      if (isTouched[number] === 0) {
        isTouched[number] = 1;
        touched.push(number);
      }
      if (weight < DECISIVE_BIT) sums[number] = (sums[number] ?? 0) + weight;
      else decisive[number] = Math.max(decisive[number] ?? 0, weight - DECISIVE_BIT);
    }
  }

  function finish(photoId: number): void {
    for (const number of touched) {
      const score = Math.max(judge(scoring, sums[number] ?? 0), (decisive[number] ?? 0) / WEIGHT_SCALE);
      sums[number] = 0;
      decisive[number] = 0;
      isTouched[number] = 0;
      if (score === 0) continue;
      photos[number] = (photos[number] ?? 0) + 1;
      if (score > (best[number] ?? 0)) {
        best[number] = score;
        covers[number] = photoId;
      }
    }
    touched.length = 0;
  }

  const { base } = index;
  for (let position = 0; position < base.count; position++) {
    if (base.stale[position] === 1) continue;
    const end = base.starts[position + 1] ?? 0;
    for (let i = base.starts[position] ?? 0; i < end; i++) add(base.labelConcepts[i] ?? 0, base.labelWeights[i] ?? 0);
    finish(base.ids[position] ?? 0);
  }
  for (const photo of index.changed) {
    for (const entry of photo.entries) add(entry.concept, toStoredWeight(entry));
    finish(photo.id);
  }

  const counts = new Map<number, { photos: number; coverId: number }>();
  photos.forEach((count, number) => {
    if (count > 0) counts.set(number, { photos: count, coverId: covers[number] ?? 0 });
  });
  return counts;
}
