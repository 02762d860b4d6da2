const FIRST_WORDS = 1024;

/** A set of photo ids, one bit each: ids are row numbers, so there are few gaps. Nothing is copied when it changes. */
export class IdSet {
  #words = new Uint32Array(FIRST_WORDS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(id: number): boolean {
    return (((this.#words[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
  }

  /** @returns whether it is new */
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

  /** @returns whether it was there */
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

  /** All ids, ascending. */
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
