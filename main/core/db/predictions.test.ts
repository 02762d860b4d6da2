import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeClasses, decodeEmbedding, encodeClasses, encodeEmbedding } from './predictions.ts';

test('classes come back as they were stored, probabilities within 1/65535', () => {
  const classes = fc.array(
    fc.record({ index: fc.nat(65_535), probability: fc.float({ min: 0, max: 1, noNaN: true }) }),
  );
  fc.assert(
    fc.property(classes, (stored) => {
      const back = decodeClasses(encodeClasses(stored));
      expect(back.map((c) => c.index)).toEqual(stored.map((c) => c.index));
      const errors = back.map((c, i) => Math.abs(c.probability - (stored[i]?.probability ?? 0)));
      expect(errors.filter((error) => error >= 1 / 65_535)).toEqual([]);
    }),
  );
});

test('an embedding comes back within half a step of its scale', () => {
  const vector = Float32Array.from({ length: 1280 }, (_, i) => Math.sin(i) * 3);
  const back = decodeEmbedding(encodeEmbedding(vector));
  const step = 3 / 127;
  const errors = [...vector].map((value, i) => Math.abs(value - (back[i] ?? 0)));
  expect(Math.max(...errors)).toBeLessThanOrEqual(step / 2 + 1e-6);
});

test('an embedding of zeros stays one', () => {
  expect(decodeEmbedding(encodeEmbedding(new Float32Array(4)))).toEqual(new Float32Array(4));
});
