import type { ReadDb } from '../db/connection.ts';
import { listEmbeddings } from '../db/predictions.ts';
import { ByteRows } from './dot-kernel.ts';
import type { Samples } from './samples.ts';

/** Rows read at a time. */
const CHUNK = 5_000;
/** Bytes of the scale before a stored vector: directions need none. */
const HEADER = 4;
const GROWTH = 1.25;

/**
 * The vectors of all photos in one array of signed bytes, which follows the database by revision. Only directions count, so
 * a row is its bytes and one over its length.
 */
export class EmbeddingMatrix {
  readonly #db: ReadDb;
  readonly #modelId: number;
  #seen = { revision: 0, photoId: 0 };
  #count = 0;
  #rows: ByteRows | undefined;
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
    return this.#rows?.size ?? 0;
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
    const { size } = this;
    const rows = photoIds.flatMap((id) => this.#rowOf.get(id) ?? []);
    const values = new Float32Array(rows.length * size);
    rows.forEach((row, i) => {
      this.#read(row, values.subarray(i * size, (i + 1) * size));
    });
    return { count: rows.length, size, values };
  }

  /** `weights . vector` of every row, vectors taken at length 1. */
  multiply(weights: Float32Array): Float32Array {
    const result = this.#rows?.multiply(weights, this.#count) ?? new Float32Array(0);
    for (let row = 0; row < result.length; row++)
      result[row] = (result[row] as number) * (this.#inverse[row] as number);
    return result;
  }

  /** A function of every row's vector, of length 1; the vector is the same array each time. */
  map(score: (vector: Float32Array) => number): Float32Array {
    const vector = new Float32Array(this.size);
    return Float32Array.from({ length: this.#count }, (_, row) => {
      this.#read(row, vector);
      return score(vector);
    });
  }

  #read(row: number, vector: Float32Array): void {
    const bytes = this.#rows?.row(row) ?? [];
    const inverse = this.#inverse[row] as number;
    for (let i = 0; i < vector.length; i++) vector[i] = (bytes[i] as number) * inverse;
  }

  #put(photoId: number, stored: Uint8Array): void {
    const size = stored.byteLength - HEADER;
    this.#rows ??= new ByteRows(size);
    if (size !== this.size) return;
    let row = this.#rowOf.get(photoId);
    if (row === undefined) {
      row = this.#count++;
      if (this.#count > this.#ids.length) this.#grow(this.#rows);
      this.#rowOf.set(photoId, row);
      this.#ids[row] = photoId;
    }
    const values = new Int8Array(stored.buffer, stored.byteOffset + HEADER, size);
    this.#rows.row(row).set(values);
    let sum = 0;
    for (const value of values) sum += value * value;
    this.#inverse[row] = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  }

  #grow(rows: ByteRows): void {
    const capacity = Math.max(1_024, Math.ceil(this.#ids.length * GROWTH));
    const grown = <T extends Float32Array | Int32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    rows.reserve(capacity);
    this.#inverse = grown(new Float32Array(capacity), this.#inverse);
    this.#ids = grown(new Int32Array(capacity), this.#ids);
  }
}
