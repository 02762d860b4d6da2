import { minimise } from './minimise.ts';
import { rowOf, type Samples } from './samples.ts';

/** `score = weights . vector + bias`, in log-odds. */
export interface LinearModel {
  weights: Float64Array;
  bias: number;
}

/** What a training set says of each sample. */
export interface BinaryTask {
  samples: Samples;
  /** Rows to learn from; others are left alone. */
  rows: readonly number[];
  /** Of each sample: 1 it is, 0 it is not. */
  targets: Uint8Array;
}

/**
 * Logistic regression: minimises the mean loss, each side counting half whatever its size, plus `penalty / 2` times the
 * squared length of the weights (the bias is free).
 */
export function trainLogistic(task: BinaryTask, penalty: number): LinearModel {
  const { samples, rows, targets } = task;
  const { size } = samples;
  const shares = balance(rows, targets);
  const reached = minimise(
    (point, gradient) => {
      const bias = point[size] as number;
      let value = 0;
      for (let i = 0; i < size; i++) {
        const weight = point[i] as number;
        gradient[i] = penalty * weight;
        value += 0.5 * penalty * weight * weight;
      }
      gradient[size] = 0;
      for (const row of rows) {
        const vector = rowOf(samples, row);
        let score = bias;
        for (let i = 0; i < size; i++) score += (point[i] as number) * (vector[i] as number);
        const share = shares[targets[row] as number] as number;
        const margin = targets[row] ? score : -score;
        value += share * softplus(-margin);
        const slope = share * (sigmoid(score) - (targets[row] as number));
        for (let i = 0; i < size; i++) gradient[i] = (gradient[i] as number) + slope * (vector[i] as number);
        gradient[size] = (gradient[size] as number) + slope;
      }
      return value;
    },
    new Float64Array(size + 1),
  );
  return { weights: reached.slice(0, size), bias: reached[size] as number };
}

/** What one sample of each side counts: half a side's number; all the same where there is one side only. */
function balance(rows: readonly number[], targets: Uint8Array): [number, number] {
  const positives = rows.reduce((sum, row) => sum + (targets[row] as number), 0);
  const negatives = rows.length - positives;
  return [0.5 / Math.max(negatives, 1), 0.5 / Math.max(positives, 1)];
}

/** One weight vector and bias a class. */
export interface SoftmaxModel {
  /** Row by row, as many as classes. */
  weights: Float64Array;
  biases: Float64Array;
}

/**
 * Multinomial logistic regression, classes counting alike whatever their sizes, with the penalty as in `trainLogistic`.
 * @param classOf of each sample, 0..classes-1
 */
export function trainSoftmax(
  samples: Samples,
  rows: readonly number[],
  classOf: Uint16Array,
  classes: number,
  penalty: number,
): SoftmaxModel {
  const { size } = samples;
  const counts = new Float64Array(classes);
  for (const row of rows) counts[classOf[row] as number] = (counts[classOf[row] as number] as number) + 1;
  const present = counts.filter((count) => count > 0).length;
  const scores = new Float64Array(classes);
  const biasStart = classes * size;
  const reached = minimise(
    (point, gradient) => {
      let value = 0;
      for (let i = 0; i < biasStart; i++) {
        const weight = point[i] as number;
        gradient[i] = penalty * weight;
        value += 0.5 * penalty * weight * weight;
      }
      gradient.fill(0, biasStart);
      for (const row of rows) {
        const vector = rowOf(samples, row);
        const truth = classOf[row] as number;
        for (let k = 0; k < classes; k++) {
          let score = point[biasStart + k] as number;
          for (let i = 0, at = k * size; i < size; i++, at++) score += (point[at] as number) * (vector[i] as number);
          scores[k] = score;
        }
        const share = 1 / (present * (counts[truth] as number));
        value += share * (logSumExp(scores) - (scores[truth] as number));
        toShares(scores);
        for (let k = 0; k < classes; k++) {
          const slope = share * ((scores[k] as number) - (k === truth ? 1 : 0));
          if (Math.abs(slope) < 1e-9) continue;
          for (let i = 0, at = k * size; i < size; i++, at++) {
            gradient[at] = (gradient[at] as number) + slope * (vector[i] as number);
          }
          gradient[biasStart + k] = (gradient[biasStart + k] as number) + slope;
        }
      }
      return value;
    },
    new Float64Array(biasStart + classes),
  );
  return { weights: reached.slice(0, biasStart), biases: reached.slice(biasStart) };
}

/** Mean of some samples, scaled to length 1. */
export function meanOf(samples: Samples, rows: readonly number[]): Float64Array {
  const mean = new Float64Array(samples.size);
  for (const row of rows) {
    const vector = rowOf(samples, row);
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (vector[i] as number);
  }
  const norm = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0));
  return norm > 0 ? mean.map((value) => value / norm) : mean;
}

/**
 * Nearest class mean: of two sides, the difference of their means; on the border the score is 0.
 */
export function trainMeans({ samples, rows, targets }: BinaryTask): LinearModel {
  const positive = meanOf(
    samples,
    rows.filter((row) => targets[row] === 1),
  );
  const negative = meanOf(
    samples,
    rows.filter((row) => targets[row] === 0),
  );
  return { weights: positive.map((value, i) => value - (negative[i] as number)), bias: 0 };
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function softplus(value: number): number {
  return value > 30 ? value : Math.log1p(Math.exp(value));
}

function logSumExp(values: Float64Array): number {
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** Scores (log-odds) to probabilities that add up to 1, in place. */
export function toShares(scores: Float64Array): Float64Array {
  const total = logSumExp(scores);
  for (let i = 0; i < scores.length; i++) scores[i] = Math.exp((scores[i] as number) - total);
  return scores;
}
