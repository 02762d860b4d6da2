import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampAspect, type JustifiedInput, JustifiedLayout } from './justified.ts';

const base = { targetHeightPx: 220, gapPx: 2, headingHeightPx: 40, sectionGapPx: 16, minSectionWidthPx: 160 };

function inputOf(aspects: number[], counts: number[], widthPx: number): JustifiedInput {
  return { ...base, aspects, sections: counts.map((count) => ({ count })), widthPx };
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
        const layout = new JustifiedLayout(input);
        const order = rowsOf(layout).flatMap((row) => layout.tilesOf(row).map((tile) => tile.index));
        expect(order).toEqual(Array.from({ length: input.aspects.length }, (_, index) => index));
      }),
    );
  });

  it('fills the width exactly, except in the last row of a section', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const layout = new JustifiedLayout(input);
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
        const layout = new JustifiedLayout(input);
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
        const layout = new JustifiedLayout(input);
        const headings = rowsOf(layout).flatMap((row) => layout.headingsOf(row));
        expect(headings.map((heading) => heading.section)).toEqual(input.sections.map((_, section) => section));
        for (const heading of headings) expect(heading.x + heading.width).toBeLessThanOrEqual(input.widthPx + 1e-6);
      }),
    );
  });

  it('finds the rows of a window as a linear search does', () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: 0, max: 1, noNaN: true }), (input, at) => {
        const layout = new JustifiedLayout(input);
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
    const layout = new JustifiedLayout(inputOf([1.5, 1.5, 1, 1.5], [1, 2, 1], 1400));
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
    expect([10, 0.1, 0, Number.NaN, undefined, 1.5].map(clampAspect)).toEqual([3.5, 0.45, 1, 1, 1, 1.5]);
  });

  it('has no rows without width or pictures', () => {
    expect(new JustifiedLayout(inputOf([], [], 1000)).heightPx).toBe(0);
    expect(new JustifiedLayout(inputOf([1, 1], [2], 0)).rowCount).toBe(0);
  });

  it('lays out a million pictures in well under a second', () => {
    const aspects = Array.from({ length: 1_000_000 }, (_, i) => [1.5, 0.667, 1.333, 1.778, 0.75][i % 5] ?? 1);
    const counts = Array.from({ length: 50_000 }, () => 20);
    const started = performance.now();
    const layout = new JustifiedLayout(inputOf(aspects, counts, 1400));
    // 200 ms on an idle machine; the bound leaves room for a busy one.
    expect(performance.now() - started).toBeLessThan(1000);
    expect(layout.rowCount).toBeGreaterThan(150_000);
  });
});
