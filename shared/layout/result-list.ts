import type { ResultLayout, Understanding } from '../api.ts';
import { unpackInt32, unpackUint16 } from '../packed-numbers.ts';

/** A `ResultLayout` as it is used: all photos of a result, six bytes each. Arrays run in parallel, in its order. */
export interface ResultList extends Understanding {
  /** Below zero where a file waits to be looked at (`waitingFileOf`). */
  ids: Int32Array;
  /** Width / height in thousandths. */
  aspects: Uint16Array;
  /** Runs of the same day (`2026-06-14`); empty where it is ordered by relevance. */
  days: readonly { day: string; count: number }[];
  /** Files among them that nobody has looked at yet. */
  waiting: number;
}

/** @throws RangeError where the arrays are not what they should be */
export function unpackResult(layout: ResultLayout): ResultList {
  return { ...layout, ids: unpackInt32(layout.ids), aspects: unpackUint16(layout.aspects) };
}
