import { isInRanges, type Vocabulary } from '../../../shared/model/concept.ts';
import type { Calibration } from '../../../shared/model/pack.ts';
import { findPrecisionPoint } from '../../../shared/model/precision.ts';
import type { ModelRow } from '../db/models.ts';

/** What is less probable is not kept, not even as a weaker match. */
export const WEAKEST = 0.02;
const BISECTIONS = 40;

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
  /** The least sum that `toProbability` makes at least `WEAKEST`. */
  weakestSum: number;
  /** The probability that at least one photo must have for a search to find any. */
  sureProbability: number;
  /** Number of classes at or below a concept. */
  countClasses(concept: number): number;
  /** Whether it is narrow enough, and says enough, to be stated of a photo. */
  mayBeFact(concept: number): boolean;
  /** Whether it says too little of a photo to be shown. */
  isVague(concept: number): boolean;
  /** Whether one of the classes is exactly this. */
  isClass(concept: number): boolean;
  /** From which probability on facts are right as often as is wanted; the model's own where it has no curve. */
  factProbabilityFor(wantedPrecision: number): number;
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
  const isClass = new Set(classConcepts);
  const toProbability = createProbability(calibration);
  const thresholds = new Map<number, number>();
  const counts = new Map<number, number>();

  function countClasses(concept: number): number {
    let count = counts.get(concept);
    if (count === undefined) {
      const ranges = space.rangesOf(concept);
      count = classConcepts.filter((number) => isInRanges(ranges, number)).length;
      counts.set(concept, count);
    }
    return count;
  }

  return {
    calibration,
    concepts,
    heads,
    toProbability,
    weakestSum: findSum(toProbability, WEAKEST),
    sureProbability: calibration.search.sureProbability ?? calibration.search.probability,
    countClasses,
    mayBeFact: (concept) => !neverShown.has(concept) && countClasses(concept) <= calibration.label.maxClasses,
    isVague: (concept) => neverShown.has(concept),
    isClass: (concept) => isClass.has(concept),
    factProbabilityFor(wantedPrecision) {
      const { curve = [], factProbability } = calibration.label;
      const threshold =
        thresholds.get(wantedPrecision) ?? findPrecisionPoint(curve, wantedPrecision)?.threshold ?? factProbability;
      thresholds.set(wantedPrecision, threshold);
      return threshold;
    },
  };
}

/** The least sum in 0..1 with at least a probability; 1 where there is none. `toProbability` rises. */
function findSum(toProbability: (sum: number) => number, probability: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (toProbability(middle) >= probability) high = middle;
    else low = middle;
  }
  return high;
}

/** Platt scaling of the log-odds of the summed scores (`docs/labels.md`, 4). */
export function createProbability({ probability }: Calibration): (sum: number) => number {
  const { slope, offset, least } = probability;
  return (sum) => {
    const kept = Math.min(Math.max(sum, least), 1 - least);
    return 1 / (1 + Math.exp(-(slope * Math.log(kept / (1 - kept)) + offset)));
  };
}
