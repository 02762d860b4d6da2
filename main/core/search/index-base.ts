/** What the index holds of a photo. */
export interface IndexedPhoto {
  id: number;
  /** Local wall-clock time as if it were UTC. */
  takenAtMs: number;
  /** Width / height in thousandths. */
  aspect: number;
  entries: readonly IndexedEntry[];
}

/** One thing a photo can be found by. */
export interface IndexedEntry {
  concept: number;
  /** 0..1. Weights of classes add up and are then judged; any other entry is a probability that finds by itself. */
  weight: number;
  adds: boolean;
}

/** Weights are kept in this many parts, with a bit above them for those that do not add up. */
export const WEIGHT_SCALE = 32_767;
export const DECISIVE_BIT = 32_768;
const FIRST_CAPACITY = 1_024;

/** Labels of photos, one photo after the other: those of row r go from starts[r] to starts[r + 1]. */
interface LabelTable {
  readonly starts: Uint32Array;
  readonly labelConcepts: Uint32Array;
  readonly labelWeights: Uint16Array;
}

/**
 * Photos as typed arrays in the order of dates (newest first), with their labels twice: by photo, and by concept.
 * Concept numbers are a pre-order, so all photos under a concept are one run of postings.
 * At 1,000,000 photos of 10 labels: about 140 MB.
 */
export interface IndexBase extends LabelTable {
  readonly count: number;
  readonly ids: Int32Array;
  readonly takenAtMs: Float64Array;
  readonly aspects: Uint16Array;
  /** Concepts that occur, ascending; the postings of concepts[i] go from postingStarts[i] to postingStarts[i + 1]. */
  readonly concepts: Uint32Array;
  readonly postingStarts: Uint32Array;
  readonly postingPositions: Uint32Array;
  readonly postingWeights: Uint16Array;
  /** 1 where the photo has changed or gone since: its place here is void. */
  readonly stale: Uint8Array;
}

/** Newest first; photos of the same moment in the order of their ids. */
export function compareByDate(a: { takenAtMs: number; id: number }, b: { takenAtMs: number; id: number }): number {
  return b.takenAtMs - a.takenAtMs || a.id - b.id;
}

/** An entry's weight as it is kept. */
export function toStoredWeight({ weight, adds }: Pick<IndexedEntry, 'weight' | 'adds'>): number {
  const parts = Math.round(Math.min(Math.max(weight, 0), 1) * WEIGHT_SCALE);
  return adds ? parts : parts | DECISIVE_BIT;
}

/** Gathers photos row by row, in growing arrays rather than as objects, and lays them out as a base. */
export class BaseBuilder {
  #rows = 0;
  #rowById = new Map<number, number>();
  #ids = new Int32Array(FIRST_CAPACITY);
  #takenAtMs = new Float64Array(FIRST_CAPACITY);
  #aspects = new Uint16Array(FIRST_CAPACITY);
  #starts = new Uint32Array(FIRST_CAPACITY + 1);
  #labels = 0;
  #concepts = new Uint32Array(FIRST_CAPACITY * 8);
  #weights = new Uint16Array(FIRST_CAPACITY * 8);

  /** Number of different photos. */
  get size(): number {
    return this.#rowById.size;
  }

  /** Takes in a photo; of several with one id the last counts. */
  add(photo: IndexedPhoto): void {
    this.#beginRow(photo.id, photo.takenAtMs, photo.aspect, photo.entries.length);
    for (const entry of photo.entries) {
      this.#concepts[this.#labels] = entry.concept;
      this.#weights[this.#labels] = toStoredWeight(entry);
      this.#labels++;
    }
    this.#starts[this.#rows] = this.#labels;
  }

  /** Takes in all of a base that still holds. */
  addBase(base: IndexBase): void {
    for (let position = 0; position < base.count; position++) {
      if (base.stale[position] === 1) continue;
      const start = base.starts[position] ?? 0;
      const end = base.starts[position + 1] ?? start;
      const id = base.ids[position] ?? 0;
      this.#beginRow(id, base.takenAtMs[position] ?? 0, base.aspects[position] ?? 0, end - start);
      this.#concepts.set(base.labelConcepts.subarray(start, end), this.#labels);
      this.#weights.set(base.labelWeights.subarray(start, end), this.#labels);
      this.#labels += end - start;
      this.#starts[this.#rows] = this.#labels;
    }
  }

  /** Forgets a photo; unknown ids are no error. */
  remove(id: number): void {
    this.#rowById.delete(id);
  }

  build(): IndexBase {
    const rows = Uint32Array.from(this.#rowById.values());
    const ids = this.#ids;
    const times = this.#takenAtMs;
    rows.sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0) || (ids[a] ?? 0) - (ids[b] ?? 0));
    const count = rows.length;
    const base = {
      count,
      ids: new Int32Array(count),
      takenAtMs: new Float64Array(count),
      aspects: new Uint16Array(count),
      stale: new Uint8Array(count),
      starts: new Uint32Array(count + 1),
      labelConcepts: new Uint32Array(this.#labels),
      labelWeights: new Uint16Array(this.#labels),
    };
    let end = 0;
    for (let position = 0; position < count; position++) {
      const row = rows[position] ?? 0;
      base.ids[position] = ids[row] ?? 0;
      base.takenAtMs[position] = times[row] ?? 0;
      base.aspects[position] = this.#aspects[row] ?? 0;
      for (let i = this.#starts[row] ?? 0; i < (this.#starts[row + 1] ?? 0); i++) {
        base.labelConcepts[end] = this.#concepts[i] ?? 0;
        base.labelWeights[end] = this.#weights[i] ?? 0;
        end++;
      }
      base.starts[position + 1] = end;
    }
    return { ...base, ...buildPostings(base, count, end) };
  }

  #beginRow(id: number, takenAtMs: number, aspect: number, labels: number): void {
    if (this.#rows === this.#ids.length) this.#growRows();
    while (this.#labels + labels > this.#concepts.length) this.#growLabels();
    const row = this.#rows++;
    this.#rowById.set(id, row);
    this.#ids[row] = id;
    this.#takenAtMs[row] = takenAtMs;
    this.#aspects[row] = Math.min(Math.max(Math.round(aspect), 1), 65_535);
  }

  #growRows(): void {
    const capacity = this.#ids.length * 2;
    this.#ids = copyInto(new Int32Array(capacity), this.#ids);
    this.#takenAtMs = copyInto(new Float64Array(capacity), this.#takenAtMs);
    this.#aspects = copyInto(new Uint16Array(capacity), this.#aspects);
    this.#starts = copyInto(new Uint32Array(capacity + 1), this.#starts);
  }

  #growLabels(): void {
    const capacity = this.#concepts.length * 2;
    this.#concepts = copyInto(new Uint32Array(capacity), this.#concepts);
    this.#weights = copyInto(new Uint16Array(capacity), this.#weights);
  }
}

function copyInto<A extends { set(from: A): void }>(to: A, from: A): A {
  to.set(from);
  return to;
}

/** The labels by concept: a counting sort, so the postings of each concept stay in the order of dates. */
function buildPostings(
  { starts, labelConcepts, labelWeights }: LabelTable,
  count: number,
  labels: number,
): Pick<IndexBase, 'concepts' | 'postingStarts' | 'postingPositions' | 'postingWeights'> {
  let highest = 0;
  for (let i = 0; i < labels; i++) highest = Math.max(highest, labelConcepts[i] ?? 0);
  const places = new Uint32Array(highest + 2);
  for (let i = 0; i < labels; i++) {
    const next = (labelConcepts[i] ?? 0) + 1;
    places[next] = (places[next] ?? 0) + 1;
  }
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
  postingStarts.push(labels);
  const postingPositions = new Uint32Array(labels);
  const postingWeights = new Uint16Array(labels);
  for (let position = 0; position < count; position++) {
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
