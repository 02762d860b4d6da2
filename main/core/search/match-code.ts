/**
 * How well a photo answers, in 16 bits that sort: certainty in thousandths (the user's own word above all), then whether
 * the concept is the most specific thing found of the photo, then whether it is sure (`DerivedConcept.isSure`).
 */
export type MatchCode = number;

const LEVELS = 1_000;
const LEVEL_STEP = 4;
const MOST_SPECIFIC = 2;
const SURE = 1;

/** Of the user's own word, and of whatever is simply so, such as the folder a photo lies in. */
export const FULL_MATCH: MatchCode = (LEVELS + 1) * LEVEL_STEP + MOST_SPECIFIC + SURE;

/** @param certainty.probability 0..1; what is found has at least the lowest level above none */
export function toMatchCode(certainty: {
  probability: number;
  isUsersWord: boolean;
  isMostSpecific: boolean;
  isSure: boolean;
}): MatchCode {
  const level = certainty.isUsersWord
    ? LEVELS + 1
    : Math.min(Math.max(Math.round(certainty.probability * LEVELS), 1), LEVELS);
  return level * LEVEL_STEP + (certainty.isMostSpecific ? MOST_SPECIFIC : 0) + (certainty.isSure ? SURE : 0);
}

/** Certainty, 0..1. */
export function toScore(code: MatchCode): number {
  return Math.min(Math.floor(code / LEVEL_STEP), LEVELS) / LEVELS;
}

/** The least code with at least this certainty. */
export function fromScore(score: number): MatchCode {
  return Math.min(Math.max(Math.ceil(score * LEVELS), 1), LEVELS + 1) * LEVEL_STEP;
}

export function isSureMatch(code: MatchCode): boolean {
  return (code & SURE) !== 0;
}
