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
export const keyOfList = (list: number) => list >> 1;
export const isFoundList = (list: number) => (list & 1) === 0;

const LINE_END = 10;

/** Some photos in the order of dates (newest first); arrays run in parallel, and a photo's place in them is its position. */
export interface DateColumns {
  readonly ids: Int32Array;
  readonly takenAtMs: Float64Array;
  readonly aspects: Uint16Array;
}

/** The same, laid out for searching as typed arrays. Nothing of it changes. About 280 bytes a photo with 30 entries. */
export interface SegmentColumns extends DateColumns {
  readonly latitudes: Float32Array;
  readonly longitudes: Float32Array;
  readonly bestPercents: Uint8Array;
  /** File names of all photos as UTF-8, each with a line end; those of a position start at nameStarts[position]. */
  readonly names: Uint8Array;
  readonly nameStarts: Uint32Array;
  /** Positions and codes of list l are at listStarts[l] up to listStarts[l + 1]; positions ascend. */
  readonly listStarts: Uint32Array;
  readonly listPositions: Uint32Array;
  readonly listCodes: Uint16Array;
  /** Keys to count a position under are at countedStarts[position] up to countedStarts[position + 1]. */
  readonly countedStarts: Uint32Array;
  readonly countedKeys: Uint32Array;
}

/** Photos that are searched, some of which may not hold any more. */
export interface Segment extends SegmentColumns {
  readonly count: number;
  /** 1 where the photo has changed or gone since: its place here is void. */
  readonly stale: Uint8Array;
  /** Number of stale photos. */
  staleCount: number;
}

/** What the timeline needs, and nothing to search by. */
export function withoutLists(dates: DateColumns): SegmentColumns {
  return {
    ...dates,
    latitudes: new Float32Array(0),
    longitudes: new Float32Array(0),
    bestPercents: new Uint8Array(0),
    names: new Uint8Array(0),
    nameStarts: new Uint32Array(0),
    listStarts: new Uint32Array(0),
    listPositions: new Uint32Array(0),
    listCodes: new Uint16Array(0),
    countedStarts: new Uint32Array(0),
    countedKeys: new Uint32Array(0),
  };
}

/** @param stale is used as it is; without, no photo is stale */
export function toSegment(columns: SegmentColumns, stale: Uint8Array = new Uint8Array(columns.ids.length)): Segment {
  let staleCount = 0;
  for (const one of stale) staleCount += one;
  return { ...columns, count: columns.ids.length, stale, staleCount };
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
  const { listPositions, stale, staleCount } = segment;
  const start = listStart(segment, list);
  const end = listStart(segment, list + 1);
  if (staleCount === 0) return end - start;
  let count = 0;
  for (let i = start; i < end; i++) {
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

/** Positions, ascending, of photos one of whose file names holds the text (lower case, no line end). */
export function findNames({ names: bytes, nameStarts, count }: Segment, text: string): number[] {
  const names = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
