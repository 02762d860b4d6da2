import type { PrecisionPoint } from './pack.ts';

/**
 * The least threshold of a measured curve from which on precision is never below what is wanted; where it always is, the
 * greatest one. Undefined without a curve.
 */
export function findPrecisionPoint(
  curve: readonly PrecisionPoint[],
  wantedPrecision: number,
): PrecisionPoint | undefined {
  const falling = curve.toSorted((a, b) => b.threshold - a.threshold);
  const tooLow = falling.findIndex(({ precision }) => precision < wantedPrecision);
  return tooLow < 0 ? falling.at(-1) : falling[Math.max(tooLow - 1, 0)];
}
