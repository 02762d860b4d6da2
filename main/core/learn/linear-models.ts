import { dropOut } from './dropout.ts';
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

/** How a linear model is trained besides its penalty. */
export interface LinearOptions<Model> {
  /** Share of each vector's numbers that is left out while learning (`dropOut`); none where it is not given. */
  dropout?: number | undefined;
  /** Whether each photo counts alike; else each side or class does, whatever its size. */
  isUnweighted?: boolean | undefined;
  /** Called with what each step of the solver reached. */
  onStep?: ((model: Model) => void) | undefined;
}

/**
 * Logistic regression: minimises the mean loss, each side counting half whatever its size, plus `penalty / 2` times the
 * squared length of the weights (the bias is free).
 */
export function trainLogistic(
  task: BinaryTask,
  penalty: number,
  options: LinearOptions<LinearModel> = {},
): LinearModel {
  const { samples, rows, targets } = options.dropout ? dropOutTask(task, options.dropout) : task;
  const { size } = samples;
  const { onStep } = options;
  const shares = options.isUnweighted ? [1 / rows.length, 1 / rows.length] : balance(rows, targets);
  const toModel = (point: Float64Array): LinearModel => ({
    weights: point.slice(0, size),
    bias: point[size] as number,
  });
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
        const score = bias + dotAt(point, 0, vector);
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
    { onStep: onStep && ((point) => onStep(toModel(point))) },
  );
  return toModel(reached);
}

function dropOutTask({ samples, rows, targets }: BinaryTask, share: number): BinaryTask {
  const dropped = dropOut(samples, rows, share);
  return {
    samples: dropped.samples,
    rows: [...dropped.originals.keys()],
    targets: Uint8Array.from(dropped.originals, (row) => targets[row] as number),
  };
}

/** Mean loss (natural logarithm) and share of right answers on some rows, each side counting half whatever its size. */
export function measureLogistic(
  { weights, bias }: LinearModel,
  { samples, rows, targets }: BinaryTask,
): { loss: number; accuracy: number } {
  const shares = balance(rows, targets);
  let loss = 0;
  let accuracy = 0;
  for (const row of rows) {
    const vector = rowOf(samples, row);
    const score = bias + dotAt(weights, 0, vector);
    const margin = targets[row] ? score : -score;
    const share = shares[targets[row] as number] as number;
    loss += share * softplus(-margin);
    accuracy += margin > 0 ? share : 0;
  }
  return { loss, accuracy };
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
  options: LinearOptions<SoftmaxModel> = {},
): SoftmaxModel {
  if (options.dropout) {
    const dropped = dropOut(samples, rows, options.dropout);
    const seen = Uint16Array.from(dropped.originals, (row) => classOf[row] as number);
    const all = [...dropped.originals.keys()];
    return trainSoftmax(dropped.samples, all, seen, classes, penalty, { ...options, dropout: undefined });
  }
  const { size } = samples;
  const { onStep } = options;
  const counts = new Float64Array(classes);
  for (const row of rows) counts[classOf[row] as number] = (counts[classOf[row] as number] as number) + 1;
  const present = counts.filter((count) => count > 0).length;
  const scores = new Float64Array(classes);
  const biasStart = classes * size;
  const toModel = (point: Float64Array): SoftmaxModel => ({
    weights: point.slice(0, biasStart),
    biases: point.slice(biasStart),
  });
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
          scores[k] = (point[biasStart + k] as number) + dotAt(point, k * size, vector);
        }
        const share = options.isUnweighted ? 1 / rows.length : 1 / (present * (counts[truth] as number));
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
    { onStep: onStep && ((point) => onStep(toModel(point))) },
  );
  return toModel(reached);
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

/** Numbers from `at` on times a vector. Four sums at once: a single one would wait for each addition. */
function dotAt(numbers: Float64Array, at: number, vector: Float32Array): number {
  const { length } = vector;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  let j = at;
  for (; i + 3 < length; i += 4, j += 4) {
    s0 += (numbers[j] as number) * (vector[i] as number);
    s1 += (numbers[j + 1] as number) * (vector[i + 1] as number);
    s2 += (numbers[j + 2] as number) * (vector[i + 2] as number);
    s3 += (numbers[j + 3] as number) * (vector[i + 3] as number);
  }
  for (; i < length; i++, j++) s0 += (numbers[j] as number) * (vector[i] as number);
  return s0 + s1 + s2 + s3;
}
