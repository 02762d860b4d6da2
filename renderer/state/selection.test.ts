import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet } from './id-set.ts';
import { Selection } from './selection.svelte.ts';

const COUNT = 40;
/** Ids that are not in order, as in a result by date. */
const list = Int32Array.from({ length: COUNT }, (_, i) => ((i * 17) % COUNT) * 1000 + 1);
const idsAt = (...indexes: number[]) => indexes.map((index) => list[index] ?? 0).sort((a, b) => a - b);
const range = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);

function setUp(): Selection {
  const selection = new Selection();
  selection.show(list, '');
  return selection;
}

it('a set of ids is a set', () => {
  const step = fc.record({ adds: fc.boolean(), id: fc.oneof(fc.integer({ min: -70, max: 70 }), fc.nat(200_000)) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const real = new IdSet();
      const plain = new Set<number>();
      for (const { adds, id } of steps) {
        expect(adds ? real.add(id) : real.delete(id)).toBe(adds ? !plain.has(id) : plain.has(id));
        if (adds) plain.add(id);
        else plain.delete(id);
      }
      expect([real.size, real.toArray()]).toEqual([plain.size, [...plain].sort((a, b) => a - b)]);
    }),
  );
});

describe('the selection', () => {
  it('goes from the photo that was toggled last to another, in the order that is shown, and back', () => {
    const selection = setUp();
    selection.toggle(20);
    selection.toggle(5);
    selection.extendTo(10);
    expect(selection.toArray()).toEqual(idsAt(...range(5, 11), 20));
    selection.extendTo(2);
    expect(selection.toArray()).toEqual(idsAt(...range(2, 6), 20));
    selection.extendTo(30);
    selection.extendTo(8);
    expect(selection.toArray()).toEqual(idsAt(...range(5, 9), 20));
    selection.toggle(6);
    expect(selection.toArray()).toEqual(idsAt(5, 7, 8, 20));
  });

  it('extends from where the focus was when nothing was toggled yet', () => {
    const selection = setUp();
    selection.extendTo(4, 3);
    selection.extendTo(5, 4);
    expect(selection.toArray()).toEqual(idsAt(3, 4, 5));
  });

  it('lets go of what a rectangle no longer holds, but not of what was selected before', () => {
    const selection = setUp();
    selection.toggle(3);
    selection.beginSweep(true);
    selection.sweep([2, 3, 4]);
    selection.sweep([4, 5]);
    expect(selection.toArray()).toEqual(idsAt(3, 4, 5));
    selection.beginSweep(false);
    selection.sweep([7]);
    expect(selection.toArray()).toEqual(idsAt(7));
  });

  it('knows whether a day is selected as a whole', () => {
    const selection = setUp();
    selection.setRange(3, 6, true);
    expect([selection.hasRange(3, 6), selection.hasRange(3, 7), selection.hasRange(6, 6)]).toEqual([
      true,
      false,
      false,
    ]);
    selection.setRange(3, 6, false);
    expect(selection.count).toBe(0);
  });

  it('survives another order of the same search, drops what is gone, and ends with the search', () => {
    const selection = setUp();
    selection.setRange(0, 4, true);
    selection.show(list.toReversed(), '');
    expect(selection.toArray()).toEqual(idsAt(0, 1, 2, 3));
    selection.show(list.slice(2), '');
    expect(selection.toArray()).toEqual(idsAt(2, 3));
    selection.show(list, 'cat');
    expect(selection.count).toBe(0);
  });

  it('passes over files that nobody has looked at', () => {
    const selection = new Selection();
    selection.show(Int32Array.of(-4, 5, -3, 6, 7), '');
    selection.toggle(0);
    selection.setRange(0, 3, true);
    expect(selection.toArray()).toEqual([5]);
    expect([selection.hasRange(0, 3), selection.hasRange(0, 1), selection.hasRange(0, 4)]).toEqual([
      true,
      false,
      false,
    ]);
    selection.clear();
    selection.extendTo(3, 0);
    expect(selection.toArray()).toEqual([5, 6]);
    selection.beginSweep(false);
    selection.sweep([2, 3]);
    expect(selection.toArray()).toEqual([6]);
    selection.selectAll();
    expect(selection.toArray()).toEqual([5, 6, 7]);
  });

  it('holds a million', () => {
    const selection = new Selection();
    selection.show(Int32Array.from({ length: 1_000_000 }, (_, i) => i + 1), ''); // biome-ignore format: one line
    selection.selectAll();
    selection.toggle(500_000);
    expect([selection.count, selection.has(500_001), selection.has(500_002)]).toEqual([999_999, false, true]);
  });

  const place = fc.nat(COUNT - 1);
  const step = fc.oneof(
    fc.record({ kind: fc.constant('toggle' as const), index: place }),
    fc.record({ kind: fc.constant('extend' as const), index: place }),
    fc.record({ kind: fc.constant('set' as const), index: place, end: place, on: fc.boolean() }),
    fc.record({ kind: fc.constant('sweep' as const), adds: fc.boolean(), rects: fc.array(fc.uniqueArray(place)) }),
    fc.record({ kind: fc.constant('lose' as const), id: fc.constantFrom(...list) }),
    fc.record({ kind: fc.constant('clear' as const) }),
  );

  it('is what a plain set, copied at every step, would be', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const selection = setUp();
        let ids = [...list];
        let plain = new Set<number>();
        let anchor: number | null = null;
        let beforeRange: Set<number> | null = null;
        for (const one of steps) {
          if (ids.length === 0) break;
          const at = (index: number) => ids[index % ids.length] ?? 0;
          if (one.kind !== 'extend') beforeRange = null;
          if (one.kind === 'toggle') {
            selection.toggle(one.index % ids.length);
            anchor = at(one.index);
            plain = new Set(plain.has(anchor) ? [...plain].filter((id) => id !== anchor) : [...plain, anchor]);
          } else if (one.kind === 'extend') {
            selection.extendTo(one.index % ids.length);
            if (anchor === null || !ids.includes(anchor)) {
              anchor = at(one.index);
              beforeRange = null;
            }
            beforeRange ??= plain;
            const ends = [ids.indexOf(anchor), one.index % ids.length].sort((a, b) => a - b) as [number, number];
            plain = new Set([...beforeRange, ...ids.slice(ends[0], ends[1] + 1)]);
          } else if (one.kind === 'set') {
            const [first, end] = [one.index % ids.length, Math.min(ids.length, one.end)];
            selection.setRange(first, end, one.on);
            const named = ids.slice(first, Math.max(first, end));
            plain = new Set(one.on ? [...plain, ...named] : [...plain].filter((id) => !named.includes(id)));
            anchor = ids[first] ?? 0;
          } else if (one.kind === 'sweep') {
            selection.beginSweep(one.adds);
            if (!one.adds) [plain, anchor] = [new Set(), null];
            const base = plain;
            for (const rect of one.rects) {
              const places = rect.map((index) => index % ids.length);
              selection.sweep(places);
              plain = new Set([...base, ...places.map(at)]);
            }
          } else if (one.kind === 'lose') {
            ids = ids.filter((id) => id !== one.id);
            selection.show(Int32Array.from(ids), '');
            plain = new Set([...plain].filter((id) => id !== one.id));
          } else {
            selection.clear();
            [plain, anchor] = [new Set(), null];
          }
          expect([selection.count, selection.toArray()]).toEqual([plain.size, [...plain].sort((a, b) => a - b)]);
        }
      }),
    );
  });
});
