import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cleanDescription } from './description.ts';

it('keeps words and lines, and nothing that a screen or XML can not hold', () => {
  expect(cleanDescription(' a\r\nb\rc\u2028d\te\u0000f\uD800 \uFFFE\n')).toBe('a\nb\nc\nd e f\uFFFD');
});

it('is clean after once, and never longer, whatever it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const clean = cleanDescription(text);
      expect(cleanDescription(clean)).toBe(clean);
      expect(clean.length <= text.length && clean.isWellFormed()).toBe(true);
      expect(clean).not.toMatch(/[^\P{Cc}\n]|[\uFFFE\uFFFF]/u);
    }),
  );
});
