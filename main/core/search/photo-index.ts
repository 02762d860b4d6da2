import { assert } from '../../../shared/errors.ts';

/** What the index holds of a photo. */
export interface IndexedPhoto {
  id: number;
  /** Local wall-clock time as if it were UTC. */
  takenAtMs: number;
  /** Width / height in thousandths. */
  aspect: number;
  /** Concept numbers with their weights (0..1). */
  entries: readonly { concept: number; weight: number }[];
}

/** Weights are kept as 16-bit numbers of this many parts. */
const WEIGHT_SCALE = 65_535;
const FIRST_CAPACITY = 1_024;
/** When this share of the pool is no longer referred to, it is packed. */
const MAX_WASTE = 0.5;

/**
 * Photos and their labels in typed arrays, so that a query is one pass over memory: each photo has a slot, its entries a
 * run in a common pool. At 1,000,000 photos of 10 entries this is about 80 MB.
 */
export class PhotoIndex {
  #slotById = new Map<number, number>();
  #freeSlots: number[] = [];
  #slots = 0;
  #ids = new Int32Array(FIRST_CAPACITY);
  #takenAtMs = new Float64Array(FIRST_CAPACITY);
  #aspects = new Uint16Array(FIRST_CAPACITY);
  #starts = new Uint32Array(FIRST_CAPACITY);
  #counts = new Uint16Array(FIRST_CAPACITY);
  #concepts = new Uint32Array(FIRST_CAPACITY * 8);
  #weights = new Uint16Array(FIRST_CAPACITY * 8);
  #poolEnd = 0;
  #poolWaste = 0;
  #byDate: Int32Array = new Int32Array(0);
  #unsorted = new Set<number>();
  #orderStale = false;

  /** Number of photos. */
  get size(): number {
    return this.#slotById.size;
  }

  /** Adds a photo, or replaces what is known of it. */
  put(photo: IndexedPhoto): void {
    let slot = this.#slotById.get(photo.id);
    if (slot === undefined) {
      slot = this.#freeSlots.pop() ?? this.#slots++;
      this.#growSlots();
      this.#slotById.set(photo.id, slot);
      this.#counts[slot] = 0;
      this.#unsorted.add(slot);
    } else if (this.#takenAtMs[slot] !== photo.takenAtMs) {
      this.#orderStale = true;
    }
    this.#ids[slot] = photo.id;
    this.#takenAtMs[slot] = photo.takenAtMs;
    this.#aspects[slot] = Math.min(Math.max(Math.round(photo.aspect), 1), 65_535);
    this.#writeEntries(slot, photo.entries);
  }

  /** Takes a photo out; unknown ids are no error. */
  remove(id: number): void {
    const slot = this.#slotById.get(id);
    if (slot === undefined) return;
    this.#slotById.delete(id);
    this.#poolWaste += this.#counts[slot] ?? 0;
    this.#counts[slot] = 0;
    this.#freeSlots.push(slot);
    this.#orderStale = true;
  }

  /** Slots of all photos, newest first; the array is the index's own. */
  slotsByDate(): Int32Array {
    if (this.#orderStale) {
      this.#byDate = Int32Array.from(this.#slotById.values()).sort(this.#newestFirst);
    } else if (this.#unsorted.size > 0) {
      this.#byDate = merge(this.#byDate, Int32Array.from(this.#unsorted).sort(this.#newestFirst), this.#newestFirst);
    }
    this.#unsorted.clear();
    this.#orderStale = false;
    return this.#byDate;
  }

  idAt(slot: number): number {
    return this.#ids[slot] ?? 0;
  }

  takenAtMsAt(slot: number): number {
    return this.#takenAtMs[slot] ?? 0;
  }

  aspectAt(slot: number): number {
    return this.#aspects[slot] ?? 0;
  }

  /**
   * Adds up, for one photo, the weights of the entries of each term.
   * @param termsOf bit set of the terms that each concept number belongs to
   * @param sums one per term; overwritten
   */
  sumTerms(slot: number, termsOf: Uint32Array, sums: Float64Array): void {
    sums.fill(0);
    const start = this.#starts[slot] ?? 0;
    const end = start + (this.#counts[slot] ?? 0);
    for (let i = start; i < end; i++) {
      let terms = termsOf[this.#concepts[i] ?? 0] ?? 0;
      while (terms !== 0) {
        const term = 31 - Math.clz32(terms);
        sums[term] = (sums[term] ?? 0) + (this.#weights[i] ?? 0) / WEIGHT_SCALE;
        terms ^= 1 << term;
      }
    }
  }

  /** The entries of a photo. */
  entriesAt(slot: number): { concept: number; weight: number }[] {
    const start = this.#starts[slot] ?? 0;
    return Array.from({ length: this.#counts[slot] ?? 0 }, (_, i) => ({
      concept: this.#concepts[start + i] ?? 0,
      weight: (this.#weights[start + i] ?? 0) / WEIGHT_SCALE,
    }));
  }

  slotOf(id: number): number | undefined {
    return this.#slotById.get(id);
  }

  readonly #newestFirst = (a: number, b: number): number =>
    (this.#takenAtMs[b] ?? 0) - (this.#takenAtMs[a] ?? 0) || (this.#ids[a] ?? 0) - (this.#ids[b] ?? 0);

  #writeEntries(slot: number, entries: IndexedPhoto['entries']): void {
    const known = this.#counts[slot] ?? 0;
    if (entries.length > known) {
      this.#poolWaste += known;
      this.#counts[slot] = 0;
      this.#makeRoom(entries.length);
      this.#starts[slot] = this.#poolEnd;
      this.#poolEnd += entries.length;
    } else {
      this.#poolWaste += known - entries.length;
    }
    this.#counts[slot] = entries.length;
    const start = this.#starts[slot] ?? 0;
    entries.forEach((entry, i) => {
      this.#concepts[start + i] = entry.concept;
      this.#weights[start + i] = Math.round(Math.min(Math.max(entry.weight, 0), 1) * WEIGHT_SCALE);
    });
  }

  #growSlots(): void {
    if (this.#slots <= this.#ids.length) return;
    const capacity = this.#ids.length * 2;
    this.#ids = resized(this.#ids, new Int32Array(capacity));
    this.#takenAtMs = resized(this.#takenAtMs, new Float64Array(capacity));
    this.#aspects = resized(this.#aspects, new Uint16Array(capacity));
    this.#starts = resized(this.#starts, new Uint32Array(capacity));
    this.#counts = resized(this.#counts, new Uint16Array(capacity));
  }

  #makeRoom(length: number): void {
    if (this.#poolEnd + length <= this.#concepts.length) return;
    if (this.#poolWaste > this.#concepts.length * MAX_WASTE) this.#packPool();
    if (this.#poolEnd + length <= this.#concepts.length) return;
    const capacity = Math.max(this.#concepts.length * 2, this.#poolEnd + length);
    this.#concepts = resized(this.#concepts, new Uint32Array(capacity));
    this.#weights = resized(this.#weights, new Uint16Array(capacity));
  }

  #packPool(): void {
    const concepts = new Uint32Array(this.#concepts.length);
    const weights = new Uint16Array(this.#weights.length);
    let end = 0;
    for (const slot of this.#slotById.values()) {
      const start = this.#starts[slot] ?? 0;
      const count = this.#counts[slot] ?? 0;
      concepts.set(this.#concepts.subarray(start, start + count), end);
      weights.set(this.#weights.subarray(start, start + count), end);
      this.#starts[slot] = end;
      end += count;
    }
    assert(end <= concepts.length, 'what is in use fits where it came from');
    this.#concepts = concepts;
    this.#weights = weights;
    this.#poolEnd = end;
    this.#poolWaste = 0;
  }
}

function resized<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}

/** Merges two runs that are each in order. */
function merge(a: Int32Array, b: Int32Array, compare: (x: number, y: number) => number): Int32Array {
  const merged = new Int32Array(a.length + b.length);
  let i = 0;
  let j = 0;
  for (let k = 0; k < merged.length; k++) {
    const takeFirst = j >= b.length || (i < a.length && compare(a[i] ?? 0, b[j] ?? 0) <= 0);
    merged[k] = (takeFirst ? a[i++] : b[j++]) ?? 0;
  }
  return merged;
}
