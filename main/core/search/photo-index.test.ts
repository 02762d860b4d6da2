import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Condition } from './condition.ts';
import { FULL_MATCH, toMatchCode, toScore } from './match-code.ts';
import { countMatches, findMatches, gather } from './matches.ts';
import { PhotoIndex } from './photo-index.ts';
import { findNames, foundList, type IndexedPhoto, weakList } from './segment.ts';

const KEYS = 6;
const entry = fc.record({
  key: fc.nat(KEYS - 1),
  code: fc
    .record({
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      isUsersWord: fc.boolean(),
      isMostSpecific: fc.boolean(),
      isSure: fc.boolean(),
    })
    .map(toMatchCode),
  isFound: fc.boolean(),
});
const photo: fc.Arbitrary<IndexedPhoto> = fc.record({
  id: fc.integer({ min: 1, max: 60 }),
  takenAtMs: fc.integer({ min: 0, max: 20 }),
  aspect: fc.constant(1500),
  latitude: fc.constantFrom(Number.NaN, 0, 10),
  longitude: fc.constantFrom(Number.NaN, 0, 10),
  bestPercent: fc.nat(100),
  fileNames: fc.array(fc.constantFrom('img_1.jpg', 'img_12.jpg', 'été.png'), { maxLength: 2 }),
  entries: fc.uniqueArray(entry, { maxLength: KEYS, selector: ({ key }) => key }),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), photo }),
  fc.record({ kind: fc.constant('remove' as const), id: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('rebuild' as const) }),
);

function makeIndex(): PhotoIndex {
  const index = new PhotoIndex((key) => key % 2 === 0);
  for (let key = 0; key < KEYS; key++) index.keys.ofConcept(key);
  return index;
}

/** The index after some changes, and a plain list after the same. */
function apply(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  const index = makeIndex();
  const plain = new Map<number, IndexedPhoto>();
  steps.forEach((change, i) => {
    if (i === Math.floor(steps.length / 3)) index.finishFilling();
    if (change.kind === 'put') {
      index.put(change.photo);
      plain.set(change.photo.id, change.photo);
    } else if (change.kind === 'remove') {
      index.remove(change.id);
      plain.delete(change.id);
    } else {
      index.finishFilling();
      index.rebuild();
    }
  });
  index.finishFilling();
  return { index, plain: [...plain.values()].sort((a, b) => b.takenAtMs - a.takenAtMs || a.id - b.id) };
}

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc
      .nat(KEYS - 1)
      .map((key): Condition => ({ kind: 'lists', lists: [foundList(key)], weaker: [foundList(key), weakList(key)] })),
    fc.constant<Condition>({ kind: 'taken', ranges: [{ fromMs: 5, endMs: 12 }] }),
    fc.constant<Condition>({ kind: 'near', latitude: 1, longitude: 1, radiusKm: 500 }),
    fc.constantFrom<Condition>(
      { kind: 'name', text: 'img_1' },
      { kind: 'name', text: 'é' },
      { kind: 'name', text: 'x' },
    ),
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      parts: fc.array(tie('condition'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('condition') }),
  ),
}));

/** What `evaluate` says of one photo, by looking at it. */
function judge(one: IndexedPhoto, wanted: Condition, weaker: boolean): number {
  switch (wanted.kind) {
    case 'all':
      return Math.min(FULL_MATCH, ...wanted.parts.map((part) => judge(one, part, weaker)));
    case 'any':
      return Math.max(0, ...wanted.parts.map((part) => judge(one, part, weaker)));
    case 'not':
      return judge(one, wanted.part, false) === 0 ? FULL_MATCH : 0;
    case 'lists': {
      const lists = weaker ? wanted.weaker : wanted.lists;
      const matching = one.entries.filter(({ key, isFound }) =>
        lists.includes(isFound ? foundList(key) : weakList(key)),
      );
      return Math.max(0, ...matching.map(({ code }) => code));
    }
    case 'taken':
      return wanted.ranges.some(({ fromMs, endMs }) => one.takenAtMs >= fromMs && one.takenAtMs < endMs)
        ? FULL_MATCH
        : 0;
    case 'name':
      return one.fileNames.some((name) => name.includes(wanted.text)) ? FULL_MATCH : 0;
    case 'near':
      return one.latitude === 0 && one.longitude === 0 ? FULL_MATCH : 0;
    default:
      throw new Error(`no rule for ${wanted.kind}`);
  }
}

test('after any sequence of changes it holds what a plain map holds, newest first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const { index, plain } = apply(steps);
      const matches = findMatches(index, { kind: 'all', parts: [] }, 'date', 'found');
      expect(index.size).toBe(plain.length);
      expect([...gather(new Int32Array(matches.count), matches, 'ids')]).toEqual(plain.map(({ id }) => id));
      expect([...gather(new Float64Array(matches.count), matches, 'takenAtMs')]).toEqual(plain.map((p) => p.takenAtMs));
      const byAdded = findMatches(index, { kind: 'all', parts: [] }, 'added', 'found');
      expect([...gather(new Int32Array(byAdded.count), byAdded, 'ids')]).toEqual(
        plain.map(({ id }) => id).sort((a, b) => b - a),
      );
    }),
    { numRuns: 200 },
  );
});

test('any query finds what looking at each photo finds, best first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), condition, (steps, wanted) => {
      const { index, plain } = apply(steps);
      const found = plain.filter((one) => judge(one, wanted, false) > 0);
      const byDate = findMatches(index, wanted, 'date', 'found');
      expect([...gather(new Int32Array(byDate.count), byDate, 'ids')]).toEqual(found.map(({ id }) => id));
      const ranked = findMatches(index, wanted, 'relevance', 'found');
      const best =
        ranked.order === 'relevance'
          ? found.toSorted((a, b) => judge(b, wanted, false) - judge(a, wanted, false))
          : found;
      expect([...gather(new Int32Array(ranked.count), ranked, 'ids')]).toEqual(best.map(({ id }) => id));
    }),
    { numRuns: 300 },
  );
});

test('weaker matches are those that would match if less were wanted, and no results', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), condition, (steps, wanted) => {
      const { index, plain } = apply(steps);
      const weaker = plain.filter((one) => judge(one, wanted, true) > 0 && judge(one, wanted, false) === 0);
      const matches = findMatches(index, wanted, 'date', 'weaker');
      expect([...gather(new Int32Array(matches.count), matches, 'ids')]).toEqual(weaker.map(({ id }) => id));
      expect(countMatches(index, wanted, 'weaker')).toBe(weaker.length);
    }),
    { numRuns: 200 },
  );
});

test('the count of a key is what its list finds; it is sure where one photo is', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { index, plain } = apply(steps);
      for (let key = 0; key < KEYS; key++) {
        const found = plain.flatMap((one) => one.entries.filter((other) => other.key === key && other.isFound));
        expect(index.countOf(key)).toBe(found.length);
        expect(index.hasSure(key)).toBe(found.some(({ code }) => (code & 1) === 1));
      }
    }),
    { numRuns: 100 },
  );
});

test('thousands of photos, put again and again, stay what they are', () => {
  const index = makeIndex();
  for (let round = 0; round < 3; round++) {
    for (let id = 1; id <= 5_000; id++) {
      index.put({
        id,
        takenAtMs: id,
        aspect: 1000,
        latitude: Number.NaN,
        longitude: Number.NaN,
        bestPercent: 0,
        fileNames: [`${id}.jpg`],
        entries: [{ key: round, code: FULL_MATCH, isFound: true }],
      });
    }
    index.finishFilling();
  }
  expect(index.size).toBe(5_000);
  expect([0, 1, 2].map((key) => index.countOf(key))).toEqual([0, 0, 5_000]);
  index.rebuild();
  expect(findNames(index.base, '123.jpg').map((position) => index.base.ids[position])).toEqual([
    4123, 3123, 2123, 1123, 123,
  ]);
});

test('a match code sorts by certainty and gives it back', () => {
  const code = (probability: number, more = {}) =>
    toMatchCode({ probability, isUsersWord: false, isMostSpecific: false, isSure: false, ...more });
  const rising = [
    code(0.2),
    code(0.2, { isSure: true }),
    code(0.2, { isMostSpecific: true }),
    code(0.9),
    code(1),
    code(0, { isUsersWord: true }),
  ];
  expect(rising.toSorted((a, b) => a - b)).toEqual(rising);
  expect(rising.map(toScore)).toEqual([0.2, 0.2, 0.2, 0.9, 1, 1]);
  expect(code(0)).toBeGreaterThan(0);
  expect(code(1, { isUsersWord: true, isMostSpecific: true, isSure: true })).toBe(FULL_MATCH);
});
