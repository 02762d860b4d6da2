import { waitingFileOf } from '../../shared/model/photo.ts';
import { IdSet } from './id-set.ts';

/** The ids of a result, in the order that is shown. */
type Ids = ArrayLike<number> & { indexOf(id: number): number };

const NO_IDS: Ids = new Int32Array();

/** A file that nobody has looked at yet can't be selected. */
const isPhoto = (id: number) => waitingFileOf(id) === undefined;

/**
 * The photos that are selected, by id: they stay so wherever they are in the result. Every step costs what it changes, not
 * what is selected. Places are those of the result that was given last.
 */
export class Selection {
  readonly #ids = new IdSet();
  /** What the last range added, so that it can become shorter again; and the same of the rectangle that is drawn. */
  readonly #ofRange = new IdSet();
  readonly #ofSweep = new IdSet();
  #list: Ids = NO_IDS;
  #text: string | null = null;
  /** The photo that ranges go from. */
  #anchorId: number | null = null;
  /** Place of the other end of the range that is being extended. */
  #headIndex: number | null = null;
  /** Counts changes: the set itself is no state, so that a step does not copy it. */
  #version = $state(0);

  /** Number of photos. */
  get count(): number {
    void this.#version;
    return this.#ids.size;
  }

  has(id: number): boolean {
    void this.#version;
    return this.#ids.has(id);
  }

  /** Whether all photos of a half-open range of places are selected, and there are any. */
  hasRange(first: number, end: number): boolean {
    void this.#version;
    let photos = 0;
    for (let index = first; index < end; index++) {
      const id = this.#idAt(index);
      if (!isPhoto(id)) continue;
      if (!this.#ids.has(id)) return false;
      photos++;
    }
    return photos > 0;
  }

  /** All ids, ascending. */
  toArray(): number[] {
    void this.#version;
    return this.#ids.toArray();
  }

  /**
   * Another result, or the same one anew. Of the same search, what is gone from it drops out; with another one, all do.
   * @param text the search that it answers
   */
  show(list: Ids, text: string): void {
    this.#list = list;
    this.#endRange();
    const isSame = text === this.#text;
    this.#text = text;
    if (this.#ids.size === 0) return;
    if (!isSame) {
      this.clear();
      return;
    }
    const there = new IdSet();
    for (let index = 0; index < list.length; index++) there.add(this.#idAt(index));
    for (const id of this.#ids.toArray()) if (!there.has(id)) this.#ids.delete(id);
    this.#version++;
  }

  /** Selects a photo, or no longer; ranges go from it. */
  toggle(index: number): void {
    const id = this.#idAt(index);
    if (!isPhoto(id)) return;
    if (!this.#ids.delete(id)) this.#ids.add(id);
    this.#setAnchor(id);
    this.#version++;
  }

  /** Selects all from the photo that was toggled last to this one; what an earlier end of the range took in is let go. */
  extendTo(index: number, from = index): void {
    const known = this.#anchorId === null ? -1 : this.#list.indexOf(this.#anchorId);
    const anchor = known >= 0 ? known : from;
    if (known < 0) this.#setAnchor(this.#idAt(anchor));
    const before = this.#headIndex;
    this.#headIndex = index;
    const [first, last] = [Math.min(anchor, index), Math.max(anchor, index)];
    if (before === null) this.#addToRange(first, last + 1);
    else {
      const [oldFirst, oldLast] = [Math.min(anchor, before), Math.max(anchor, before)];
      this.#takeFromRange(oldFirst, Math.min(first, oldLast + 1));
      this.#takeFromRange(Math.max(last + 1, oldFirst), oldLast + 1);
      this.#addToRange(first, Math.min(oldFirst, last + 1));
      this.#addToRange(Math.max(oldLast + 1, first), last + 1);
    }
    this.#version++;
  }

  /** Selects a half-open range of places, or no longer. */
  setRange(first: number, end: number, isSelected: boolean): void {
    for (let index = first; index < end; index++) {
      const id = this.#idAt(index);
      if (!isPhoto(id)) continue;
      if (isSelected) this.#ids.add(id);
      else this.#ids.delete(id);
    }
    this.#setAnchor(this.#idAt(first));
    this.#version++;
  }

  /** Selects all of the result. */
  selectAll(): void {
    this.setRange(0, this.#list.length, true);
    this.#anchorId = null;
  }

  clear(): void {
    this.#ids.clear();
    this.#endRange();
    this.#ofSweep.clear();
    this.#anchorId = null;
    this.#version++;
  }

  /** A rectangle begins to be drawn. @param adds whether to what is selected already */
  beginSweep(adds: boolean): void {
    if (!adds) this.clear();
    this.#ofSweep.clear();
    this.#endRange();
  }

  /** The rectangle holds these places now: what it held before and no longer holds is let go. */
  sweep(indexes: readonly number[]): void {
    const held = new Set(indexes.map((index) => this.#idAt(index)));
    for (const id of this.#ofSweep.toArray()) {
      if (held.has(id)) continue;
      this.#ofSweep.delete(id);
      this.#ids.delete(id);
    }
    for (const id of held) if (isPhoto(id) && this.#ids.add(id)) this.#ofSweep.add(id);
    this.#version++;
  }

  #setAnchor(id: number): void {
    this.#endRange();
    this.#anchorId = id;
  }

  #endRange(): void {
    this.#headIndex = null;
    this.#ofRange.clear();
  }

  #addToRange(first: number, end: number): void {
    for (let index = first; index < end; index++) {
      const id = this.#idAt(index);
      if (isPhoto(id) && this.#ids.add(id)) this.#ofRange.add(id);
    }
  }

  #takeFromRange(first: number, end: number): void {
    for (let index = first; index < end; index++) {
      const id = this.#idAt(index);
      if (this.#ofRange.delete(id)) this.#ids.delete(id);
    }
  }

  #idAt(index: number): number {
    return this.#list[index] ?? 0;
  }
}
