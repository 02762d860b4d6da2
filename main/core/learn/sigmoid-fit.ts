import { minimise } from './minimise.ts';

/**
 * Platt scaling: slope and offset that make scores the log-odds of being right. Targets are drawn in from 0 and 1 by the
 * number of samples (Platt 1999), so that separable scores stay finite. The slope is never negative.
 */
export function fitSigmoid(scores: ArrayLike<number>, targets: ArrayLike<number>): { slope: number; offset: number } {
  const count = scores.length;
  let positives = 0;
  let mean = 0;
  for (let i = 0; i < count; i++) {
    positives += targets[i] as number;
    mean += (scores[i] as number) / count;
  }
  let spread = 0;
  for (let i = 0; i < count; i++) spread += ((scores[i] as number) - mean) ** 2 / count;
  const unit = Math.sqrt(spread) || 1;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (count - positives + 2);
  const [slope = 0, offset = 0] = minimise(
    ([a = 0, b = 0], gradient) => {
      let value = 0;
      gradient.fill(0);
      for (let i = 0; i < count; i++) {
        const x = ((scores[i] as number) - mean) / unit;
        const wanted = targets[i] ? high : low;
        const logit = a * x + b;
        value += (Math.max(logit, 0) - logit * wanted + Math.log1p(Math.exp(-Math.abs(logit)))) / count;
        const slopeOf = (1 / (1 + Math.exp(-logit)) - wanted) / count;
        gradient[0] = (gradient[0] as number) + slopeOf * x;
        gradient[1] = (gradient[1] as number) + slopeOf;
      }
      return value;
    },
    new Float64Array([1, 0]),
    { tolerance: 1e-7 },
  );
  const kept = Math.max(slope, 1e-3);
  return { slope: kept / unit, offset: offset - (kept * mean) / unit };
}
