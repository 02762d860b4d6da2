import type { MatchCode } from './match-code.ts';

/** What a photo has to be, in terms of the index. */
export type Condition =
  | { kind: 'all' | 'any'; parts: readonly Condition[] }
  | { kind: 'not'; part: Condition }
  /** In one of some lists; `weaker`: in which lists instead, where weaker matches are asked for. */
  | { kind: 'lists'; lists: readonly number[]; weaker: readonly number[] }
  /** Taken within half-open ranges, local wall-clock time as if it were UTC. */
  | { kind: 'taken'; ranges: readonly { fromMs: number; endMs: number }[] }
  /** A file name holds the text (lower case). */
  | { kind: 'name'; text: string }
  /** Within a distance of a place. */
  | { kind: 'near'; latitude: number; longitude: number; radiusKm: number }
  /** Looks like a photo, or a part of one: how well, by photo. */
  | { kind: 'similar'; codes: ReadonlyMap<number, MatchCode> }
  /** One of these photos, by their ids. */
  | { kind: 'photos'; ids: ReadonlySet<number> }
  /** Certainty of the labels asked for, or else of the surest label, in 0..1, ends included. */
  | { kind: 'certainty'; least: number; most: number }
  | { kind: 'nothing' };

/** Whether a condition asks for labels or anything else that photos answer more or less well. */
export function ranks(condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.parts.some(ranks);
    case 'lists':
      return condition.weaker.length > 0;
    case 'similar':
      return true;
    default:
      return false;
  }
}
