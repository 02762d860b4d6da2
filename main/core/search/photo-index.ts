import { finish, type Steps } from '../common/turns.ts';
import { KeyTable } from './key-table.ts';
import { layRows } from './lay-rows.ts';
import { mergeSegments } from './merge-segments.ts';
import {
  countList,
  type DateColumns,
  foundList,
  hasSureMatch,
  type IndexedPhoto,
  listStart,
  type Segment,
  type SegmentColumns,
  toSegment,
  withoutLists,
} from './segment.ts';
import { SegmentRows } from './segment-rows.ts';

/** Photos in a step. */
const STEP_PHOTOS = 65_536;

/**
 * Photos in memory, laid out for searching: a large base, and beside it a small segment of what has changed since. When
 * that becomes too large, both are laid out anew as one base, in steps, between which it is asked and changed as before.
 */
export class PhotoIndex {
  readonly keys: KeyTable;
  readonly #askIsCounted: (key: number) => boolean;
  /** By key: 1 counted, 0 not; what lies beyond was not asked yet. */
  #counted: number[] = [];
  #base: Segment;
  /** By photo id: its position in the base, or -1. Ids are row numbers, so there are few gaps. */
  #positions: Int32Array = new Int32Array(0);
  /** By key: stale photos of the base that were counted under it. */
  #staleCounts = new Map<number, number>();
  #changed = new SegmentRows();
  #delta: Segment | undefined;
  #isFilling = true;
  /** Counts the changes of what has changed. */
  #version = 0;
  /** Photos that changed since the layout began that is being made. */
  #touched: Set<number> | undefined;

  /** @param isCounted whether photos are to be counted by this key: asked once for each key */
  constructor(isCounted: (key: number) => boolean, keys = new KeyTable()) {
    this.keys = keys;
    this.#askIsCounted = isCounted;
    this.#base = this.#layChanged();
  }

  /** Number of photos. */
  get size(): number {
    return this.#base.count - this.#base.staleCount + (this.#delta?.count ?? this.#changed.size);
  }

  /** How much has changed since the base was laid out: rows beside it, or photos that are void in it. */
  get changes(): number {
    return Math.max(this.#changed.rowCount, this.#base.staleCount);
  }

  /** Whether the base is all there is. */
  get isSettled(): boolean {
    return this.#base.staleCount === 0 && this.#changed.size === 0;
  }

  get base(): Segment {
    return this.#base;
  }

  /** What has changed since the base was laid out; nothing before the first filling has ended. */
  get delta(): Segment {
    if (this.#isFilling) return this.#base;
    this.#delta ??= this.#layChanged();
    return this.#delta;
  }

  /** Whether photos are counted by this key. */
  isCounted(key: number): boolean {
    for (let next = this.#counted.length; next <= key; next++) this.#counted.push(Number(this.#askIsCounted(next)));
    return this.#counted[key] === 1;
  }

  /** Photos found by a key. */
  countOf(key: number): number {
    const list = foundList(key);
    const inBase = this.isCounted(key)
      ? listStart(this.#base, list + 1) - listStart(this.#base, list) - (this.#staleCounts.get(key) ?? 0)
      : countList(this.#base, list);
    return inBase + countList(this.delta, list);
  }

  /** Whether any photo is surely what the key stands for. */
  hasSure(key: number): boolean {
    return hasSureMatch(this.delta, foundList(key)) || hasSureMatch(this.#base, foundList(key));
  }

  /** Adds a photo, or replaces what is known of it. */
  put(photo: IndexedPhoto): void {
    this.#retire(photo.id);
    this.#changed.add(photo);
    this.#forgetDelta();
  }

  /** All photos of this index and of another one with the same keys; good until one of them changes. */
  joinedWith(other: PhotoIndex): PhotoIndex {
    const joined = new PhotoIndex(this.#askIsCounted, this.keys);
    const others = toSegment(finish(mergeSegments(other.base, other.delta)));
    joined.#isFilling = false;
    joined.#base = this.#base;
    joined.#staleCounts = this.#staleCounts;
    joined.#delta = toSegment(finish(mergeSegments(this.delta, others)));
    return joined;
  }

  /** Takes a photo out; unknown ids are no error. */
  remove(id: number): void {
    this.#retire(id);
    if (this.#changed.remove(id)) this.#forgetDelta();
  }

  /** Makes `delta` ready, in steps; where it changes between these, that is left to who asks for it. */
  *layDelta(): Steps<void> {
    if (this.#isFilling || this.#delta) return;
    const version = this.#version;
    const delta = yield* this.#layRows(this.#changed);
    if (version === this.#version) this.#delta = toSegment(delta);
  }

  /** Ends the first filling: until then nothing is found. */
  finishFilling(): void {
    this.#isFilling = false;
  }

  /** Starts with the dates of a base that was laid out before: until `completeBase`, nothing can be asked but what is there. */
  restoreDates(dates: DateColumns): void {
    this.#adopt(withoutLists(dates), finish(findPositions(dates.ids)));
  }

  /** Adds the rest of the base whose dates it started with; what changed since then stays. */
  completeBase(base: SegmentColumns): void {
    this.#base = toSegment(base, this.#base.stale);
    for (let position = 0; position < base.ids.length; position++)
      if (this.#base.stale[position] === 1) this.#countStale(position);
  }

  /**
   * Takes all changes into the base. Between the steps the index may be asked and changed: what changes then is beside the
   * new base. One at a time; given up half way, nothing is lost.
   * @returns the new base, as all was when it began
   */
  *layOut(): Steps<SegmentColumns> {
    const touched = new Set<number>();
    this.#touched = touched;
    try {
      const { rowCount } = this.#changed;
      const before = toSegment(this.#base, this.#base.stale.slice());
      const changed = yield* this.#layRows(this.#changed);
      const base = before.count === 0 ? changed : yield* mergeSegments(before, toSegment(changed));
      const positions = yield* findPositions(base.ids);
      const version = this.#version;
      const delta = yield* this.#layRows(this.#changed.from(rowCount));
      const isLatest = version === this.#version;
      this.#adopt(base, positions);
      this.#changed = this.#changed.from(rowCount);
      if (isLatest) this.#delta = toSegment(delta);
      for (const id of touched) this.#retire(id);
      return base;
    } finally {
      this.#touched = undefined;
    }
  }

  #layRows(rows: SegmentRows): Steps<SegmentColumns> {
    return layRows(rows.toColumns(), (key) => this.isCounted(key));
  }

  #layChanged(): Segment {
    return toSegment(finish(this.#layRows(this.#changed)));
  }

  #forgetDelta(): void {
    this.#delta = undefined;
    this.#version++;
  }

  #adopt(base: SegmentColumns, positions: Int32Array): void {
    this.#isFilling = false;
    this.#base = toSegment(base);
    this.#positions = positions;
    this.#staleCounts = new Map();
    this.#forgetDelta();
  }

  #retire(id: number): void {
    this.#touched?.add(id);
    const position = this.#positions[id];
    if (position === undefined || position < 0) return;
    this.#base.stale[position] = 1;
    this.#positions[id] = -1;
    this.#base.staleCount++;
    this.#countStale(position);
  }

  #countStale(position: number): void {
    const { countedStarts, countedKeys } = this.#base;
    for (let i = countedStarts[position] ?? 0; i < (countedStarts[position + 1] ?? 0); i++) {
      const key = countedKeys[i] ?? 0;
      this.#staleCounts.set(key, (this.#staleCounts.get(key) ?? 0) + 1);
    }
  }
}

/** By photo id: its position among some, or -1. */
function* findPositions(ids: Int32Array): Steps<Int32Array> {
  const positions = new Int32Array(highestOf(ids) + 1).fill(-1);
  for (let first = 0; first < ids.length; first += STEP_PHOTOS) {
    yield;
    putPositions(positions, ids, first, Math.min(first + STEP_PHOTOS, ids.length));
  }
  return positions;
}

// Loops over a million photos at the start: outside of generators, and plain, they are compiled at once.
function highestOf(ids: Int32Array): number {
  let highest = 0;
  for (let position = 0; position < ids.length; position++) {
    const id = ids[position] as number;
    if (id > highest) highest = id;
  }
  return highest;
}

function putPositions(positions: Int32Array, ids: Int32Array, first: number, end: number): void {
  for (let position = first; position < end; position++) positions[ids[position] as number] = position;
}
