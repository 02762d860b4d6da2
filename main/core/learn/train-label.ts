import type { ClassifierKind } from '../../../shared/model/taught.ts';
import { createRandom } from '../../../shared/random.ts';
import { type LabelClassifier, meanOfNearest, type TrainedLabel } from './classifier.ts';
import type { Coordinates } from './coordinates.ts';
import { assignFolds, averagePrecision } from './cross-validation.ts';
import { type LinearModel, sigmoid, trainLogistic, trainMeans } from './linear-models.ts';
import { findClusters } from './near-duplicates.ts';
import { rowOf, type Samples } from './samples.ts';
import { fitSigmoid } from './sigmoid-fit.ts';

/** What a label is learnt from; vectors of length 1. */
export interface LabelExamples {
  /** Photos that are it. */
  positives: Samples;
  /** Photos that the user says are not. */
  negatives: Samples;
  /** Others, drawn at random, of which nobody has said anything; most are not. */
  background: Samples;
  /** All three as coordinates: background, then positives, then negatives. */
  coordinates: Coordinates;
}

interface Candidate {
  kind: ClassifierKind;
  penalty: number | null;
  neighbours: number | null;
}

const FOLDS = 5;
/** From so many positives on, kinds are compared; below, the one that is best with few is taken. */
const MIN_TO_COMPARE = 3;
/** From so many positives on, something may be a fact. */
const MIN_FOR_FACTS = 5;
const DEFAULT_PENALTY = 0.001;
const PENALTIES = [0.001, 0.01];
/** `nearest` keeps its examples: more of them would make every later photo slow. */
const MAX_NEAREST_POSITIVES = 40;
const NEAREST_NEGATIVES = 40;
const NEIGHBOURS = 3;
/** Another kind than logistic regression has to be better by this: it is the best of them on most data. */
const CLEARLY_BETTER = 0.02;
/** Until it can be measured: probabilities of a photo as like as the examples are to each other. */
const UNMEASURED = { found: 0.5 };
const FACT_PRECISION = 0.95;
const SEED = 11;

/**
 * Learns a label: compares kinds and penalties by stratified cross-validation, measures the thresholds on the scores of
 * photos that were left out, and trains the best on all.
 * @throws RangeError where there is no positive
 */
export function trainLabel(examples: LabelExamples): TrainedLabel {
  const { positives, negatives, background, coordinates } = examples;
  if (positives.count === 0) throw new RangeError('A label is learnt from at least one photo.');
  const layout = background.count;
  const samples = coordinates.toSamples();
  const targets = new Uint8Array(samples.count);
  targets.fill(1, layout, layout + positives.count);
  const all = Array.from(targets, (_, row) => row);
  const canCompare = positives.count >= MIN_TO_COMPARE && background.count + negatives.count > FOLDS;
  if (!canCompare) {
    const candidate: Candidate = { kind: 'logistic', penalty: DEFAULT_PENALTY, neighbours: null };
    const model = trainLinear(candidate, samples, all, targets);
    const scores = all.map((row) => scoreLinear(model, samples, row));
    // Its own examples score too well: where they stand is the top of the scale, and half way up is found.
    const top = mean(scores.filter((_, row) => targets[row] === 1));
    const bottom = mean(scores.filter((_, row) => targets[row] === 0));
    const slope = 6 / Math.max(top - bottom, 1e-6);
    return finish(candidate, model, {
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

  const folds = Math.min(FOLDS, positives.count);
  const clusters = findClusters(positives);
  const clusterOf = all.map((row) =>
    targets[row] ? layout + (clusters[row - layout] as number) : row < layout ? row : row + samples.count,
  );
  const foldOf = assignFolds(targets, clusterOf, folds, createRandom(SEED));
  const candidates: Candidate[] = [
    ...PENALTIES.map((penalty): Candidate => ({ kind: 'logistic', penalty, neighbours: null })),
    { kind: 'class-mean', penalty: null, neighbours: null },
  ];
  if (positives.count <= MAX_NEAREST_POSITIVES)
    candidates.push({ kind: 'nearest', penalty: null, neighbours: Math.min(NEIGHBOURS, positives.count) });
  const judged = candidates.map((candidate) => {
    const scores = scoreLeftOut(candidate, samples, targets, foldOf, folds);
    return { candidate, scores, precision: averagePrecision(scores, targets) };
  });
  const [first] = judged
    .filter(({ candidate }) => candidate.kind === 'logistic')
    .sort((a, b) => b.precision - a.precision);
  const best = judged.reduce(
    (chosen, other) => (other.precision > chosen.precision + CLEARLY_BETTER ? other : chosen),
    first ?? (judged[0] as (typeof judged)[number]),
  );

  // Nobody has looked at the background: what scores like a true example may well be one.
  const typical = median(Array.from(best.scores).filter((_, row) => targets[row] === 1));
  const kept = all.filter((row) => row >= layout || (best.scores[row] as number) <= typical);
  const keptScores = Float64Array.from(kept, (row) => best.scores[row] as number);
  const keptTargets = Uint8Array.from(kept, (row) => targets[row] as number);
  const { slope, offset } = fitSigmoid(keptScores, keptTargets);
  const probabilities = keptScores.map((score) => sigmoid(slope * score + offset));
  const found = findBestThreshold(probabilities, keptTargets);
  const strict = all.map((row) => sigmoid(slope * (best.scores[row] as number) + offset));
  const fact = positives.count >= MIN_FOR_FACTS ? findFactThreshold(strict, targets, found.threshold) : null;
  return finish(best.candidate, trainLinear(best.candidate, samples, kept, targets), {
    slope,
    offset,
    foundProbability: found.threshold,
    factProbability: fact,
    averagePrecision: best.precision,
    precision: found.precision,
    recall: found.recall,
    reason: explain(judged, best),
  });

  function finish(
    candidate: Candidate,
    model: LinearModel,
    measured: Omit<
      LabelClassifier,
      'kind' | 'penalty' | 'neighbours' | 'positiveVectors' | 'bias' | 'positives' | 'negatives' | 'background'
    >,
  ): TrainedLabel {
    const counts = { positives: positives.count, negatives: negatives.count, background: background.count };
    if (candidate.kind !== 'nearest') {
      return {
        classifier: { ...candidate, positiveVectors: 0, bias: model.bias, ...measured, ...counts },
        vectors: coordinates.toVector(model.weights),
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

/** Scores of each sample by a model that has not seen it. */
function scoreLeftOut(
  candidate: Candidate,
  samples: Samples,
  targets: Uint8Array,
  foldOf: Uint8Array,
  folds: number,
): Float64Array {
  const scores = new Float64Array(samples.count);
  for (let fold = 0; fold < folds; fold++) {
    const rows: number[] = [];
    const out: number[] = [];
    for (let row = 0; row < samples.count; row++) (foldOf[row] === fold ? out : rows).push(row);
    if (candidate.kind === 'nearest') {
      const positive = rows.filter((row) => targets[row] === 1).map((row) => rowOf(samples, row));
      const negative = rows
        .filter((row) => targets[row] === 0)
        .slice(-NEAREST_NEGATIVES)
        .map((row) => rowOf(samples, row));
      const k = candidate.neighbours ?? 1;
      for (const row of out) {
        const vector = rowOf(samples, row);
        scores[row] = meanOfNearest(positive, vector, k) - meanOfNearest(negative, vector, k);
      }
    } else {
      const model = trainLinear(candidate, samples, rows, targets);
      for (const row of out) scores[row] = scoreLinear(model, samples, row);
    }
  }
  return scores;
}

function trainLinear(
  candidate: Candidate,
  samples: Samples,
  rows: readonly number[],
  targets: Uint8Array,
): LinearModel {
  const task = { samples, rows, targets };
  if (candidate.kind === 'logistic') return trainLogistic(task, candidate.penalty ?? DEFAULT_PENALTY);
  return trainMeans(task);
}

function scoreLinear({ weights, bias }: LinearModel, samples: Samples, row: number): number {
  const vector = rowOf(samples, row);
  let score = bias;
  for (let i = 0; i < vector.length; i++) score += (weights[i] as number) * (vector[i] as number);
  return score;
}

/** The threshold with the best balance (F1) of precision and recall, half way down to the next score. */
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
    const balance = (2 * precision * recall) / Math.max(precision + recall, 1e-9);
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

const KIND_NAMES: Record<ClassifierKind, string> = {
  logistic: 'logistic regression',
  'class-mean': 'nearest class mean',
  nearest: 'nearest neighbours',
};

/** `Logistic regression ranks best: 0.97 of 1 (nearest class mean 0.91, ...).` */
function explain(
  judged: readonly { candidate: Candidate; precision: number }[],
  best: { candidate: Candidate; precision: number },
): string {
  const others = (Object.keys(KIND_NAMES) as ClassifierKind[])
    .filter((kind) => kind !== best.candidate.kind)
    .flatMap((kind) => {
      const of = judged.filter(({ candidate }) => candidate.kind === kind).map(({ precision }) => precision);
      return of.length > 0 ? [`${KIND_NAMES[kind]} ${Math.max(...of).toFixed(2)}`] : [];
    });
  const name = KIND_NAMES[best.candidate.kind];
  return `${name[0]?.toUpperCase()}${name.slice(1)}: average precision ${best.precision.toFixed(2)} on examples it had not seen (${others.join(', ')}).`;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
