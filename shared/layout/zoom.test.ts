import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampView, fitScale, maxScale, panBy, toggleView, wholeView, type ZoomView, zoomAt } from './zoom.ts';

const wide = { roomWidth: 1200, roomHeight: 800, photoWidth: 6000, photoHeight: 4000 };
const geometries = fc.record({
  roomWidth: fc.integer({ min: 100, max: 3000 }),
  roomHeight: fc.integer({ min: 100, max: 2000 }),
  photoWidth: fc.integer({ min: 1, max: 20_000 }),
  photoHeight: fc.integer({ min: 1, max: 20_000 }),
});
const shares = fc.double({ min: -0.5, max: 0.5, noNaN: true });
const loose = fc.record({
  scale: fc.double({ min: 0.1, max: 50, noNaN: true }),
  x: fc.integer({ min: -5000, max: 5000 }),
  y: fc.integer({ min: -5000, max: 5000 }),
});

describe('zooming', () => {
  it('keeps what is under the pointer there, wherever the picture is larger than the room', () => {
    fc.assert(
      fc.property(
        geometries,
        loose,
        shares,
        shares,
        fc.double({ min: 1, max: 4, noNaN: true }),
        (g, raw, sx, sy, factor) => {
          const before = clampView(raw, g);
          const point = { x: sx * g.roomWidth, y: sy * g.roomHeight };
          const after = zoomAt(before, g, factor, point);
          const fit = fitScale(g);
          if (g.photoWidth * fit * before.scale >= g.roomWidth) {
            expect((point.x - after.x) / after.scale).toBeCloseTo((point.x - before.x) / before.scale, 4);
          }
          if (g.photoHeight * fit * before.scale >= g.roomHeight) {
            expect((point.y - after.y) / after.scale).toBeCloseTo((point.y - before.y) / before.scale, 4);
          }
        },
      ),
    );
  });

  it('never shows a gap beside a picture that could fill it, nor one smaller than the room allows', () => {
    fc.assert(
      fc.property(geometries, loose, fc.double({ min: 0.1, max: 10, noNaN: true }), shares, (g, raw, factor, share) => {
        const { scale, x, y } = zoomAt(clampView(raw, g), g, factor, {
          x: share * g.roomWidth,
          y: share * g.roomHeight,
        });
        expect(scale).toBeGreaterThanOrEqual(1);
        expect(scale).toBeLessThanOrEqual(maxScale(g));
        const shown = fitScale(g) * scale;
        expect(Math.abs(x)).toBeLessThanOrEqual(Math.max(0, (g.photoWidth * shown - g.roomWidth) / 2) + 1e-6);
        expect(Math.abs(y)).toBeLessThanOrEqual(Math.max(0, (g.photoHeight * shown - g.roomHeight) / 2) + 1e-6);
      }),
    );
  });

  it('goes to twice the real size, and four times the room at least', () => {
    expect(maxScale(wide)).toBeCloseTo(10);
    expect(maxScale({ ...wide, photoWidth: 300, photoHeight: 200 })).toBe(4);
  });
});

describe('a double click', () => {
  it('goes to real size under the pointer, and back', () => {
    const near = toggleView(wholeView, wide, { x: 300, y: 0 });
    expect(near).toEqual({ scale: 5, x: -1200, y: 0 });
    expect(toggleView(near, wide, { x: 0, y: 0 })).toEqual(wholeView);
  });

  it('makes a small picture larger all the same', () => {
    expect(toggleView(wholeView, { ...wide, photoWidth: 300, photoHeight: 200 }, { x: 0, y: 0 }).scale).toBe(2);
  });
});

describe('panning', () => {
  it('stops at the edge', () => {
    const view: ZoomView = { scale: 2, x: 0, y: 0 };
    expect(panBy(view, wide, 10_000, -100)).toEqual({ scale: 2, x: 600, y: -100 });
  });

  it('does not move what is seen whole', () => {
    expect(panBy(wholeView, wide, 50, 50)).toEqual(wholeView);
  });
});
