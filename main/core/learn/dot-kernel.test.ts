import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import loadWabt from 'wabt';
import { createRandom } from '../../../shared/random.ts';
import { ByteRows, kernelBytes } from './dot-kernel.ts';

test('the program that is run is what the readable text says', async () => {
  const text = readFileSync(join(import.meta.dirname, 'dot-kernel.wat'), 'utf8');
  const { buffer } = (await loadWabt()).parseWat('dot-kernel.wat', text, { simd: true }).toBinary({});
  expect(Buffer.from(buffer).equals(kernelBytes)).toBe(true);
});

test.each([1, 15, 16, 17, 1280])('products of rows of %i numbers are those of plain arithmetic', (size) => {
  const random = createRandom(size);
  const count = 20_000;
  const rows = new ByteRows(size);
  rows.reserve(10);
  const values = Array.from({ length: count }, (_, row) => {
    if (row === 10) rows.reserve(count);
    const numbers = Int8Array.from({ length: size }, () => Math.floor(random() * 255) - 127);
    rows.row(row).set(numbers);
    return numbers;
  });
  const weights = Float32Array.from({ length: size }, () => random() - 0.5);
  const products = rows.multiply(weights, count);
  const bound = 2e-5 * size * 127;
  for (const row of [0, 9, 10, 16_383, 16_384, count - 1]) {
    const expected = (values[row] as Int8Array).reduce((sum, value, i) => sum + value * (weights[i] as number), 0);
    expect(Math.abs((products[row] as number) - expected)).toBeLessThan(bound);
  }
});

test('the largest numbers do not overflow, and no weights give zero', () => {
  const rows = new ByteRows(1280);
  rows.reserve(2);
  rows.row(0).fill(127);
  rows.row(1).fill(-127);
  const [high = 0, low = 0] = rows.multiply(new Float32Array(1280).fill(3), 2);
  expect(high / (1280 * 127 * 3)).toBeCloseTo(1, 3);
  expect(low / (1280 * 127 * 3)).toBeCloseTo(-1, 3);
  expect([...rows.multiply(new Float32Array(1280), 2)]).toEqual([0, 0]);
});
