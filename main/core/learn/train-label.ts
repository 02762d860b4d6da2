import { createRandom } from '../../../shared/random.ts';
import { explainChoice, listCompared, logistic, nearestCandidates, plainCandidate } from './candidates.ts';
import type { Candidate, LabelClassifier, TrainedLabel } from './classifier.ts';
import { averagePrecision } from './cross-validation.ts';
import { countDroppedOut } from './dropout.ts';
import {
  type LabelExamples,
  type LabelTask,
  NEAREST_NEGATIVES,
  scoreLeftOut,
  scoreLinear,
  toTask,
  trainLinear,
} from './label-trials.ts';
import { sigmoid } from './linear-models.ts';
import { rowOf } from './samples.ts';
import { fitSigmoid } from './sigmoid-fit.ts';

/** From so many positives on, kinds are compared; below, the one that is best with few is taken. */
const MIN_TO_COMPARE = 3;
/** Least photos that are not it, to compare kinds. */
const MIN_OTHERS = 6;
/** From so many positives on, something may be a fact. */
const MIN_FOR_FACTS = 5;
const DEFAULT_PENALTY = 0.001;
const PENALTIES = [0.001, 0.01];
/** `nearest` keeps its examples: more of them would make every later photo slow. */
const MAX_NEAREST_POSITIVES = 40;
const NEIGHBOURS = 3;
const DROPOUT = 0.3;
/** Numbers that are trained on at most with dropout, which is for few examples and takes its time. */
const MOST_DROPPED_OUT = 5_000_000;
/** Another kind than logistic regression has to be better by this: it is the best of them on most data. */
const CLEARLY_BETTER = 0.02;
/** Until it can be measured: probabilities of a photo as like as the examples are to each other. */
const UNMEASURED = { found: 0.5 };
const FACT_PRECISION = 0.95;
const BETA = 1.5;
const SEED = 11;

/** Whether there are examples enough to compare kinds and to measure anything. */
export const canCompare = ({ positives, negatives, background }: LabelExamples): boolean =>
  positives.count >= MIN_TO_COMPARE && background.count + negatives.count >= MIN_OTHERS;

/** The examples divided into folds, as they are when the label is learnt. */
export const toLabelTask = (examples: LabelExamples): LabelTask => toTask(examples, createRandom(SEED));

/**
 * Learns a label: compares kinds and penalties by stratified cross-validation, measures the thresholds on the scores of
 * photos that were left out, and trains the best on all.
 * @param isThorough compares more kinds, which takes a second or two
 * @throws RangeError where there is no positive
 */
export function trainLabel(examples: LabelExamples, isThorough = false): TrainedLabel {
  const { positives, negatives, background, coordinates } = examples;
  if (positives.count === 0) throw new RangeError('A label is learnt from at least one photo.');
  const task = toLabelTask(examples);
  const { targets } = task;
  const all = Array.from(targets, (_, row) => row);
  if (!canCompare(examples)) {
    const candidate = logistic(DEFAULT_PENALTY);
    const { model, samples } = trainLinear(candidate, task, all);
    const scores = all.map((row) => scoreLinear(model, samples, row));
    // Its own examples score too well: where they stand is the top of the scale, and half way up is found.
    const top = mean(scores.filter((_, row) => targets[row] === 1));
    const bottom = mean(scores.filter((_, row) => targets[row] === 0));
    const slope = 6 / Math.max(top - bottom, 1e-6);
    return finish(candidate, all, {
      slope,
      offset: -slope * (bottom + 0.6 * (top - bottom)),
      foundProbability: UNMEASURED.found,
      factProbability: null,
      averagePrecision: null,
      precision: null,
      recall: null,
      reason: `Logistic regression: ${MIN_TO_COMPARE} examples are needed to compare kinds and to measure how right it is.`,
    });
  }

  const judged = listCandidates(task, positives.count, isThorough).map((candidate) => {
    const scores = scoreLeftOut(candidate, task);
    return { candidate, scores, score: averagePrecision(scores, targets) };
  });
  const [first] = judged.filter(({ candidate }) => candidate.kind === 'logistic').sort((a, b) => b.score - a.score);
  const best = judged.reduce(
    (chosen, other) => (other.score > chosen.score + CLEARLY_BETTER ? other : chosen),
    first ?? (judged[0] as (typeof judged)[number]),
  );

  const kept = keepLikelyOthers(best.scores, targets, background.count);
  const keptScores = Float64Array.from(kept, (row) => best.scores[row] as number);
  const keptTargets = Uint8Array.from(kept, (row) => targets[row] as number);
  const { slope, offset } = fitSigmoid(keptScores, keptTargets);
  const probabilities = keptScores.map((score) => sigmoid(slope * score + offset));
  const found = findBestThreshold(probabilities, keptTargets);
  const strict = all.map((row) => sigmoid(slope * (best.scores[row] as number) + offset));
  const fact = positives.count >= MIN_FOR_FACTS ? findFactThreshold(strict, targets, found.threshold) : null;
  const compared = listCompared(judged, best.candidate);
  // What is found although nobody said so may well be it: it is not learnt as an opposite. A "no" of the user's makes it one.
  const learnt = kept.filter((row, i) => row >= background.count || (probabilities[i] as number) < found.threshold);
  return finish(best.candidate, learnt, {
    slope,
    offset,
    foundProbability: found.threshold,
    factProbability: fact,
    averagePrecision: best.score,
    precision: found.precision,
    recall: found.recall,
    reason: explainChoice(compared, 'average precision'),
    compared,
  });

  function finish(
    candidate: Candidate,
    rows: readonly number[],
    measured: Omit<
      LabelClassifier,
      keyof Candidate | 'positiveVectors' | 'bias' | 'positives' | 'negatives' | 'background'
    >,
  ): TrainedLabel {
    const counts = { positives: positives.count, negatives: negatives.count, background: background.count };
    if (candidate.kind !== 'nearest') {
      const { model } = trainLinear(candidate, task, rows);
      return {
        classifier: { ...candidate, positiveVectors: 0, bias: model.bias, ...measured, ...counts },
        vectors: candidate.dropout ? Float32Array.from(model.weights) : coordinates.toVector(model.weights),
      };
    }
    const others = [
      ...Array.from({ length: negatives.count }, (_, i) => rowOf(negatives, i)),
      ...Array.from({ length: background.count }, (_, i) => rowOf(background, i)),
    ].slice(0, NEAREST_NEGATIVES);
    const vectors = new Float32Array(positives.values.length + others.length * positives.size);
    vectors.set(positives.values);
    others.forEach((row, i) => {
      vectors.set(row, positives.values.length + i * positives.size);
    });
    return {
      classifier: { ...candidate, positiveVectors: positives.count, bias: 0, ...measured, ...counts },
      vectors,
    };
  }
}

/** What is compared: with few examples at once, or all that may be better. */
function listCandidates({ targets, vectors }: LabelTask, positives: number, isThorough: boolean): Candidate[] {
  const quick = [...PENALTIES.map(logistic), plainCandidate('class-mean')];
  const mayBeNearest = positives <= MAX_NEAREST_POSITIVES;
  if (!isThorough) {
    const few = { ...plainCandidate('nearest'), neighbours: Math.min(NEIGHBOURS, positives) };
    return mayBeNearest ? [...quick, few] : quick;
  }
  const isFew = countDroppedOut(targets.length, vectors.size) <= MOST_DROPPED_OUT;
  return [
    ...quick,
    { ...logistic(DEFAULT_PENALTY), isUnweighted: true },
    ...(isFew ? [{ ...logistic(DEFAULT_PENALTY), dropout: DROPOUT }] : []),
    ...(mayBeNearest ? nearestCandidates(positives) : []),
  ];
}

/**
 * Rows without those of the background (the first) that score like a true example: nobody has looked at them, so they may
 * well be one.
 * @param scores of photos that were left out
 */
export function keepLikelyOthers(scores: Float64Array, targets: Uint8Array, background: number): number[] {
  const typical = median(Array.from(scores).filter((_, row) => targets[row] === 1));
  return [...targets.keys()].filter((row) => row >= background || (scores[row] as number) <= typical);
}

/**
 * The threshold with the best balance of precision and recall (van Rijsbergen's F with beta = 1.5), half way down to the next
 * score. Recall counts for more because what is measured as wrong may be a true one that nobody has named yet.
 */
export function findBestThreshold(
  probabilities: ArrayLike<number>,
  targets: ArrayLike<number>,
): { threshold: number; precision: number; recall: number } {
  const order = rank(probabilities);
  const total = order.reduce((sum, i) => sum + (targets[i] as number), 0);
  let right = 0;
  let best = { threshold: 0.5, precision: 0, recall: 0, balance: -1 };
  order.forEach((i, position) => {
    right += targets[i] as number;
    const precision = right / (position + 1);
    const recall = right / total;
    const balance = ((1 + BETA ** 2) * precision * recall) / Math.max(BETA ** 2 * precision + recall, 1e-9);
    const next = order[position + 1];
    const here = probabilities[i] as number;
    if (balance > best.balance) {
      const threshold = next === undefined ? here : (here + (probabilities[next] as number)) / 2;
      best = { threshold, precision, recall, balance };
    }
  });
  const { balance: _, ...found } = best;
  return { ...found, threshold: Math.min(Math.max(found.threshold, 0.05), 0.95) };
}

/** The least threshold, from `least` on, above which precision stays at least what a fact needs; null where there is none. */
export function findFactThreshold(
  probabilities: ArrayLike<number>,
  targets: ArrayLike<number>,
  least: number,
): number | null {
  let right = 0;
  let threshold: number | null = null;
  rank(probabilities).some((i, position) => {
    const here = probabilities[i] as number;
    if (here < least) return true;
    right += targets[i] as number;
    if (targets[i] && right / (position + 1) >= FACT_PRECISION) threshold = here;
    return false;
  });
  return threshold;
}

const rank = (values: ArrayLike<number>) =>
  Array.from({ length: values.length }, (_, i) => i).sort((a, b) => (values[b] as number) - (values[a] as number));

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
