/** What the index holds of a photo. */
export interface IndexedPhoto {
  id: number;
  /** Local wall-clock time as if it were UTC. */
  takenAtMs: number;
  /** Width / height in thousandths. */
  aspect: number;
  /** Concept numbers with their weights (0..1). */
  entries: readonly LabelWeight[];
}

export interface LabelWeight {
  concept: number;
  weight: number;
}

/** Weights are kept as 16-bit numbers of this many parts. */
export const WEIGHT_SCALE = 65_535;
/** Changes since the base was built that are carried beside it, at least, and as a share of the base. */
const MIN_CHANGES = 1_000;
const MAX_CHANGED_SHARE = 0.1;

/**
 * Most photos, as typed arrays in the order of dates (newest first), with their labels twice: by photo, and by concept.
 * Concept numbers are a pre-order, so all photos under a concept are one run of `postings`.
 * At 1,000,000 photos of 10 labels: about 140 MB.
 */
export interface IndexBase {
  readonly count: number;
  readonly ids: Int32Array;
  readonly takenAtMs: Float64Array;
  readonly aspects: Uint16Array;
  /** `labels` of the photo at a position: from starts[position] to starts[position + 1]. */
  readonly starts: Uint32Array;
  readonly labelConcepts: Uint32Array;
  readonly labelWeights: Uint16Array;
  /** Concepts that occur, ascending; the postings of concepts[i] go from postingStarts[i] to postingStarts[i + 1]. */
  readonly concepts: Uint32Array;
  readonly postingStarts: Uint32Array;
  readonly postingPositions: Uint32Array;
  readonly postingWeights: Uint16Array;
  /** 1 where the photo has changed or gone since: its place here is void. */
  readonly stale: Uint8Array;
}

/**
 * Photos and their labels in memory, laid out for searching: a base of typed arrays, and beside it the photos that have
 * changed since it was built. When these become too many, the base is built anew.
 */
export class PhotoIndex {
  #base: IndexBase = buildBase([]);
  #positions = new Map<number, number>();
  #changed = new Map<number, IndexedPhoto>();
  #staleCount = 0;

  /** Number of photos. */
  get size(): number {
    return this.#base.count - this.#staleCount + this.#changed.size;
  }

  get base(): IndexBase {
    return this.#base;
  }

  /** Photos that are not in the base, in no order. */
  get changed(): Iterable<IndexedPhoto> {
    return this.#changed.values();
  }

  /** Adds a photo, or replaces what is known of it. */
  put(photo: IndexedPhoto): void {
    this.#retire(photo.id);
    this.#changed.set(photo.id, photo);
    if (this.#changed.size > Math.max(MIN_CHANGES, this.#base.count * MAX_CHANGED_SHARE)) this.rebuild();
  }

  /** Takes a photo out; unknown ids are no error. */
  remove(id: number): void {
    this.#retire(id);
    this.#changed.delete(id);
  }

  /** Takes all changes into the base. */
  rebuild(): void {
    if (this.#changed.size === 0 && this.#staleCount === 0) return;
    this.#base = buildBase([...this.#kept(), ...this.#changed.values()]);
    this.#positions = new Map();
    this.#base.ids.forEach((id, position) => {
      this.#positions.set(id, position);
    });
    this.#changed.clear();
    this.#staleCount = 0;
  }

  #retire(id: number): void {
    const position = this.#positions.get(id);
    if (position === undefined) return;
    this.#base.stale[position] = 1;
    this.#positions.delete(id);
    this.#staleCount++;
  }

  /** What of the base still holds. */
  *#kept(): Generator<IndexedPhoto> {
    for (let position = 0; position < this.#base.count; position++) {
      if (this.#base.stale[position] === 0) yield photoAt(this.#base, position);
    }
  }
}

/** The photo at a position of a base. */
export function photoAt(base: IndexBase, position: number): IndexedPhoto {
  const start = base.starts[position] ?? 0;
  const end = base.starts[position + 1] ?? start;
  return {
    id: base.ids[position] ?? 0,
    takenAtMs: base.takenAtMs[position] ?? 0,
    aspect: base.aspects[position] ?? 0,
    entries: Array.from({ length: end - start }, (_, i) => ({
      concept: base.labelConcepts[start + i] ?? 0,
      weight: (base.labelWeights[start + i] ?? 0) / WEIGHT_SCALE,
    })),
  };
}

/** Newest first; photos of the same moment in the order of their ids. */
export function compareByDate(a: { takenAtMs: number; id: number }, b: { takenAtMs: number; id: number }): number {
  return b.takenAtMs - a.takenAtMs || a.id - b.id;
}

/** A weight as it is kept. */
export function toStoredWeight(weight: number): number {
  return Math.round(Math.min(Math.max(weight, 0), 1) * WEIGHT_SCALE);
}

function buildBase(photos: IndexedPhoto[]): IndexBase {
  photos.sort(compareByDate);
  const count = photos.length;
  const total = photos.reduce((sum, photo) => sum + photo.entries.length, 0);
  const base = {
    count,
    ids: Int32Array.from(photos, (photo) => photo.id),
    takenAtMs: Float64Array.from(photos, (photo) => photo.takenAtMs),
    aspects: Uint16Array.from(photos, (photo) => Math.min(Math.max(Math.round(photo.aspect), 1), 65_535)),
    starts: new Uint32Array(count + 1),
    labelConcepts: new Uint32Array(total),
    labelWeights: new Uint16Array(total),
    stale: new Uint8Array(count),
  };
  let at = 0;
  photos.forEach((photo, position) => {
    for (const { concept, weight } of photo.entries) {
      base.labelConcepts[at] = concept;
      base.labelWeights[at] = toStoredWeight(weight);
      at++;
    }
    base.starts[position + 1] = at;
  });
  return { ...base, ...buildPostings(base) };
}

/** The same labels by concept: a counting sort, so the postings of each concept stay in the order of dates. */
function buildPostings(
  base: Pick<IndexBase, 'count' | 'starts' | 'labelConcepts' | 'labelWeights'>,
): Pick<IndexBase, 'concepts' | 'postingStarts' | 'postingPositions' | 'postingWeights'> {
  const { labelConcepts, labelWeights, starts } = base;
  const highest = labelConcepts.reduce((max, concept) => Math.max(max, concept), 0);
  const places = new Uint32Array(highest + 2);
  for (const concept of labelConcepts) places[concept + 1] = (places[concept + 1] ?? 0) + 1;
  const concepts: number[] = [];
  const postingStarts: number[] = [];
  for (let concept = 0; concept <= highest; concept++) {
    const start = places[concept] ?? 0;
    const next = start + (places[concept + 1] ?? 0);
    places[concept + 1] = next;
    if (next > start) {
      concepts.push(concept);
      postingStarts.push(start);
    }
  }
  postingStarts.push(labelConcepts.length);
  const postingPositions = new Uint32Array(labelConcepts.length);
  const postingWeights = new Uint16Array(labelConcepts.length);
  for (let position = 0; position < base.count; position++) {
    const end = starts[position + 1] ?? 0;
    for (let i = starts[position] ?? 0; i < end; i++) {
      const concept = labelConcepts[i] ?? 0;
      const place = places[concept] ?? 0;
      places[concept] = place + 1;
      postingPositions[place] = position;
      postingWeights[place] = labelWeights[i] ?? 0;
    }
  }
  return {
    concepts: Uint32Array.from(concepts),
    postingStarts: Uint32Array.from(postingStarts),
    postingPositions,
    postingWeights,
  };
}
