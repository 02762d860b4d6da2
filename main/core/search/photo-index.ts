import { BaseBuilder, type IndexBase, type IndexedPhoto } from './index-base.ts';

/** Changes since the base was built that are carried beside it, at least, and as a share of the base. */
const MIN_CHANGES = 1_000;
const MAX_CHANGED_SHARE = 0.05;

/**
 * Photos and their labels in memory, laid out for searching: a base of typed arrays, and beside it the photos that have
 * changed since it was built. When these become too many, the base is built anew.
 */
export class PhotoIndex {
  #base: IndexBase = new BaseBuilder().build();
  #positions = new Map<number, number>();
  #changed = new Map<number, IndexedPhoto>();
  #staleCount = 0;
  #filling: BaseBuilder | undefined = new BaseBuilder();

  /** Number of photos. */
  get size(): number {
    return this.#filling?.size ?? this.#base.count - this.#staleCount + this.#changed.size;
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
    if (this.#filling) {
      this.#filling.add(photo);
      return;
    }
    this.#retire(photo.id);
    this.#changed.set(photo.id, photo);
    if (this.#changed.size > Math.max(MIN_CHANGES, this.#base.count * MAX_CHANGED_SHARE)) this.rebuild();
  }

  /** Takes a photo out; unknown ids are no error. */
  remove(id: number): void {
    this.#filling?.remove(id);
    this.#retire(id);
    this.#changed.delete(id);
  }

  /** Ends the first filling: until then nothing is found. */
  finishFilling(): void {
    if (this.#filling) this.#lay(this.#filling);
    this.#filling = undefined;
  }

  /** Takes all changes into the base. */
  rebuild(): void {
    const builder = new BaseBuilder();
    builder.addBase(this.#base);
    for (const photo of this.#changed.values()) builder.add(photo);
    this.#lay(builder);
  }

  #lay(builder: BaseBuilder): void {
    this.#base = builder.build();
    this.#positions = new Map();
    const { ids } = this.#base;
    for (let position = 0; position < ids.length; position++) this.#positions.set(ids[position] ?? 0, position);
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
}
