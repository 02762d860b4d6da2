import { toLogit } from './adapt.ts';
import { sigmoid } from './linear-models.ts';

/** How a model's word on a concept is read from its stored results, as log-odds; plain JSON. */
export interface ConceptReading {
  /** Classes at or below the concept; by index, as the heads. */
  classes: number[];
  /** Heads that are exactly it. */
  heads: number[];
  /** Platt scaling of the log-odds of the summed classes, kept `least` away from 0 and 1 (`docs/labels.md`, 4). */
  slope: number;
  offset: number;
  least: number;
  /** What is less was not stored. */
  storedFrom: number;
}

/** Keeps log-odds finite. */
const MOST = 9;

/** What the model says of the concept on one photo, in log-odds. */
export function readLogit(reading: ConceptReading, results: readonly { index: number; probability: number }[]): number {
  const { classes, heads, slope, offset, least, storedFrom } = reading;
  let sum = 0;
  let head = storedFrom;
  for (const { index, probability } of results) {
    if (heads.includes(index)) head = Math.max(head, probability);
    else if (classes.includes(index)) sum += probability;
  }
  const kept = Math.min(Math.max(sum, least), 1 - least);
  const ofClasses = classes.length > 0 ? slope * toLogit(kept) + offset : Number.NEGATIVE_INFINITY;
  const ofHead = heads.length > 0 ? toLogit(Math.min(head, 1 - 1e-4)) : Number.NEGATIVE_INFINITY;
  return Math.min(Math.max(ofClasses, ofHead, -MOST), MOST);
}

/** Whether either word is more than next to nothing, so that labels have to know of the shift. */
export function isWorthKeeping(logit: number, shift: number, weakest: number): boolean {
  return sigmoid(Math.max(logit, logit + shift)) >= weakest;
}
