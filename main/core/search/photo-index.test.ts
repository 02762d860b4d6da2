import fc from 'fast-check';
import { expect, test } from 'vitest';
import { vocabulary } from '../../../test/support/vocabulary.ts';
import { evaluate } from './evaluate.ts';
import type { IndexedPhoto } from './index-base.ts';
import { countLabels } from './label-counts.ts';
import { PhotoIndex } from './photo-index.ts';
import { createScoring } from './scoring.ts';

const LEAST = 0.15;
const scoring = createScoring((sum) => sum, LEAST);

const photo = fc.record({
  id: fc.integer({ min: 1, max: 60 }),
  takenAtMs: fc.integer({ min: 0, max: 20 }),
  aspect: fc.constant(1500),
  entries: fc.uniqueArray(
    fc.record({ concept: fc.nat(vocabulary.size - 1), weight: fc.constantFrom(0.05, 0.25, 0.5), adds: fc.boolean() }),
    { maxLength: 8, selector: (entry) => entry.concept },
  ),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), photo }),
  fc.record({ kind: fc.constant('remove' as const), id: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('rebuild' as const) }),
);

/** The index after some changes, and a plain map after the same. */
function apply(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) {
  const index = new PhotoIndex();
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

const isWithin = (concept: number, ancestor: number) =>
  vocabulary.rangesOf(ancestor).some((range) => concept >= range.first && concept < range.end);
/** Found by the sum of what adds up, or by any one of the others. */
const matches = (one: IndexedPhoto, ancestor: number) => {
  const within = one.entries.filter((entry) => isWithin(entry.concept, ancestor));
  const sum = within.reduce((total, entry) => total + (entry.adds ? entry.weight : 0), 0);
  return sum >= LEAST || within.some((entry) => !entry.adds);
};

test('after any sequence of changes it holds what a plain map holds, newest first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const { index, plain } = apply(steps);
      const all = evaluate(index, vocabulary, scoring, [], 'date');
      expect(index.size).toBe(plain.length);
      expect([...all.ids]).toEqual(plain.map((one) => one.id));
      expect([...all.takenAtMs]).toEqual(plain.map((one) => one.takenAtMs));
    }),
    { numRuns: 200 },
  );
});

test('any query finds what looking at each photo finds', () => {
  const concept = fc.nat(vocabulary.size - 1).map((number) => vocabulary.pathTo(number).at(-3) ?? number);
  const term = fc.record({ concept, negated: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.array(term, { minLength: 1, maxLength: 3 }), (steps, terms) => {
      const { index, plain } = apply(steps);
      const resolved = terms.map((one) => ({ text: '', negated: one.negated, concepts: [one.concept] }));
      const wanted = plain.filter((one) => terms.every((t) => matches(one, t.concept) !== t.negated));
      expect([...evaluate(index, vocabulary, scoring, resolved, 'date').ids]).toEqual(wanted.map((one) => one.id));
      const byRelevance = evaluate(index, vocabulary, scoring, resolved, 'relevance');
      expect([...byRelevance.ids].sort((a, b) => a - b)).toEqual(wanted.map((one) => one.id).sort((a, b) => a - b));
      expect([...byRelevance.scores]).toEqual([...byRelevance.scores].sort((a, b) => b - a));
    }),
    { numRuns: 200 },
  );
});

test('the counts of labels are what a search finds', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { index, plain } = apply(steps);
      const counts = countLabels(index, vocabulary, scoring);
      for (const number of plain.flatMap((one) => one.entries.map((entry) => entry.concept)).slice(0, 10)) {
        const wanted = plain.filter((one) => matches(one, number));
        expect(counts.get(number)?.photos ?? 0).toBe(wanted.length);
      }
    }),
    { numRuns: 50 },
  );
});

test('thousands of photos, put again and again, stay what they are', () => {
  const index = new PhotoIndex();
  for (let round = 1; round <= 3; round++) {
    for (let id = 1; id <= 5_000; id++) {
      index.put({ id, takenAtMs: id, aspect: 1000, entries: [{ concept: round, weight: 1, adds: true }] });
    }
    index.finishFilling();
  }
  expect(index.size).toBe(5_000);
  const found = (concept: number) =>
    evaluate(index, vocabulary, scoring, [{ text: '', negated: false, concepts: [concept] }], 'date').count;
  expect(found(0)).toBe(5_000);
});
