import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PhotoIndex } from './photo-index.ts';

const photo = fc.record({
  id: fc.integer({ min: 1, max: 60 }),
  takenAtMs: fc.integer({ min: 0, max: 20 }),
  aspect: fc.constant(1500),
  entries: fc.array(fc.record({ concept: fc.nat(50), weight: fc.constantFrom(0.25, 0.5, 1) }), { maxLength: 12 }),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), photo }),
  fc.record({ kind: fc.constant('remove' as const), id: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('read' as const) }),
);

test('after any sequence of changes the index holds what a plain map holds, newest first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const index = new PhotoIndex();
      const plain = new Map<
        number,
        { id: number; takenAtMs: number; entries: { concept: number; weight: number }[] }
      >();
      for (const change of steps) {
        if (change.kind === 'put') {
          index.put(change.photo);
          plain.set(change.photo.id, change.photo);
        } else if (change.kind === 'remove') {
          index.remove(change.id);
          plain.delete(change.id);
        } else index.slotsByDate();
      }
      const wanted = [...plain.values()].sort((a, b) => b.takenAtMs - a.takenAtMs || a.id - b.id);
      expect(index.size).toBe(plain.size);
      expect(Array.from(index.slotsByDate(), (slot) => index.idAt(slot))).toEqual(wanted.map((p) => p.id));
      for (const { id, entries } of wanted) {
        const found = index.entriesAt(index.slotOf(id) ?? -1);
        expect(found.map((entry) => entry.concept)).toEqual(entries.map((entry) => entry.concept));
      }
    }),
    { numRuns: 300 },
  );
});

test('it grows far beyond its first size and packs what is no longer used', () => {
  const index = new PhotoIndex();
  const entries = (n: number) => Array.from({ length: n }, (_, concept) => ({ concept, weight: 1 }));
  for (let round = 1; round <= 6; round++) {
    for (let id = 1; id <= 3_000; id++) index.put({ id, takenAtMs: id, aspect: 1000, entries: entries(round * 2) });
  }
  expect(index.size).toBe(3_000);
  expect(index.entriesAt(index.slotOf(1_234) ?? -1).map((entry) => entry.concept)).toEqual(
    entries(12).map((e) => e.concept),
  );
});
