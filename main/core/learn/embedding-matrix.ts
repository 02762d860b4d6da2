import type { ReadDb } from '../db/connection.ts';
import { listEmbeddings } from '../db/predictions.ts';
import { getRevision } from '../db/revisions.ts';
import { ByteRows } from './dot-kernel.ts';
import type { Samples } from './samples.ts';
import { readVectorFile, type VectorFileHeader, writeVectorFile } from './vector-file.ts';

/** Rows read at a time. */
const CHUNK = 5_000;
/** Bytes of the scale before a stored vector: directions need none. */
const HEADER = 4;
const GROWTH = 1.25;
/** So many rows, and such a share, are read from the database again rather than that a file is written for them. */
const MIN_UNFILED = 5_000;
const MAX_UNFILED_SHARE = 0.1;

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
  readonly #filePath: string | undefined;
  /** Rows that are in the file. */
  #filed = 0;

  /** @param filePath where the rows are kept between two starts; without, they are read from the database each time */
  constructor(db: ReadDb, modelId: number, filePath?: string) {
    this.#db = db;
    this.#modelId = modelId;
    this.#filePath = filePath;
    if (filePath !== undefined) this.#load(filePath);
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

  /** Writes the file anew where that will save the next start much work. */
  save(): void {
    const isWorthIt = this.#count - this.#filed > Math.max(MIN_UNFILED, this.#filed * MAX_UNFILED_SHARE);
    if (this.#filePath === undefined || !this.#rows || !isWorthIt) return;
    const header: VectorFileHeader = {
      modelId: this.#modelId,
      size: this.size,
      count: this.#count,
      seenRevision: this.#seen.revision,
      seenPhotoId: this.#seen.photoId,
    };
    writeVectorFile(this.#filePath, header, [
      this.ids,
      this.#inverse.subarray(0, this.#count),
      this.#rows.bytes(this.#count),
    ]);
    this.#filed = this.#count;
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

  #load(filePath: string): void {
    readVectorFile(filePath, (header, read) => {
      const { modelId, size, count, seenRevision, seenPhotoId } = header;
      if (modelId !== this.#modelId || seenRevision > getRevision(this.#db)) return;
      const rows = new ByteRows(size);
      rows.reserve(count);
      const ids = new Int32Array(count);
      const inverse = new Float32Array(count);
      for (const part of [ids, inverse, rows.bytes(count)]) read(part);
      this.#rows = rows;
      this.#ids = ids;
      this.#inverse = inverse;
      this.#count = count;
      this.#filed = count;
      this.#seen = { revision: seenRevision, photoId: seenPhotoId };
      this.#rowOf = new Map(Array.from(ids, (id, row) => [id, row]));
    });
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
