import { isInRanges, type Vocabulary } from '../../../shared/model/concept.ts';
import type { CalibratedModel } from './calibrated-model.ts';

/**
 * What of a model stands for a concept in one photo: the classes at or below it, by their shares of what was seen; or a
 * head, where that is surer (`docs/labels.md`, 4). Where nothing of it was seen, all of its classes alike. Empty where
 * the model has neither.
 * @param seen stored scores of classes and heads, by index
 */
export function sharesOf(
  space: Vocabulary,
  model: CalibratedModel,
  seen: readonly { index: number; probability: number }[],
  concept: number,
): { index: number; share: number }[] {
  const ranges = space.rangesOf(concept);
  const within = model.concepts.flatMap((other, index) =>
    other !== undefined && isInRanges(ranges, other) ? [index] : [],
  );
  const scores = new Map(seen.map(({ index, probability }) => [index, probability]));
  const classes = within.filter((index) => !model.heads.has(index));
  const sum = classes.reduce((total, index) => total + (scores.get(index) ?? 0), 0);
  const [head] = within
    .filter((index) => model.heads.has(index))
    .sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
  const isBySum = sum > 0 && (head === undefined || model.toProbability(sum) >= (scores.get(head) ?? 0));
  if (isBySum) {
    return classes.flatMap((index) => {
      const score = scores.get(index);
      return score === undefined ? [] : [{ index, share: score / sum }];
    });
  }
  if (head !== undefined) return [{ index: head, share: 1 }];
  return classes.map((index) => ({ index, share: 1 / classes.length }));
}
