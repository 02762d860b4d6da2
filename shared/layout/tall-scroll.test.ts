import { describe, expect, it } from 'vitest';
import { TallScroll } from './tall-scroll.ts';

describe('tall scroll', () => {
  it('is plain scrolling where the content fits into an element', () => {
    const scroll = new TallScroll();
    scroll.resize(50_000, 800);
    expect(scroll.scrolled(1234)).toBeNull();
    expect([scroll.top, scroll.offsetPx, scroll.elementHeightPx]).toEqual([1234, 0, 50_000]);
    expect(scroll.moveTo(99_999)).toBe(49_200);
  });

  it('reaches both ends of content that is taller than any element', () => {
    const scroll = new TallScroll();
    scroll.resize(50_000_000, 800);
    expect(scroll.elementHeightPx).toBeLessThan(17_000_000);
    scroll.scrolled(scroll.elementHeightPx - 800);
    expect(scroll.top).toBe(50_000_000 - 800);
    scroll.scrolled(0);
    expect(scroll.top).toBe(0);
  });

  it('moves pixel by pixel through all of it, without a jump of the content', () => {
    const scroll = new TallScroll();
    scroll.resize(50_000_000, 800);
    let elementTop = scroll.moveTo(24_000_000);
    for (let step = 0; step < 40_000; step++) {
      const before = scroll.top;
      elementTop = Math.min(elementTop + 700, scroll.elementHeightPx - 800);
      elementTop = scroll.scrolled(elementTop) ?? elementTop;
      if (before < 50_000_000 - 1600) expect(Math.abs(scroll.top - before - 700)).toBeLessThanOrEqual(1);
    }
    expect(scroll.top).toBe(50_000_000 - 800);
  });

  it('goes to any height exactly', () => {
    const scroll = new TallScroll();
    scroll.resize(50_000_000, 800);
    for (const top of [0, 1, 12_345_678, 49_999_200]) {
      const elementTop = scroll.moveTo(top);
      expect(scroll.top).toBe(top);
      expect(elementTop + scroll.offsetPx).toBe(top);
    }
  });
});
