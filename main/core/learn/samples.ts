/** Vectors in one flat array, row by row: `values.length === count * size`. */
export interface Samples {
  count: number;
  size: number;
  values: Float32Array;
}

/** One vector of many, without a copy. */
export function rowOf({ size, values }: Samples, row: number): Float32Array {
  return values.subarray(row * size, (row + 1) * size);
}

/** Vectors that lie by themselves, all of one size, copied into one array. */
export function fromRows(rows: readonly Float32Array[]): Samples {
  const size = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * size);
  rows.forEach((row, i) => {
    values.set(row, i * size);
  });
  return { count: rows.length, size, values };
}

/** Some vectors of many, copied. */
export function pickRows(samples: Samples, rows: readonly number[]): Samples {
  const values = new Float32Array(rows.length * samples.size);
  rows.forEach((row, i) => {
    values.set(rowOf(samples, row), i * samples.size);
  });
  return { count: rows.length, size: samples.size, values };
}

/** Four sums at once: a single one would wait for each addition. */
export function dotRows(a: Float32Array, b: Float32Array): number {
  const { length } = a;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += (a[i] as number) * (b[i] as number);
    s1 += (a[i + 1] as number) * (b[i + 1] as number);
    s2 += (a[i + 2] as number) * (b[i + 2] as number);
    s3 += (a[i + 3] as number) * (b[i + 3] as number);
  }
  for (; i < length; i++) s0 += (a[i] as number) * (b[i] as number);
  return s0 + s1 + s2 + s3;
}

/** Scaled to length 1; a vector of nothing but zeros stays one. */
export function normalise(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(dotRows(vector, vector));
  return norm > 0 ? vector.map((value) => value / norm) : vector;
}

/** The rows of one behind those of another. */
export function joinRows(first: Samples, second: Samples): Samples {
  const values = new Float32Array(first.values.length + second.values.length);
  values.set(first.values);
  values.set(second.values, first.values.length);
  return { count: first.count + second.count, size: first.size || second.size, values };
}
