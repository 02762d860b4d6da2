import { at, type VocabularyIndex } from './asset-format.ts';

/** A concept as it was found by the beginning of one of its words. */
export interface Completion {
  number: number;
  /** The key (see `wordKey`) that starts with what was typed. */
  key: string;
}

/** Word keys in sorted order, with the concepts that each may mean. Nothing is decoded before it is asked for. */
export interface LemmaIndex {
  /** Concepts of exactly this key, most usual first; empty where it is no word. */
  sensesOf(key: string): readonly number[];
  /** The same for a key written in one word that WordNet writes in several: `icecream`, `tshirt`. */
  sensesOfJoined(key: string): readonly number[];
  /** How often a key is used, on a scale of its own; 0 is never. */
  frequencyOf(key: string): number;
  /** Shortest key first; of equally long ones first every usual sense, of these the words most often used. */
  complete(prefix: string, limit: number): Completion[];
}

export function makeLemmaIndex({ numbers, bytes: { keys, frequencies } }: VocabularyIndex): LemmaIndex {
  const { keyStarts, senseStarts, senses, byJoined } = numbers;
  const count = keyStarts.length - 1;

  function keyAt(key: number): string {
    return keys.toString('utf8', at(keyStarts, key), at(keyStarts, key + 1));
  }

  function sensesAt(key: number): Uint32Array {
    return senses.subarray(at(senseStarts, key), at(senseStarts, key + 1));
  }

  /** First position in 0..length-1 for which the test does not hold. */
  function partition(length: number, isBefore: (position: number) => boolean): number {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** First key that is not before the bytes. */
  function lowerBound(bytes: Uint8Array): number {
    return partition(
      count,
      (key) => keys.compare(bytes, 0, bytes.length, at(keyStarts, key), at(keyStarts, key + 1)) < 0,
    );
  }

  function sensesOf(key: string): readonly number[] {
    const position = lowerBound(Buffer.from(key));
    return position < count && keyAt(position) === key ? [...sensesAt(position)] : [];
  }

  function frequencyOf(key: string): number {
    const position = lowerBound(Buffer.from(key));
    return position < count && keyAt(position) === key ? at(frequencies, position) : 0;
  }

  function sensesOfJoined(key: string): readonly number[] {
    const bytes = Buffer.from(key);
    const joinedAt = (position: number) => keyAt(at(byJoined, position)).replaceAll(' ', '');
    const found = new Set<number>();
    const first = partition(byJoined.length, (position) => Buffer.from(joinedAt(position)).compare(bytes) < 0);
    for (let position = first; position < byJoined.length && joinedAt(position) === key; position++) {
      for (const number of sensesAt(at(byJoined, position))) found.add(number);
    }
    return [...found];
  }

  /** Keys that start with the prefix, by length; lengths ascending. */
  function* keysByLength(prefix: string): Generator<number[]> {
    const bytes = Buffer.from(prefix);
    const first = lowerBound(bytes);
    // No byte of UTF-8 is 0xff, so this is after everything that starts with the prefix.
    const end = lowerBound(Buffer.concat([bytes, Buffer.of(0xff)]));
    const groups: number[][] = [];
    for (let key = first; key < end; key++) {
      const length = at(keyStarts, key + 1) - at(keyStarts, key);
      groups[length] ??= [];
      groups[length].push(key);
    }
    for (const group of groups) if (group) yield group;
  }

  function complete(prefix: string, limit: number): Completion[] {
    const found = new Map<number, Completion>();
    for (const group of keysByLength(prefix)) {
      group.sort((a, b) => at(frequencies, b) - at(frequencies, a) || a - b);
      const mostSenses = group.reduce((most, key) => Math.max(most, sensesAt(key).length), 0);
      for (let sense = 0; sense < mostSenses; sense++) {
        for (const key of group) {
          if (found.size >= limit) return [...found.values()];
          const number = sensesAt(key)[sense];
          if (number !== undefined && !found.has(number)) found.set(number, { number, key: keyAt(key) });
        }
      }
    }
    return [...found.values()];
  }

  return { sensesOf, sensesOfJoined, frequencyOf, complete };
}
