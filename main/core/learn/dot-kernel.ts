/** What `dot-kernel.wat` is as a program; a test makes it anew from that text. */
export const kernelBytes = Buffer.from(
  'AGFzbQEAAAABCQFgBX9/f39/AAISAQNlbnYGbWVtb3J5AgECgIAEAwIBAAcHAQNkb3QAAAquAQGrAQIEfwJ7IAAhBgJAA0AgBSADTw0B/QwAAAAAAAAAAAAAAAAAAAAAIQogASEIIAYgBGohBwNAIAb9AAQAIQkgCiAJ/YcBIAj9AAQA/boB/a4BIQogCiAJ/YgBIAj9AAQQ/boB/a4BIQogCEEgaiEIIAZBEGohBiAGIAdHDQALIAIgBUECdGogCv0bACAK/RsBaiAK/RsCIAr9GwNqajYCACAFQQFqIQUMAAsLCw==',
  'base64',
);

const PAGE_BYTES = 65_536;
const LANES = 16;
/** The first page holds the query, the second the answers of so many rows. */
const BLOCK_ROWS = PAGE_BYTES / 4;
const ROWS_START = 2 * PAGE_BYTES;
const MAX_INT16 = 32_767;
const MAX_INT8 = 127;
const MAX_INT32 = 2 ** 31 - 1;

type Dot = (rows: number, query: number, out: number, count: number, stride: number) => void;

/** Rows of signed bytes in memory of their own, multiplied sixteen numbers at a time (WebAssembly SIMD). */
export class ByteRows {
  /** Numbers of a row, at most 32,768. */
  readonly size: number;
  readonly #stride: number;
  readonly #memory = new WebAssembly.Memory({ initial: ROWS_START / PAGE_BYTES, maximum: 65_536 });
  readonly #dot: Dot;

  constructor(size: number) {
    this.size = size;
    this.#stride = Math.ceil(size / LANES) * LANES;
    const instance = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes), { env: { memory: this.#memory } });
    this.#dot = instance.exports.dot as Dot;
  }

  /** Makes room for rows; those that are there stay. @throws RangeError above 4 GB, some 3,300,000 rows of 1,280 */
  reserve(count: number): void {
    const pages = Math.ceil((ROWS_START + count * this.#stride - this.#memory.buffer.byteLength) / PAGE_BYTES);
    if (pages > 0) this.#memory.grow(pages);
  }

  /** The numbers of a row, to be read or written at once: the view ends with the next `reserve`. */
  row(index: number): Int8Array {
    return new Int8Array(this.#memory.buffer, ROWS_START + index * this.#stride, this.size);
  }

  /** All bytes of the first rows as they lie in memory, to be read or written at once. */
  bytes(count: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, ROWS_START, count * this.#stride);
  }

  /** `weights . row` of the first `count` rows; weights are taken with 16 bits, as a share of the largest. */
  multiply(weights: Float32Array, count: number): Float32Array {
    const scale = this.#writeQuery(weights);
    const result = new Float32Array(count);
    for (let first = 0; first < count; first += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, count - first);
      this.#dot(ROWS_START + first * this.#stride, 0, PAGE_BYTES, rows, this.#stride);
      const sums = new Int32Array(this.#memory.buffer, PAGE_BYTES, rows);
      for (let i = 0; i < rows; i++) result[first + i] = (sums[i] as number) * scale;
    }
    return result;
  }

  /** @returns what one step of the written query is worth; no sum of products can leave 32 bits */
  #writeQuery(weights: Float32Array): number {
    let most = 0;
    let sum = 0;
    for (let i = 0; i < this.size; i++) {
      const size = Math.abs(weights[i] as number);
      most = Math.max(most, size);
      sum += size;
    }
    const query = new Int16Array(this.#memory.buffer, 0, this.#stride).fill(0);
    if (most === 0) return 0;
    const steps = Math.min(MAX_INT16 / most, (MAX_INT32 / MAX_INT8 - this.size) / sum);
    for (let i = 0; i < this.size; i++) query[i] = Math.round((weights[i] as number) * steps);
    return 1 / steps;
  }
}
