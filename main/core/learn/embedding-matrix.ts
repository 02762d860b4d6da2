import type { ReadDb } from '../db/connection.ts';
import { listEmbeddings } from '../db/predictions.ts';
import type { Samples } from './samples.ts';

/** Rows read at a time. */
const CHUNK = 5_000;
/** Bytes of the scale before a stored vector: directions need none. */
const HEADER = 4;

/**
 * The vectors of all photos in one array of signed bytes, which follows the database by revision. Only directions count, so
 * a row is its bytes and one over its length.
 */
export class EmbeddingMatrix {
  readonly #db: ReadDb;
  readonly #modelId: number;
  #seen = { revision: 0, photoId: 0 };
  #size = 0;
  #count = 0;
  #bytes = new Int8Array(0);
  #inverse = new Float32Array(0);
  #ids = new Int32Array(0);
  #rowOf = new Map<number, number>();

  constructor(db: ReadDb, modelId: number) {
    this.#db = db;
    this.#modelId = modelId;
  }

  get modelId(): number {
    return this.#modelId;
  }

  /** Dimensions; 0 as long as there is no photo. */
  get size(): number {
    return this.#size;
  }

  get count(): number {
    return this.#count;
  }

  /** Id of each row's photo. */
  get ids(): Int32Array {
    return this.#ids.subarray(0, this.#count);
  }

  /** Takes in what has changed; the vector of a photo is the same for good, as its bytes and the model are. */
  refresh(): void {
    while (true) {
      const rows = listEmbeddings(this.#db, this.#modelId, this.#seen, CHUNK, (id) => !this.has(id));
      for (const { photoId, vector } of rows) if (vector) this.#put(photoId, vector);
      const last = rows.at(-1);
      if (!last) return;
      this.#seen = { revision: last.revision, photoId: last.photoId };
      if (rows.length < CHUNK) return;
    }
  }

  has(photoId: number): boolean {
    return this.#rowOf.has(photoId);
  }

  /** Vectors of some photos, of length 1; unknown photos are left out. */
  pick(photoIds: readonly number[]): Samples {
    const rows = photoIds.flatMap((id) => this.#rowOf.get(id) ?? []);
    const values = new Float32Array(rows.length * this.#size);
    rows.forEach((row, i) => {
      const inverse = this.#inverse[row] as number;
      for (let j = 0, from = row * this.#size, to = i * this.#size; j < this.#size; j++, from++, to++)
        values[to] = (this.#bytes[from] as number) * inverse;
    });
    return { count: rows.length, size: this.#size, values };
  }

  /** `weights . vector` of every row, vectors taken at length 1. */
  multiply(weights: Float32Array): Float32Array {
    const size = this.#size;
    const bytes = this.#bytes;
    const result = new Float32Array(this.#count);
    for (let row = 0, at = 0; row < this.#count; row++) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let i = 0;
      for (; i + 3 < size; i += 4, at += 4) {
        s0 += (weights[i] as number) * (bytes[at] as number);
        s1 += (weights[i + 1] as number) * (bytes[at + 1] as number);
        s2 += (weights[i + 2] as number) * (bytes[at + 2] as number);
        s3 += (weights[i + 3] as number) * (bytes[at + 3] as number);
      }
      for (; i < size; i++, at++) s0 += (weights[i] as number) * (bytes[at] as number);
      result[row] = (s0 + s1 + s2 + s3) * (this.#inverse[row] as number);
    }
    return result;
  }

  /** A function of every row's vector, of length 1; the vector is the same array each time. */
  map(score: (vector: Float32Array) => number): Float32Array {
    const vector = new Float32Array(this.#size);
    return Float32Array.from({ length: this.#count }, (_, row) => {
      const inverse = this.#inverse[row] as number;
      for (let i = 0, at = row * this.#size; i < vector.length; i++, at++)
        vector[i] = (this.#bytes[at] as number) * inverse;
      return score(vector);
    });
  }

  #put(photoId: number, stored: Uint8Array): void {
    const size = stored.byteLength - HEADER;
    if (this.#size === 0) this.#size = size;
    if (size !== this.#size) return;
    let row = this.#rowOf.get(photoId);
    if (row === undefined) {
      row = this.#count++;
      if (this.#count > this.#ids.length) this.#grow();
      this.#rowOf.set(photoId, row);
      this.#ids[row] = photoId;
    }
    const values = new Int8Array(stored.buffer, stored.byteOffset + HEADER, size);
    this.#bytes.set(values, row * size);
    let sum = 0;
    for (const value of values) sum += value * value;
    this.#inverse[row] = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  }

  #grow(): void {
    const capacity = Math.max(1_024, Math.ceil(this.#ids.length * 1.5));
    const grown = <T extends Int8Array | Float32Array | Int32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#bytes = grown(new Int8Array(capacity * this.#size), this.#bytes);
    this.#inverse = grown(new Float32Array(capacity), this.#inverse);
    this.#ids = grown(new Int32Array(capacity), this.#ids);
  }
}
