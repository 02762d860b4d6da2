import { createRandom } from '../../../shared/random.ts';
import { type GroupClassifier, scoreGroup, type TrainedGroup } from './classifier.ts';
import { shuffle } from './cross-validation.ts';
import { toShares } from './linear-models.ts';
import { CURVE_EXAMPLES, type LearntReport, MOST_MISTAKES, nothingMeasured } from './report-label.ts';
import { toCalibration, toCells, toLearningPoint, toThresholds } from './report-parts.ts';
import { rowOf } from './samples.ts';
import {
  answerLeftOut,
  answerTest,
  type GroupExamples,
  type GroupSplit,
  indexOfMost,
  pickExamples,
  rowsOfFold,
  sizeOfLeast,
  splitGroup,
  trainCandidate,
} from './train-group.ts';

const SEED = 37;

/**
 * How well classes are told apart: the classifier's kind, learnt anew. Training photos are judged by classifiers that have
 * not seen them; those kept apart by one that has learnt from all training photos.
 * @param photoIds of the samples
 */
export function reportGroup(
  examples: GroupExamples,
  photoIds: readonly number[],
  classifier: GroupClassifier,
  onStep: (done: number, total: number) => void,
): LearntReport {
  const bounds = { foundProbability: classifier.unknownBelow, factProbability: null };
  const candidates = classifier.compared ?? [];
  if (sizeOfLeast(examples) < 2 || examples.classes.length < 2) {
    return { ...nothingMeasured('accuracy'), ...bounds, candidates };
  }
  const split = splitGroup(examples);
  const training = pickExamples(examples, split.training);
  const largest = Math.max(...examples.classes.map((_, k) => countOf(training.classOf, k)));
  const sizes = CURVE_EXAMPLES.filter((size) => size < (largest * (split.folds - 1)) / split.folds);
  const total = split.folds + 1 + sizes.length * split.folds;
  let done = 0;
  const step = () => onStep(++done, total);

  const epochs: LearntReport['epochs'] = [];
  const first = rowsOfFold(split, 0);
  const leftOut = answerLeftOut(classifier, training, split, {
    onFold: step,
    onStep(trained, fold) {
      if (fold !== 0) return;
      const seen = measure(trained, training, first.rows);
      const unseen = measure(trained, training, first.out);
      epochs.push({
        trainingLoss: seen.loss,
        trainingAccuracy: seen.accuracy,
        validationLoss: unseen.loss,
        validationAccuracy: unseen.accuracy,
      });
    },
  });
  const tested = answerTest(classifier, examples, split);
  step();

  const judged = [...leftOut, ...tested].map(({ scores, likeness }, i) => {
    const row = [...split.training, ...split.test][i] as number;
    const shares = toShares(scores.map((score) => score * classifier.scale));
    const answer = indexOfMost(shares);
    const probability = shares[answer] as number;
    const isKnown = probability >= classifier.unknownBelow && likeness >= classifier.strangeBelow;
    const truth = examples.classOf[row] as number;
    return { photoId: photoIds[row] as number, truth, answer: isKnown ? answer : null, guess: answer, probability };
  });
  const guesses = judged.map(({ probability, truth, guess }) => ({ probability, right: truth === guess }));
  const rightOfTest = judged.slice(leftOut.length).filter(({ truth, guess }) => truth === guess).length;
  const accuracyOfFold = (fold: number) => {
    const { out } = rowsOfFold(split, fold);
    return out.filter((row) => judged[row]?.guess === judged[row]?.truth).length / out.length;
  };
  const all = Math.round((split.training.length * (split.folds - 1)) / split.folds / examples.classes.length);
  const self = (k: number) => ({ name: examples.classes[k] ?? '', concept: examples.classes[k] ?? '' });
  return {
    measure: 'accuracy',
    split: { training: split.training.length, test: split.test.length },
    candidates,
    testAccuracy: split.test.length > 0 ? rightOfTest / split.test.length : null,
    epochs,
    learningCurve: [
      ...sizes.map((size) =>
        toLearningPoint(
          size,
          Array.from({ length: split.folds }, (_, fold) => {
            const accuracy = learnFrom(classifier, training, split, fold, size);
            step();
            return accuracy;
          }),
        ),
      ),
      toLearningPoint(
        all,
        Array.from({ length: split.folds }, (_, fold) => accuracyOfFold(fold)),
      ),
    ],
    thresholds: toThresholds(guesses, judged.length),
    calibration: toCalibration(guesses),
    ...bounds,
    confusion: { classes: examples.classes.map((_, k) => self(k)), cells: toCells(judged) },
    mistakes: judged
      .flatMap(({ photoId, truth, answer, probability }) =>
        answer === null || answer === truth ? [] : [{ photoId, truth: self(truth), answer: self(answer), probability }],
      )
      .sort((a, b) => b.probability - a.probability)
      .slice(0, MOST_MISTAKES),
  };
}

const countOf = (classOf: Uint16Array, k: number) => classOf.reduce((sum, other) => sum + Number(other === k), 0);

/** Share of right answers on a fold after so many examples of each class. */
function learnFrom(
  classifier: GroupClassifier,
  training: GroupExamples,
  split: GroupSplit,
  fold: number,
  size: number,
): number {
  const { out, rows } = rowsOfFold(split, fold);
  const order = shuffle(rows, createRandom(SEED + fold));
  const seen = training.classes.flatMap((_, k) => order.filter((row) => training.classOf[row] === k).slice(0, size));
  const { samples, classOf, classes } = pickExamples(training, seen);
  return measure(trainCandidate(classifier, samples, classOf, classes), training, out).accuracy;
}

/** Mean loss (natural logarithm) and share of right answers on some photos. */
function measure(
  trained: TrainedGroup,
  { samples, classOf }: GroupExamples,
  rows: readonly number[],
): { loss: number; accuracy: number } {
  let loss = 0;
  let right = 0;
  for (const row of rows) {
    const scores = scoreGroup(trained, rowOf(samples, row));
    const truth = classOf[row] as number;
    right += Number(indexOfMost(scores) === truth);
    loss -= Math.log(Math.max(toShares(scores)[truth] as number, Number.MIN_VALUE));
  }
  return { loss: loss / rows.length, accuracy: right / rows.length };
}
