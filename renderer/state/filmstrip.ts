/** The places of a result that a strip shows around the open one, so that this is in its middle. */
export interface StripWindow {
  first: number;
  /** Behind the last one. */
  end: number;
  /** Pixels from the left edge of the strip to that of the first thumbnail; negative where it is cut off. */
  left: number;
}

/**
 * Only what can be seen is laid out, whatever the length of the result.
 * @param width of the strip, @param step from one thumbnail to the next, @param gap between them; all in CSS pixels
 */
export function stripWindow(width: number, step: number, gap: number, place: number, total: number): StripWindow {
  const middle = width / 2 - (step - gap) / 2;
  const before = Math.ceil(middle / step);
  const first = Math.max(0, place - before);
  const end = Math.min(total, place + before + 1);
  return { first, end, left: middle - (place - first) * step };
}
