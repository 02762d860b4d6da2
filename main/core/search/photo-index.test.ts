import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finish } from '../common/turns.ts';
import type { Condition } from './condition.ts';
import { KeyTable } from './key-table.ts';
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
  fc.record({ kind: fc.constant('lay' as const) }),
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
      finish(index.layOut());
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
    fc.array(fc.nat(40)).map((ids): Condition => ({ kind: 'photos', ids: new Set(ids) })),
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
    case 'photos':
      return wanted.ids.has(one.id) ? FULL_MATCH : 0;
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

const PLACES = ['index', 'hidden'] as const;
type Place = (typeof PLACES)[number];
const place = fc.constantFrom(...PLACES);
const id = fc.integer({ min: 1, max: 20 });
const changes = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('put' as const),
        place,
        photo: fc.record({ one: photo, id }).map((made) => ({ ...made.one, id: made.id })),
        laterKey: fc.nat(3),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), id }) },
  ),
  { maxLength: 12, size: 'max' },
);
/** Some changes, then layouts, and what changes until they end, between which of their steps. */
const round = fc.record({
  before: changes,
  laid: fc.subarray([...PLACES], { minLength: 1 }),
  during: fc.array(fc.record({ steps: fc.nat(12), some: changes }), { minLength: 1, maxLength: 3, size: 'max' }),
  isGivenUp: fc.boolean(),
});

/** What a query, the counts and their order are of an index. */
function look(index: PhotoIndex, wanted: Condition, keys: number) {
  const of = (kind: 'found' | 'weaker') => {
    const matches = findMatches(index, wanted, 'date', kind);
    return [...gather(new Int32Array(matches.count), matches, 'ids')];
  };
  const byKey = Array.from({ length: keys }, (_, key) => [index.countOf(key), index.hasSure(key)]);
  return { found: of('found'), weaker: of('weaker'), counts: byKey, size: index.size };
}

test('laid out while it changes, it holds what one holds that was made anew', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), condition, async (rounds, wanted) => {
      const keys = new KeyTable();
      const makeOne = () => new PhotoIndex((key) => key % 2 === 0, keys);
      const makeAnew = (photos: Iterable<IndexedPhoto>) => {
        const anew = makeOne();
        for (const one of photos) anew.put(one);
        finish(anew.layOut());
        return anew;
      };
      const indexes: Record<Place, PhotoIndex> = { index: makeOne(), hidden: makeOne() };
      const plain: Record<Place, Map<number, IndexedPhoto>> = { index: new Map(), hidden: new Map() };
      for (let key = 0; key < KEYS; key++) keys.ofConcept(key);
      for (const name of PLACES) indexes[name].finishFilling();

      function apply(some: typeof changes extends fc.Arbitrary<infer T> ? T : never) {
        for (const one of some) {
          const changed = one.kind === 'put' ? one.photo.id : one.id;
          for (const name of PLACES) {
            plain[name].delete(changed);
            if (one.kind === 'remove' || one.place !== name) indexes[name].remove(changed);
          }
          if (one.kind === 'remove') continue;
          const key = keys.ofConcept(KEYS + one.laterKey);
          const whole = { ...one.photo, entries: [...one.photo.entries, { key, code: FULL_MATCH, isFound: true }] };
          indexes[one.place].put(whole);
          plain[one.place].set(changed, whole);
        }
      }

      function check() {
        for (const name of PLACES) {
          const anew = makeAnew(plain[name].values());
          expect(look(indexes[name], wanted, keys.size)).toEqual(look(anew, wanted, keys.size));
          const byDate = [...plain[name].values()].sort((a, b) => b.takenAtMs - a.takenAtMs || a.id - b.id);
          const matching = byDate.filter((one) => judge(one, wanted, false) > 0);
          expect(look(indexes[name], wanted, 0).found).toEqual(matching.map((one) => one.id));
        }
      }

      for (const { before, laid, during, isGivenUp } of rounds) {
        apply(before);
        const begun = laid.map((name) => indexes[name].layOut());
        for (const { steps, some } of during) {
          for (const one of begun) for (let i = 0; i < steps; i++) one.next();
          const ahead = laid.map((name) => indexes[name].layDelta());
          for (const one of ahead) one.next();
          apply(some);
          for (const one of ahead) finish(one);
          check();
        }
        for (const one of begun) {
          if (isGivenUp) one.return([] as never);
          else finish(one);
        }
        check();
      }
      const all = makeAnew(PLACES.flatMap((name) => [...plain[name].values()]));
      expect(look(indexes.index.joinedWith(indexes.hidden), wanted, keys.size)).toEqual(look(all, wanted, keys.size));
    }),
    { numRuns: 150, seed: 8 },
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
  finish(index.layOut());
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
