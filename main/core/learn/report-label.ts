import type { LearningPoint, TeachingReport } from '../../../shared/model/teaching-report.ts';
import { createRandom } from '../../../shared/random.ts';
import { type LabelClassifier, toProbability } from './classifier.ts';
import { averagePrecision, shuffle } from './cross-validation.ts';
import { type LabelExamples, type LabelTask, splitFold, trainLinear, trainTrial } from './label-trials.ts';
import { type LinearModel, measureLogistic } from './linear-models.ts';
import { toCalibration, toCells, toLearningPoint, toThresholds } from './report-parts.ts';
import { canCompare, keepLikelyOthers, toLabelTask } from './train-label.ts';

/** A report without what is known elsewhere: when it was learnt, and what the user has set. */
export type LearntReport = Omit<TeachingReport, 'trainedAt' | 'isThresholdChosen'>;

/** Counts of examples that the learning curve is made for, and all. */
export const CURVE_EXAMPLES = [1, 2, 5, 10, 20];
/** Wrong answers that are told. */
export const MOST_MISTAKES = 200;
const SEED = 31;

/**
 * How well a label was learnt: its classifier's kind, learnt anew and judged on photos that were left out.
 * @param photoIds of the background, the positives and the negatives, in that order
 */
export function reportLabel(
  examples: LabelExamples,
  photoIds: readonly number[],
  concept: string,
  classifier: LabelClassifier,
  onStep: (done: number, total: number) => void,
): LearntReport {
  const bounds = {
    foundProbability: classifier.foundProbability,
    factProbability: classifier.factProbability,
  };
  const candidates = classifier.compared ?? [];
  if (!canCompare(examples)) return { ...nothingMeasured('average-precision'), ...bounds, candidates };
  const task = toLabelTask(examples);
  const { targets, folds } = task;
  const sizes = CURVE_EXAMPLES.filter((size) => size < examples.positives.count - largestFold(task));
  const total = folds * (1 + sizes.length);
  let done = 0;
  const scores = new Float64Array(targets.length);
  const epochs: LearntReport['epochs'] = [];
  const whole: number[] = [];
  const parts = sizes.map((): number[] => []);
  for (let fold = 0; fold < folds; fold++) {
    const { out, rows } = splitFold(task, fold);
    const truths = out.map((row) => targets[row] as number);
    const precisionAfter = (seen: readonly number[], keep?: (row: number, score: number) => void) => {
      const score = trainTrial(classifier, task, seen);
      const judged = out.map((row) => score(row));
      out.forEach((row, i) => {
        keep?.(row, judged[i] as number);
      });
      onStep(++done, total);
      return averagePrecision(judged, truths);
    };
    if (fold === 0 && classifier.kind === 'logistic') epochs.push(...traceEpochs(classifier, task, rows, out));
    whole.push(
      precisionAfter(rows, (row, score) => {
        scores[row] = score;
      }),
    );
    const random = createRandom(SEED + fold);
    const positives = shuffle(
      rows.filter((row) => targets[row] === 1),
      random,
    );
    const others = rows.filter((row) => targets[row] === 0);
    sizes.forEach((size, i) => {
      parts[i]?.push(precisionAfter([...others, ...positives.slice(0, size)]));
    });
  }
  const perFold = Math.round((examples.positives.count * (folds - 1)) / folds);
  const learningCurve: LearningPoint[] = [
    ...sizes.map((size, i) => toLearningPoint(size, parts[i] ?? [])),
    toLearningPoint(perFold, whole),
  ];

  const kept = keepLikelyOthers(scores, targets, examples.background.count);
  const judged = kept.map((row) => {
    const probability = toProbability(classifier, scores[row] as number);
    const isFound = probability >= classifier.foundProbability;
    return {
      photoId: photoIds[row] as number,
      truth: targets[row] ? 0 : null,
      answer: isFound ? 0 : null,
      probability: isFound ? probability : 1 - probability,
      chance: probability,
    };
  });
  const chances = judged.map(({ chance, truth }) => ({ probability: chance, right: truth === 0 }));
  const self = { name: concept, concept };
  return {
    measure: 'average-precision',
    split: { training: kept.length, test: 0 },
    candidates,
    testAccuracy: null,
    epochs,
    learningCurve,
    thresholds: toThresholds(chances, examples.positives.count),
    calibration: toCalibration(chances),
    ...bounds,
    confusion: { classes: [self], cells: toCells(judged) },
    mistakes: judged
      .filter(({ truth, answer }) => truth !== answer)
      .sort((a, b) => b.probability - a.probability)
      .slice(0, MOST_MISTAKES)
      .map(({ photoId, truth, answer, probability }) => ({
        photoId,
        truth: truth === 0 ? self : null,
        answer: answer === 0 ? self : null,
        probability,
      })),
  };
}

/** The report of what has too few examples to be measured. */
export function nothingMeasured(measure: TeachingReport['measure']): LearntReport {
  return {
    measure,
    split: { training: 0, test: 0 },
    candidates: [],
    testAccuracy: null,
    epochs: [],
    learningCurve: [],
    thresholds: [],
    calibration: [],
    foundProbability: null,
    factProbability: null,
    confusion: null,
    mistakes: [],
  };
}

/** Examples in the fold that has most of them. */
function largestFold({ foldOf, targets, folds }: LabelTask): number {
  const counts: number[] = new Array(folds).fill(0);
  foldOf.forEach((fold, row) => {
    counts[fold] = (counts[fold] ?? 0) + (targets[row] as number);
  });
  return Math.max(...counts);
}

function traceEpochs(
  candidate: LabelClassifier,
  task: LabelTask,
  rows: readonly number[],
  out: readonly number[],
): LearntReport['epochs'] {
  const { targets } = task;
  const samples = candidate.dropout ? task.vectors : task.coordinates;
  const models: LinearModel[] = [];
  trainLinear(candidate, task, rows, (model) => models.push(model));
  return models.map((model) => {
    const training = measureLogistic(model, { samples, rows, targets });
    const validation = measureLogistic(model, { samples, rows: out, targets });
    return {
      trainingLoss: training.loss,
      trainingAccuracy: training.accuracy,
      validationLoss: validation.loss,
      validationAccuracy: validation.accuracy,
    };
  });
}
