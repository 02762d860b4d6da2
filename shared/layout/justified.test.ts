import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampAspect, type JustifiedInput, JustifiedLayout } from './justified.ts';

const base = { targetHeightPx: 220, gapPx: 2, headingHeightPx: 40, sectionGapPx: 16, minSectionWidthPx: 160 };

/** @param aspects width / height */
function inputOf(aspects: number[], counts: number[], widthPx: number): JustifiedInput {
  const thousandths = Uint16Array.from(aspects, (aspect) => Math.round(aspect * 1000));
  return { ...base, aspects: thousandths, sections: counts.map((count) => ({ count })), widthPx };
}

function layOut(input: JustifiedInput): JustifiedLayout {
  return JustifiedLayout.begin(input).through(input.aspects.length - 1);
}

const inputs = fc
  .array(fc.array(fc.double({ min: 0.02, max: 30, noNaN: true }), { minLength: 1, maxLength: 40 }), { maxLength: 30 })
  .chain((sections) =>
    fc.record({
      widthPx: fc.integer({ min: 300, max: 4000 }),
      headings: fc.boolean(),
      sections: fc.constant(sections),
    }),
  )
  .map(({ widthPx, headings, sections }) =>
    inputOf(sections.flat(), headings ? sections.map((section) => section.length) : [], widthPx),
  );

function rowsOf(layout: JustifiedLayout): number[] {
  return Array.from({ length: layout.rowCount }, (_, row) => row);
}

describe('justified layout', () => {
  it('places every picture once, in order', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const layout = layOut(input);
        const order = rowsOf(layout).flatMap((row) => layout.tilesOf(row).map((tile) => tile.index));
        expect(order).toEqual(Array.from({ length: input.aspects.length }, (_, index) => index));
      }),
    );
  });

  it('fills the width exactly, except in the last row of a section', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const layout = layOut(input);
        for (const row of rowsOf(layout)) {
          const last = layout.tilesOf(row).at(-1);
          const right = (last?.x ?? 0) + (last?.width ?? 0);
          const next = layout.rowFirst(row + 1);
          const endsSection = next === layout.count || layout.sectionOf(next) !== layout.sectionOf(next - 1);
          if (!endsSection) expect(right).toBeCloseTo(input.widthPx, 6);
          expect(right).toBeLessThanOrEqual(input.widthPx + 1e-6);
        }
      }),
    );
  });

  it('keeps rows and pictures apart by the gap and heights in bounds', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const layout = layOut(input);
        let bottom = -input.gapPx;
        for (const row of rowsOf(layout)) {
          const headings = layout.headingsOf(row);
          const heading = headings.length > 0 ? input.headingHeightPx : 0;
          expect(layout.rowTop(row)).toBeCloseTo(bottom + input.gapPx + heading, 6);
          expect(layout.rowHeight(row)).toBeLessThan(input.targetHeightPx * 3.2);
          expect(layout.rowHeight(row)).toBeGreaterThan(Math.min(input.targetHeightPx, input.widthPx / 3.5) / 3.2);
          bottom = layout.rowTop(row) + layout.rowHeight(row);
          let x = 0;
          for (const tile of layout.tilesOf(row)) {
            expect(tile.x).toBeGreaterThanOrEqual(x - 1e-6);
            x = tile.x + tile.width + input.gapPx;
          }
        }
        expect(layout.heightPx).toBeCloseTo(Math.max(0, bottom), 6);
      }),
    );
  });

  it('gives each section one heading, above its first picture', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const layout = layOut(input);
        const headings = rowsOf(layout).flatMap((row) => layout.headingsOf(row));
        expect(headings.map((heading) => heading.section)).toEqual(input.sections.map((_, section) => section));
        for (const heading of headings) expect(heading.x + heading.width).toBeLessThanOrEqual(input.widthPx + 1e-6);
      }),
    );
  });

  it('finds the rows of a window as a linear search does', () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: 0, max: 1, noNaN: true }), (input, at) => {
        const layout = layOut(input);
        const top = at * layout.heightPx;
        const { first, end } = layout.rowsBetween(top, top + 800);
        for (const row of rowsOf(layout)) {
          const upper = layout.rowTop(row) - (layout.headingsOf(row).length > 0 ? input.headingHeightPx : 0);
          const isVisible = upper < top + 800 && layout.rowTop(row) + layout.rowHeight(row) > top;
          if (isVisible) expect(row >= first && row < end).toBe(true);
        }
        expect(end - first).toBeLessThanOrEqual(layout.rowCount);
        for (let index = 0; index < layout.count; index++) {
          const row = layout.rowOf(index);
          expect(layout.rowFirst(row) <= index && index < layout.rowFirst(row + 1)).toBe(true);
        }
      }),
    );
  });

  it('lets short days share a row, each under its own heading', () => {
    const layout = layOut(inputOf([1.5, 1.5, 1, 1.5], [1, 2, 1], 1400));
    expect(layout.rowCount).toBe(1);
    expect(layout.headingsOf(0)).toEqual([
      { section: 0, x: 0, y: 0, width: 330 },
      { section: 1, x: 346, y: 0, width: 552 },
      { section: 2, x: 914, y: 0, width: 486 },
    ]);
    expect(layout.tilesOf(0)).toEqual([
      { index: 0, x: 0, width: 330 },
      { index: 1, x: 346, width: 330 },
      { index: 2, x: 678, width: 220 },
      { index: 3, x: 914, width: 330 },
    ]);
  });

  it('crops what is too wide or too tall, and takes nonsense for a square', () => {
    expect([10_000, 100, 0, Number.NaN, undefined, 1500].map(clampAspect)).toEqual([3500, 450, 1000, 1000, 1000, 1500]);
  });

  it('has no rows without width or pictures', () => {
    expect(layOut(inputOf([], [], 1000)).heightPx).toBe(0);
    const narrow = layOut(inputOf([1, 1], [2], 0));
    expect([narrow.rowCount, narrow.heightPx, narrow.isComplete]).toEqual([0, 0, true]);
  });
});

describe('a layout that is made piece by piece', () => {
  /** All that can be asked of the rows that are laid out. */
  function factsOf(layout: JustifiedLayout, rows: number) {
    return Array.from({ length: rows }, (_, row) => ({
      y: layout.rowTop(row),
      height: layout.rowHeight(row),
      tiles: layout.tilesOf(row),
      headings: layout.headingsOf(row),
    }));
  }

  const steps = fc.array(
    fc.oneof(
      fc.record({ through: fc.integer({ min: 0, max: 1500 }) }),
      fc.record({ downTo: fc.integer({ min: 0, max: 60_000 }) }),
    ),
    { maxLength: 12 },
  );

  it('is the same as one that is made at once, whatever the pieces', () => {
    fc.assert(
      fc.property(inputs, steps, (input, pieces) => {
        const whole = layOut(input);
        let layout = JustifiedLayout.begin(input);
        for (const piece of pieces) {
          const before = layout;
          const rows = factsOf(before, before.rowCount);
          layout = 'through' in piece ? layout.through(piece.through) : layout.downTo(piece.downTo);
          expect(factsOf(layout, before.rowCount)).toEqual(rows);
          if ('through' in piece)
            expect(layout.laidCount).toBeGreaterThan(Math.min(piece.through, input.aspects.length - 1));
          else expect(layout.isComplete || layout.indexAt(piece.downTo) <= layout.laidCount).toBe(true);
        }
        expect(factsOf(layout, layout.rowCount)).toEqual(factsOf(whole, layout.rowCount));
        const end = layout.through(input.aspects.length - 1);
        expect(factsOf(end, end.rowCount)).toEqual(factsOf(whole, whole.rowCount));
        expect([end.heightPx, end.rowCount, end.isComplete]).toEqual([whole.heightPx, whole.rowCount, true]);
      }),
    );
  });

  it('keeps its own end when another goes on from it', () => {
    const start = JustifiedLayout.begin(inputOf(new Array(1000).fill(1.5), [500, 500], 1200)).through(99);
    const facts = [start.rowCount, start.laidCount, start.heightPx, start.rowFirst(start.rowCount)];
    start.through(999);
    expect([start.rowCount, start.laidCount, start.heightPx, start.rowFirst(start.rowCount)]).toEqual(facts);
    expect(start.rowOf(900)).toBe(start.rowCount - 1);
  });

  it('estimates what is below from what is there', () => {
    const input = inputOf(new Array(20_000).fill(1.5), new Array(100).fill(200), 1200);
    const whole = layOut(input);
    for (const start of [JustifiedLayout.begin(input), JustifiedLayout.begin(input).through(2000)]) {
      expect(start.isComplete).toBe(false);
      expect(Math.abs(start.heightPx / whole.heightPx - 1)).toBeLessThan(0.2);
      expect(Math.abs(start.topOf(15_000) / whole.topOf(15_000) - 1)).toBeLessThan(0.2);
      expect(Math.abs(start.indexAt(start.topOf(15_000)) - 15_000)).toBeLessThan(2);
    }
  });

  it('knows places that are laid out exactly', () => {
    fc.assert(
      fc.property(inputs, fc.nat(), (input, seed) => {
        const layout = layOut(input);
        if (layout.count === 0) return;
        const index = seed % layout.count;
        expect(layout.topOf(index)).toBe(layout.rowTop(layout.rowOf(index)));
        expect(layout.indexAt(layout.topOf(index))).toBe(layout.rowFirst(layout.rowOf(index)));
      }),
    );
  });
});
