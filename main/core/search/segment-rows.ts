import { type Blocks, Column } from './column.ts';
import { foundList, type IndexedPhoto, weakList } from './segment.ts';

/** Photos row by row as they came, as they are at some moment. */
export interface RowColumns {
  readonly ids: Blocks<Int32Array>;
  readonly takenAtMs: Blocks<Float64Array>;
  readonly aspects: Blocks<Uint16Array>;
  readonly latitudes: Blocks<Float32Array>;
  readonly longitudes: Blocks<Float32Array>;
  readonly bestPercents: Blocks<Uint8Array>;
  readonly names: Blocks<Uint8Array>;
  /** The names of a row are at nameStarts[row] up to nameStarts[row + 1]. */
  readonly nameStarts: Blocks<Uint32Array>;
  /** Its lists and codes likewise. */
  readonly entryStarts: Blocks<Uint32Array>;
  readonly lists: Blocks<Uint32Array>;
  readonly codes: Blocks<Uint16Array>;
  /** 1 where the row is void. */
  readonly gone: Uint8Array;
}

/** Gathers photos row by row, in growing columns rather than as objects. */
export class SegmentRows {
  /** By photo id: its row + 1, 0 where it has none. */
  #rowOf = new Column(Int32Array);
  #size = 0;
  #ids = new Column(Int32Array);
  #takenAtMs = new Column(Float64Array);
  #aspects = new Column(Uint16Array);
  #latitudes = new Column(Float32Array);
  #longitudes = new Column(Float32Array);
  #bestPercents = new Column(Uint8Array);
  #names = new Column(Uint8Array);
  #nameStarts = new Column(Uint32Array);
  #entryStarts = new Column(Uint32Array);
  #lists = new Column(Uint32Array);
  #codes = new Column(Uint16Array);
  #gone = new Column(Uint8Array);

  constructor() {
    this.#nameStarts.push(0);
    this.#entryStarts.push(0);
  }

  /** Number of different photos. */
  get size(): number {
    return this.#size;
  }

  /** Rows that take up room: those of photos that were replaced or forgotten too. */
  get rowCount(): number {
    return this.#ids.length;
  }

  /** Takes in a photo; of several with one id the last counts. */
  add(photo: IndexedPhoto): void {
    this.remove(photo.id);
    this.#beginRow({ ...photo, aspect: Math.min(Math.max(Math.round(photo.aspect), 1), 65_535) });
    for (const byte of Buffer.from(photo.fileNames.map((name) => `${name}\n`).join(''))) this.#names.push(byte);
    this.#nameStarts.push(this.#names.length);
    for (const { key, code, isFound } of photo.entries) {
      this.#lists.push(isFound ? foundList(key) : weakList(key));
      this.#codes.push(code);
    }
    this.#entryStarts.push(this.#lists.length);
  }

  #beginRow(photo: Omit<IndexedPhoto, 'fileNames' | 'entries'>): void {
    this.#rowOf.set(photo.id, this.rowCount + 1);
    this.#size++;
    this.#ids.push(photo.id);
    this.#takenAtMs.push(photo.takenAtMs);
    this.#aspects.push(photo.aspect);
    this.#latitudes.push(photo.latitude);
    this.#longitudes.push(photo.longitude);
    this.#bestPercents.push(photo.bestPercent);
    this.#gone.push(0);
  }

  /** Forgets a photo. @returns whether it was there */
  remove(id: number): boolean {
    const row = this.#rowOf.get(id) - 1;
    if (row < 0) return false;
    this.#rowOf.set(id, 0);
    this.#gone.set(row, 1);
    this.#size--;
    return true;
  }

  /** The rows from one on, in memory of their own. */
  from(first: number): SegmentRows {
    const rest = new SegmentRows();
    for (let row = first; row < this.rowCount; row++) {
      if (this.#gone.get(row) === 0) rest.#copyRow(this, row);
    }
    return rest;
  }

  /** All rows as they are now, to be laid out while this goes on: what is added or forgotten later does not show in them. */
  toColumns(): RowColumns {
    return {
      ids: this.#ids.toBlocks(),
      takenAtMs: this.#takenAtMs.toBlocks(),
      aspects: this.#aspects.toBlocks(),
      latitudes: this.#latitudes.toBlocks(),
      longitudes: this.#longitudes.toBlocks(),
      bestPercents: this.#bestPercents.toBlocks(),
      names: this.#names.toBlocks(),
      nameStarts: this.#nameStarts.toBlocks(),
      entryStarts: this.#entryStarts.toBlocks(),
      lists: this.#lists.toBlocks(),
      codes: this.#codes.toBlocks(),
      gone: this.#gone.toArray(),
    };
  }

  #copyRow(from: SegmentRows, row: number): void {
    this.#beginRow({
      id: from.#ids.get(row),
      takenAtMs: from.#takenAtMs.get(row),
      aspect: from.#aspects.get(row),
      latitude: from.#latitudes.get(row),
      longitude: from.#longitudes.get(row),
      bestPercent: from.#bestPercents.get(row),
    });
    for (let i = from.#nameStarts.get(row); i < from.#nameStarts.get(row + 1); i++)
      this.#names.push(from.#names.get(i));
    this.#nameStarts.push(this.#names.length);
    for (let i = from.#entryStarts.get(row); i < from.#entryStarts.get(row + 1); i++) {
      this.#lists.push(from.#lists.get(i));
      this.#codes.push(from.#codes.get(i));
    }
    this.#entryStarts.push(this.#lists.length);
  }
}
