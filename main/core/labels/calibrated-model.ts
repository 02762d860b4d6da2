import { isInRanges, type Vocabulary } from '../../../shared/model/concept.ts';
import type { Calibration } from '../../../shared/model/pack.ts';
import type { ModelRow } from '../db/models.ts';

/** A head as the labels see it. */
export interface ModelHead {
  concept: number;
  factProbability: number | null;
  searchProbability: number;
}

/** What a model's results mean, in concept numbers: see `docs/labels.md`. */
export interface CalibratedModel {
  calibration: Calibration;
  /** Of each class and head, by index: its concept, or undefined where the vocabulary has none. */
  concepts: readonly (number | undefined)[];
  /** Of each head, by index. */
  heads: ReadonlyMap<number, ModelHead>;
  /** Probability that a picture shows a concept, from the sum of the stored scores of its classes. */
  toProbability(sum: number): number;
  /** Number of classes at or below a concept. */
  countClasses(concept: number): number;
  isNeverShown(concept: number): boolean;
}

export function createCalibratedModel(
  model: Pick<ModelRow, 'classes' | 'calibration'>,
  space: Vocabulary,
): CalibratedModel {
  const { classes, calibration } = model;
  const concepts = classes.map(({ concept }) => space.numberOf(concept));
  const heads = new Map<number, ModelHead>();
  const classConcepts: number[] = [];
  classes.forEach(({ head }, index) => {
    const concept = concepts[index];
    if (concept === undefined) return;
    if (head) heads.set(index, { concept, ...head });
    else classConcepts.push(concept);
  });
  const neverShown = new Set(calibration.label.neverShown.flatMap((id) => space.numberOf(id) ?? []));
  const counts = new Map<number, number>();

  return {
    calibration,
    concepts,
    heads,
    toProbability: createProbability(calibration),
    countClasses(concept) {
      let count = counts.get(concept);
      if (count === undefined) {
        const ranges = space.rangesOf(concept);
        count = classConcepts.filter((number) => isInRanges(ranges, number)).length;
        counts.set(concept, count);
      }
      return count;
    },
    isNeverShown: (concept) => neverShown.has(concept),
  };
}

/** Platt scaling of the log-odds of the summed scores (`docs/labels.md`, 4). */
export function createProbability({ probability }: Calibration): (sum: number) => number {
  const { slope, offset, least } = probability;
  return (sum) => {
    const kept = Math.min(Math.max(sum, least), 1 - least);
    return 1 / (1 + Math.exp(-(slope * Math.log(kept / (1 - kept)) + offset)));
  };
}
