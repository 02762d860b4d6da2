type Values = Int32Array | Uint32Array | Uint16Array | Uint8Array | Float32Array | Float64Array;

/** A growing list of numbers as it is at some moment, in blocks: what is added later does not show in it. */
export interface Blocks<A> {
  readonly blocks: readonly (A | undefined)[];
  readonly length: number;
}

/** Numbers in a block, as a power of two. */
const BLOCK_BITS = 14;
const BLOCK = 1 << BLOCK_BITS;
const IN_BLOCK = BLOCK - 1;

/** A growing list of numbers. Growing takes another block and copies nothing. Places that were not written to are 0. */
export class Column<A extends Values> {
  readonly #make: (length: number) => A;
  readonly #blocks: (A | undefined)[];
  #length: number;

  /** @param filled what it begins with, which is used as it is */
  constructor(Type: new (length: number) => A, filled?: Blocks<A>) {
    this.#make = (length) => new Type(length);
    this.#blocks = [...(filled?.blocks ?? [])];
    this.#length = filled?.length ?? 0;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    this.set(this.#length, value);
  }

  get(place: number): number {
    return this.#blocks[place >> BLOCK_BITS]?.[place & IN_BLOCK] ?? 0;
  }

  /** Writes to any place, also behind the last. */
  set(place: number, value: number): void {
    const block = this.#blocks[place >> BLOCK_BITS] ?? this.#addBlock(place >> BLOCK_BITS);
    block[place & IN_BLOCK] = value;
    if (place >= this.#length) this.#length = place + 1;
  }

  /** What it holds now; what is there must not be written to from then on. */
  toBlocks(): Blocks<A> {
    return { blocks: [...this.#blocks], length: this.#length };
  }

  /** A copy of what it holds. */
  toArray(): A {
    const values = this.#make(this.#length);
    this.#blocks.forEach((block, i) => {
      if (block) values.set(block.subarray(0, this.#length - i * BLOCK), i * BLOCK);
    });
    return values;
  }

  #addBlock(number: number): A {
    const block = this.#make(BLOCK);
    this.#blocks[number] = block;
    return block;
  }
}
