import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countOutside,
  type Hits,
  intersect,
  intersectWithAny,
  positionsOutside,
  subtract,
  unite,
  uniteAll,
} from './hits.ts';

const SIZE = 4_000;

/** Sparse and dense, so that each way of joining two is taken: by merging, by leaping ahead, by way of all positions. */
const hits = fc
  .record({ share: fc.constantFrom(0, 0.001, 0.02, 0.3, 1), seed: fc.integer() })
  .map(({ share, seed }): Hits => {
    const positions: number[] = [];
    let state = seed;
    for (let position = 0; position < SIZE; position++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      if ((state >>> 8) / 2 ** 24 < share) positions.push(position);
    }
    return {
      positions: Uint32Array.from(positions),
      codes: Uint16Array.from(positions, (p) => 1 + (((p * 37 + seed) >>> 0) % 4_000)),
    };
  });

const toMap = ({ positions, codes }: Hits) => new Map([...positions].map((position, i) => [position, codes[i] ?? 0]));
const both = (a: Map<number, number>, b: Map<number, number>) =>
  new Map([...a].flatMap(([p, code]): [number, number][] => (b.has(p) ? [[p, Math.min(code, b.get(p) ?? 0)]] : [])));
const either = (...maps: Map<number, number>[]) => {
  const joined = new Map<number, number>();
  for (const map of maps) for (const [p, code] of map) joined.set(p, Math.max(code, joined.get(p) ?? 0));
  return new Map([...joined].sort(([p], [q]) => p - q));
};

test('joined in whichever way, hits are those of the sets, in order, each with its code', () => {
  fc.assert(
    fc.property(hits, hits, hits, (a, b, c) => {
      const [ofA, ofB, ofC] = [toMap(a), toMap(b), toMap(c)];
      const outside = new Map([...ofA].filter(([p]) => !ofB.has(p)));
      expect([...toMap(intersect(a, b))]).toEqual([...both(ofA, ofB)]);
      expect([...toMap(unite(a, b))]).toEqual([...either(ofA, ofB)]);
      expect([...toMap(uniteAll([a, b, c], SIZE))]).toEqual([...either(ofA, ofB, ofC)]);
      expect([...toMap(intersectWithAny(a, [b, c]))]).toEqual([...both(ofA, either(ofB, ofC))]);
      expect([...toMap(subtract(a, b))]).toEqual([...outside]);
      expect(countOutside(a, b)).toBe(outside.size);
      expect([...positionsOutside(a, SIZE)]).toEqual([...Array(SIZE).keys()].filter((p) => !ofA.has(p)));
    }),
    { numRuns: 100 },
  );
});
