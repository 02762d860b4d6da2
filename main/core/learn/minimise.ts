/** A smooth function to minimise: writes its gradient at `point` and returns its value there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  /** Steps at most. */
  maxSteps?: number;
  /** Ends where no part of the gradient is larger. */
  tolerance?: number;
  /** Called with the point that each step reached; it must not be kept. */
  onStep?: ((point: Float64Array) => void) | undefined;
}

/** Pairs of steps and gradient changes that the curvature is told from. */
const MEMORY = 8;
const MAX_HALVINGS = 30;
/** Share of the decrease that the slope promises (Armijo). */
const SUFFICIENT = 1e-4;

/**
 * Limited-memory BFGS (Nocedal & Wright, Numerical Optimization, algorithm 7.4) with a backtracking line search. For convex
 * functions; returns the point reached.
 */
export function minimise(objective: Objective, start: Float64Array, options: MinimiseOptions = {}): Float64Array {
  const { maxSteps = 100, tolerance = 1e-5, onStep } = options;
  const size = start.length;
  let point = Float64Array.from(start);
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  const pairs: { step: Float64Array; change: Float64Array; inverse: number }[] = [];
  for (let round = 0; round < maxSteps && largest(gradient) > tolerance; round++) {
    const direction = descend(gradient, pairs);
    let slope = dot(direction, gradient);
    if (slope >= 0) {
      pairs.length = 0;
      for (let i = 0; i < size; i++) direction[i] = -(gradient[i] as number);
      slope = dot(direction, gradient);
    }
    let length = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let nextValue = Number.POSITIVE_INFINITY;
    let halvings = 0;
    for (; halvings < MAX_HALVINGS; halvings++, length /= 2) {
      for (let i = 0; i < size; i++) next[i] = (point[i] as number) + length * (direction[i] as number);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + SUFFICIENT * length * slope) break;
    }
    if (halvings === MAX_HALVINGS) break;
    const step = new Float64Array(size);
    const change = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      step[i] = (next[i] as number) - (point[i] as number);
      change[i] = (nextGradient[i] as number) - (gradient[i] as number);
    }
    const curvature = dot(step, change);
    if (curvature > 1e-12) {
      pairs.push({ step, change, inverse: 1 / curvature });
      if (pairs.length > MEMORY) pairs.shift();
    }
    point = next;
    gradient = nextGradient;
    value = nextValue;
    onStep?.(point);
  }
  return point;
}

/** The quasi-Newton direction: two loops over the remembered pairs. */
function descend(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; inverse: number }[],
): Float64Array {
  const direction = Float64Array.from(gradient, (value) => -value);
  const shares: number[] = [];
  for (const { step, change, inverse } of [...pairs].reverse()) {
    const share = inverse * dot(step, direction);
    shares.push(share);
    addScaled(direction, change, -share);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = 1 / (last.inverse * dot(last.change, last.change));
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale;
  }
  for (const { step, change, inverse } of pairs) {
    addScaled(direction, step, (shares.pop() ?? 0) - inverse * dot(change, direction));
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function addScaled(target: Float64Array, other: Float64Array, scale: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + scale * (other[i] as number);
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
