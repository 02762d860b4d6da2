const FIRST_WORDS = 1024;

/**
 * A set of photo ids, one bit each: ids are row numbers, so there are few gaps. Nothing is copied when it changes. Ids below
 * zero, of files that wait to be looked at, have bits of their own.
 */
export class IdSet {
  readonly #photos = new Bits();
  readonly #files = new Bits();

  get size(): number {
    return this.#photos.size + this.#files.size;
  }

  has(id: number): boolean {
    return id < 0 ? this.#files.has(-id) : this.#photos.has(id);
  }

  /** @returns whether it is new */
  add(id: number): boolean {
    return id < 0 ? this.#files.add(-id) : this.#photos.add(id);
  }

  /** @returns whether it was there */
  delete(id: number): boolean {
    return id < 0 ? this.#files.delete(-id) : this.#photos.delete(id);
  }

  clear(): void {
    this.#photos.clear();
    this.#files.clear();
  }

  /** All ids, ascending. */
  toArray(): number[] {
    const files = this.#files.toArray().reverse();
    return [...files.map((id) => -id), ...this.#photos.toArray()];
  }
}

/** A set of numbers from zero on. */
class Bits {
  #words = new Uint32Array(FIRST_WORDS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(id: number): boolean {
    return (((this.#words[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
  }

  add(id: number): boolean {
    if (this.has(id)) return false;
    const place = id >>> 5;
    if (place >= this.#words.length) {
      const grown = new Uint32Array(Math.max(place + 1, this.#words.length * 2));
      grown.set(this.#words);
      this.#words = grown;
    }
    this.#words[place] = (this.#words[place] ?? 0) | (1 << (id & 31));
    this.#size++;
    return true;
  }

  delete(id: number): boolean {
    if (!this.has(id)) return false;
    const place = id >>> 5;
    this.#words[place] = (this.#words[place] ?? 0) & ~(1 << (id & 31));
    this.#size--;
    return true;
  }

  clear(): void {
    if (this.#size > 0) this.#words.fill(0);
    this.#size = 0;
  }

  toArray(): number[] {
    const ids: number[] = [];
    for (let place = 0; place < this.#words.length && ids.length < this.#size; place++) {
      for (let word = this.#words[place] ?? 0; word !== 0; word &= word - 1) {
        ids.push(place * 32 + 31 - Math.clz32(word & -word));
      }
    }
    return ids;
  }
}
