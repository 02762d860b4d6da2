import { KeyTable } from './key-table.ts';
import {
  countList,
  foundList,
  hasSureMatch,
  type IndexedPhoto,
  listStart,
  type Segment,
  SegmentBuilder,
} from './segment.ts';

/** Changes since the base was laid out that are carried beside it, at least, and as a share of the base; */
const MIN_CHANGES = 1_000;
const MAX_CHANGED_SHARE = 0.02;
/** and while many come at once: laying all out anew again and again would cost far more than the changes. */
const MIN_CHANGES_AT_ONCE = 50_000;
const MAX_CHANGED_SHARE_AT_ONCE = 0.5;

/**
 * Photos in memory, laid out for searching: a large base, and beside it a small segment of what has changed since. When
 * that becomes too large, both are laid out anew as one base.
 */
export class PhotoIndex {
  readonly keys: KeyTable;
  readonly #askIsCounted: (key: number) => boolean;
  /** By key: 1 counted, 0 not; what lies beyond was not asked yet. */
  #counted: number[] = [];
  #base: Segment;
  /** By photo id: its position in the base, or -1. Ids are row numbers, so there are few gaps. */
  #positions = new Int32Array(0);
  /** By key: stale photos of the base that were counted under it. */
  #staleCounts = new Map<number, number>();
  #changed: SegmentBuilder;
  #delta: Segment | undefined;
  #filling: SegmentBuilder | undefined;

  /** @param isCounted whether photos are to be counted by this key: asked once for each key */
  constructor(isCounted: (key: number) => boolean, keys = new KeyTable()) {
    this.keys = keys;
    this.#askIsCounted = isCounted;
    this.#filling = this.#startSegment();
    this.#changed = this.#startSegment();
    this.#base = this.#startSegment().build();
  }

  /** Number of photos. */
  get size(): number {
    return this.#filling?.size ?? this.#base.count - this.#base.staleCount + (this.#delta?.count ?? this.#changed.size);
  }

  get base(): Segment {
    return this.#base;
  }

  /** What has changed since the base was laid out. */
  get delta(): Segment {
    this.#delta ??= this.#changed.build();
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
    if (this.#filling) {
      this.#filling.add(photo);
      return;
    }
    this.#retire(photo.id);
    this.#changed.add(photo);
    this.#delta = undefined;
    this.#rebuildAbove(MIN_CHANGES_AT_ONCE, MAX_CHANGED_SHARE_AT_ONCE);
  }

  /** For after many changes: takes them into the base where that is worth it. */
  settle(): void {
    this.#rebuildAbove(MIN_CHANGES, MAX_CHANGED_SHARE);
  }

  /** All photos of this index and of another one with the same keys; good until one of them changes. */
  joinedWith(other: PhotoIndex): PhotoIndex {
    const joined = new PhotoIndex(this.#askIsCounted, this.keys);
    const builder = joined.#startSegment();
    for (const segment of [this.delta, other.base, other.delta]) builder.addSegment(segment);
    joined.#filling = undefined;
    joined.#base = this.#base;
    joined.#staleCounts = this.#staleCounts;
    joined.#delta = builder.build();
    return joined;
  }

  /** Takes a photo out; unknown ids are no error. */
  remove(id: number): void {
    this.#filling?.remove(id);
    this.#retire(id);
    if (this.#changed.remove(id)) this.#delta = undefined;
  }

  /** Ends the first filling: until then nothing is found. */
  finishFilling(): void {
    if (this.#filling) this.#lay(this.#filling);
    this.#filling = undefined;
  }

  /** Starts with a base that was laid out before. */
  restore(base: Segment): void {
    this.#filling = undefined;
    this.#adopt(base);
  }

  /** Takes all changes into the base. */
  rebuild(): void {
    const builder = this.#startSegment();
    builder.addSegment(this.#base);
    builder.addSegment(this.delta);
    this.#lay(builder);
  }

  #rebuildAbove(least: number, share: number): void {
    if (this.#changed.rowCount > Math.max(least, this.#base.count * share)) this.rebuild();
  }

  #startSegment(): SegmentBuilder {
    return new SegmentBuilder((key) => this.isCounted(key));
  }

  #lay(builder: SegmentBuilder): void {
    this.#adopt(builder.build());
  }

  #adopt(base: Segment): void {
    this.#base = base;
    const { ids } = base;
    this.#positions = new Int32Array(ids.reduce((highest, id) => Math.max(highest, id), 0) + 1).fill(-1);
    for (let position = 0; position < ids.length; position++) this.#positions[ids[position] ?? 0] = position;
    this.#changed = this.#startSegment();
    this.#delta = undefined;
    this.#staleCounts.clear();
  }

  #retire(id: number): void {
    const position = this.#positions[id];
    if (position === undefined || position < 0) return;
    const { stale, countedStarts, countedKeys } = this.#base;
    stale[position] = 1;
    this.#positions[id] = -1;
    this.#base.staleCount++;
    for (let i = countedStarts[position] ?? 0; i < (countedStarts[position + 1] ?? 0); i++) {
      const key = countedKeys[i] ?? 0;
      this.#staleCounts.set(key, (this.#staleCounts.get(key) ?? 0) + 1);
    }
  }
}
