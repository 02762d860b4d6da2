import { isSureMatch, type MatchCode } from './match-code.ts';

/** What the index holds of a photo. */
export interface IndexedPhoto {
  id: number;
  /** Local wall-clock time as if it were UTC. */
  takenAtMs: number;
  /** Width / height in thousandths. */
  aspect: number;
  /** Degrees; NaN where the photo has no place. */
  latitude: number;
  longitude: number;
  /** Certainty of the surest label shown, in per cent; 0 without labels. */
  bestPercent: number;
  /** Names of its files as they are searched: lower case. */
  fileNames: readonly string[];
  entries: readonly IndexedEntry[];
}

/** One thing that a photo is found by, or nearly. */
export interface IndexedEntry {
  key: number;
  code: MatchCode;
  /** A search finds the photo by it; else it is a weaker match. */
  isFound: boolean;
}

/** Two lists of photos a key: those found by it, and weaker matches. */
export const foundList = (key: number) => key * 2;
export const weakList = (key: number) => key * 2 + 1;
const keyOfList = (list: number) => list >> 1;
const isFoundList = (list: number) => (list & 1) === 0;

const FIRST_CAPACITY = 1_024;
const LINE_END = 10;

/**
 * Some photos in the order of dates (newest first), laid out for searching as typed arrays; arrays of photos run in
 * parallel, and a photo's place in them is its position. Nothing of it changes but which photos are stale.
 * About 200 bytes a photo with 25 entries.
 */
export interface Segment {
  readonly count: number;
  readonly ids: Int32Array;
  readonly takenAtMs: Float64Array;
  readonly aspects: Uint16Array;
  readonly latitudes: Float32Array;
  readonly longitudes: Float32Array;
  readonly bestPercents: Uint8Array;
  /** File names of all photos as UTF-8, each with a line end; those of a position start at nameStarts[position]. */
  readonly names: Buffer;
  readonly nameStarts: Uint32Array;
  /** Positions and codes of list l are at listStarts[l] up to listStarts[l + 1]; positions ascend. */
  readonly listStarts: Uint32Array;
  readonly listPositions: Uint32Array;
  readonly listCodes: Uint16Array;
  /** Keys to count a position under are at countedStarts[position] up to countedStarts[position + 1]. */
  readonly countedStarts: Uint32Array;
  readonly countedKeys: Uint32Array;
  /** 1 where the photo has changed or gone since: its place here is void. */
  readonly stale: Uint8Array;
  /** Number of stale photos. */
  staleCount: number;
}

/** Newest first; photos of the same moment in the order of their ids. */
export function compareByDate(a: { takenAtMs: number; id: number }, b: { takenAtMs: number; id: number }): number {
  return b.takenAtMs - a.takenAtMs || a.id - b.id;
}

/** First position that was taken before a moment; `count` where none was. */
export function firstBefore({ takenAtMs, count }: Segment, momentMs: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((takenAtMs[middle] ?? 0) >= momentMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of photos in a list that are not stale. */
export function countList(segment: Segment, list: number): number {
  const { listPositions, stale } = segment;
  let count = 0;
  for (let i = listStart(segment, list), end = listStart(segment, list + 1); i < end; i++) {
    if (stale[listPositions[i] ?? 0] === 0) count++;
  }
  return count;
}

/** Whether any photo of a list is surely what the list is of. */
export function hasSureMatch(segment: Segment, list: number): boolean {
  const { listPositions, listCodes, stale } = segment;
  for (let i = listStart(segment, list), end = listStart(segment, list + 1); i < end; i++) {
    if (isSureMatch(listCodes[i] ?? 0) && stale[listPositions[i] ?? 0] === 0) return true;
  }
  return false;
}

/** Keys that came after the segment was laid out have empty lists. */
export function listStart({ listStarts }: Segment, list: number): number {
  return listStarts[list] ?? listStarts[listStarts.length - 1] ?? 0;
}

/** A growing list of numbers, kept in one typed array. */
class Column<A extends Int32Array | Uint32Array | Uint16Array | Uint8Array | Float32Array | Float64Array> {
  readonly #make: (length: number) => A;
  #values: A;
  length = 0;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#values = make(FIRST_CAPACITY);
  }

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow(this.length + 1);
    this.#values[this.length++] = value;
  }

  /** Adds many at once. */
  append(values: ArrayLike<number>): void {
    const length = this.length + values.length;
    if (length > this.#values.length) this.#grow(length);
    this.#values.set(values, this.length);
    this.length = length;
  }

  get(place: number): number {
    return this.#values[place] ?? 0;
  }

  /** All values, or those at some places. */
  toArray(places?: Uint32Array): A {
    const result = this.#make(places?.length ?? this.length);
    if (places) for (let i = 0; i < places.length; i++) result[i] = this.#values[places[i] ?? 0] ?? 0;
    else result.set(this.#values.subarray(0, this.length));
    return result;
  }

  #grow(least: number): void {
    const grown = this.#make(Math.max(least, this.#values.length * 2));
    grown.set(this.#values);
    this.#values = grown;
  }
}

/** Gathers photos row by row, in growing columns rather than as objects, and lays them out as a segment. */
export class SegmentBuilder {
  readonly #isCounted: (key: number) => boolean;
  #rowById = new Map<number, number>();
  #ids = new Column((length) => new Int32Array(length));
  #takenAtMs = new Column((length) => new Float64Array(length));
  #aspects = new Column((length) => new Uint16Array(length));
  #latitudes = new Column((length) => new Float32Array(length));
  #longitudes = new Column((length) => new Float32Array(length));
  #bestPercents = new Column((length) => new Uint8Array(length));
  #names: Buffer[] = [];
  #entryStarts = new Column((length) => new Uint32Array(length));
  #lists = new Column((length) => new Uint32Array(length));
  #codes = new Column((length) => new Uint16Array(length));

  /** @param isCounted whether photos are to be counted by this key */
  constructor(isCounted: (key: number) => boolean) {
    this.#isCounted = isCounted;
    this.#entryStarts.push(0);
  }

  /** Number of different photos. */
  get size(): number {
    return this.#rowById.size;
  }

  /** Rows that take up room: those of photos that were replaced or forgotten too. */
  get rowCount(): number {
    return this.#ids.length;
  }

  /** Takes in a photo; of several with one id the last counts. */
  add(photo: IndexedPhoto): void {
    this.#beginRow(photo, Buffer.from(photo.fileNames.map((name) => `${name}\n`).join('')));
    for (const { key, code, isFound } of photo.entries) {
      this.#lists.push(isFound ? foundList(key) : weakList(key));
      this.#codes.push(code);
    }
    this.#entryStarts.push(this.#lists.length);
  }

  /** Takes in all of a segment that still holds. */
  addSegment(segment: Segment): void {
    const byPosition = transpose(segment);
    for (let first = 0; first < segment.count; ) {
      let end = first;
      while (end < segment.count && segment.stale[end] !== 1) end++;
      this.#addRun(segment, byPosition, first, end);
      first = end + 1;
    }
  }

  /** Takes in neighbouring photos, column by column. */
  #addRun(segment: Segment, { lists, codes, starts }: ReturnType<typeof transpose>, first: number, end: number): void {
    const offset = this.#lists.length - (starts[first] ?? 0);
    for (let position = first; position < end; position++) {
      this.#rowById.set(segment.ids[position] ?? 0, this.#ids.length + position - first);
      this.#names.push(segment.names.subarray(segment.nameStarts[position], segment.nameStarts[position + 1]));
      this.#entryStarts.push((starts[position + 1] ?? 0) + offset);
    }
    this.#ids.append(segment.ids.subarray(first, end));
    this.#takenAtMs.append(segment.takenAtMs.subarray(first, end));
    this.#aspects.append(segment.aspects.subarray(first, end));
    this.#latitudes.append(segment.latitudes.subarray(first, end));
    this.#longitudes.append(segment.longitudes.subarray(first, end));
    this.#bestPercents.append(segment.bestPercents.subarray(first, end));
    this.#lists.append(lists.subarray(starts[first], starts[end]));
    this.#codes.append(codes.subarray(starts[first], starts[end]));
  }

  /** Forgets a photo. @returns whether it was there */
  remove(id: number): boolean {
    return this.#rowById.delete(id);
  }

  build(): Segment {
    const rows = Uint32Array.from(this.#rowById.values());
    rows.sort((a, b) => this.#takenAtMs.get(b) - this.#takenAtMs.get(a) || this.#ids.get(a) - this.#ids.get(b));
    const names = Array.from(rows, (row) => this.#names[row] ?? Buffer.alloc(0));
    const nameStarts = new Uint32Array(rows.length + 1);
    names.forEach((name, position) => {
      nameStarts[position + 1] = (nameStarts[position] ?? 0) + name.length;
    });
    return {
      count: rows.length,
      ids: this.#ids.toArray(rows),
      takenAtMs: this.#takenAtMs.toArray(rows),
      aspects: this.#aspects.toArray(rows),
      latitudes: this.#latitudes.toArray(rows),
      longitudes: this.#longitudes.toArray(rows),
      bestPercents: this.#bestPercents.toArray(rows),
      names: Buffer.concat(names),
      nameStarts,
      stale: new Uint8Array(rows.length),
      staleCount: 0,
      ...this.#layLists(rows),
      ...this.#layCounted(rows),
    };
  }

  #beginRow(photo: Omit<IndexedPhoto, 'fileNames' | 'entries'>, names: Buffer): void {
    this.#rowById.set(photo.id, this.#ids.length);
    this.#ids.push(photo.id);
    this.#takenAtMs.push(photo.takenAtMs);
    this.#aspects.push(Math.min(Math.max(Math.round(photo.aspect), 1), 65_535));
    this.#latitudes.push(photo.latitude);
    this.#longitudes.push(photo.longitude);
    this.#bestPercents.push(photo.bestPercent);
    this.#names.push(names);
  }

  /** A counting sort by list, so the positions of each list ascend. */
  #layLists(rows: Uint32Array): Pick<Segment, 'listStarts' | 'listPositions' | 'listCodes'> {
    let highest = -1;
    let total = 0;
    for (const row of rows) {
      for (let i = this.#entryStarts.get(row); i < this.#entryStarts.get(row + 1); i++) {
        highest = Math.max(highest, this.#lists.get(i));
        total++;
      }
    }
    const listStarts = new Uint32Array(highest + 2);
    for (const row of rows) {
      for (let i = this.#entryStarts.get(row); i < this.#entryStarts.get(row + 1); i++) {
        const next = this.#lists.get(i) + 1;
        listStarts[next] = (listStarts[next] ?? 0) + 1;
      }
    }
    for (let list = 0; list <= highest; list++)
      listStarts[list + 1] = (listStarts[list + 1] ?? 0) + (listStarts[list] ?? 0);
    const places = listStarts.slice();
    const listPositions = new Uint32Array(total);
    const listCodes = new Uint16Array(total);
    rows.forEach((row, position) => {
      for (let i = this.#entryStarts.get(row); i < this.#entryStarts.get(row + 1); i++) {
        const list = this.#lists.get(i);
        const place = places[list] ?? 0;
        places[list] = place + 1;
        listPositions[place] = position;
        listCodes[place] = this.#codes.get(i);
      }
    });
    return { listStarts, listPositions, listCodes };
  }

  #layCounted(rows: Uint32Array): Pick<Segment, 'countedStarts' | 'countedKeys'> {
    const countedStarts = new Uint32Array(rows.length + 1);
    const countedKeys = new Column((length) => new Uint32Array(length));
    rows.forEach((row, position) => {
      for (let i = this.#entryStarts.get(row); i < this.#entryStarts.get(row + 1); i++) {
        const list = this.#lists.get(i);
        if (isFoundList(list) && this.#isCounted(keyOfList(list))) countedKeys.push(keyOfList(list));
      }
      countedStarts[position + 1] = countedKeys.length;
    });
    return { countedStarts, countedKeys: countedKeys.toArray() };
  }
}

/** Lists and codes by position instead of by list; stale positions too. */
function transpose({ count, listStarts, listPositions, listCodes }: Segment) {
  const starts = new Uint32Array(count + 1);
  for (const position of listPositions) starts[position + 1] = (starts[position + 1] ?? 0) + 1;
  for (let position = 0; position < count; position++)
    starts[position + 1] = (starts[position + 1] ?? 0) + (starts[position] ?? 0);
  const places = starts.slice();
  const lists = new Uint32Array(listPositions.length);
  const codes = new Uint16Array(listPositions.length);
  for (let list = 0; list + 1 < listStarts.length; list++) {
    for (let i = listStarts[list] ?? 0; i < (listStarts[list + 1] ?? 0); i++) {
      const position = listPositions[i] ?? 0;
      const place = places[position] ?? 0;
      places[position] = place + 1;
      lists[place] = list;
      codes[place] = listCodes[i] ?? 0;
    }
  }
  return { starts, lists, codes };
}

/** Positions, ascending, of photos one of whose file names holds the text (lower case, no line end). */
export function findNames({ names, nameStarts, count }: Segment, text: string): number[] {
  const wanted = Buffer.from(text);
  const found: number[] = [];
  if (wanted.length === 0 || wanted.includes(LINE_END)) return found;
  for (let at = names.indexOf(wanted); at >= 0; ) {
    let low = found.at(-1) ?? 0;
    let high = count;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if ((nameStarts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    found.push(low);
    at = names.indexOf(wanted, nameStarts[low + 1] ?? names.length);
  }
  return found;
}
