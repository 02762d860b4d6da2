import { dotRows, rowOf, type Samples } from './samples.ts';

/** Keeps the factor of equal or dependent vectors finite; vectors have length 1. */
const JITTER = 1e-5;

/**
 * Vectors as seen from the space they span. A linear model with an L2 penalty never leaves that space, so training on these
 * few coordinates gives the same model as training on the vectors, at a fraction of the work: with the Gram matrix
 * `G = X X^T = L L^T`, the rows of `L` are the coordinates. Vectors that come later are added at the end, at the cost of the
 * new rows only.
 */
export class Coordinates {
  readonly #vectors: Float32Array[] = [];
  /** Rows of `L`: row i has i + 1 numbers. */
  readonly #rows: Float64Array[] = [];

  constructor(samples?: Samples) {
    if (samples) this.add(samples);
  }

  get count(): number {
    return this.#rows.length;
  }

  add(samples: Samples): void {
    for (let row = 0; row < samples.count; row++) this.#addRow(rowOf(samples, row));
  }

  /** The same, to be added to on its own. */
  copy(): Coordinates {
    const copy = new Coordinates();
    copy.#vectors.push(...this.#vectors);
    copy.#rows.push(...this.#rows);
    return copy;
  }

  /** All rows as samples of `count` dimensions. */
  toSamples(): Samples {
    const { count } = this;
    const values = new Float32Array(count * count);
    this.#rows.forEach((row, i) => {
      values.set(row, i * count);
    });
    return { count, size: count, values };
  }

  /** Weights for the vectors themselves from weights for the coordinates: `X^T L^-T u`. */
  toVector(weights: Float64Array): Float32Array {
    const shares = Float64Array.from(weights);
    for (let i = this.count - 1; i >= 0; i--) {
      const row = this.#rows[i] as Float64Array;
      const share = (shares[i] as number) / (row[i] as number);
      shares[i] = share;
      for (let j = 0; j < i; j++) shares[j] = (shares[j] as number) - (row[j] as number) * share;
    }
    const result = new Float32Array(this.#vectors[0]?.length ?? 0);
    this.#vectors.forEach((vector, i) => {
      const share = shares[i] as number;
      for (let j = 0; j < result.length; j++) result[j] = (result[j] as number) + share * (vector[j] as number);
    });
    return result;
  }

  #addRow(vector: Float32Array): void {
    const row = new Float64Array(this.count + 1);
    this.#rows.forEach((other, i) => {
      let value = dotRows(vector, this.#vectors[i] as Float32Array);
      for (let j = 0; j < i; j++) value -= (row[j] as number) * (other[j] as number);
      row[i] = value / (other[i] as number);
    });
    let rest = dotRows(vector, vector) + JITTER;
    for (let j = 0; j < this.count; j++) rest -= (row[j] as number) ** 2;
    row[this.count] = Math.sqrt(Math.max(rest, JITTER));
    this.#vectors.push(vector);
    this.#rows.push(row);
  }
}
