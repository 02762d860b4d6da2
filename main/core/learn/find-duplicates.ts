import { createRandom } from '../../../shared/random.ts';
import { dotRows } from './samples.ts';
import { PRINT_SIZE } from './thumb-print.ts';

/** Photos to be compared; rows run in parallel. */
export interface ComparedPhotos {
  count: number;
  /** Prints row by row in 1/127; all 0 where a photo has none. */
  prints: Int8Array;
  /** Local wall-clock time in ms; NaN where no camera wrote it. */
  takenAtMs: Float64Array;
  /** Number of the camera; 0: not known. */
  cameras: Int32Array;
  /** Likeness of two rows as the network sees them (cosine). */
  likeness(a: number, b: number): number;
}

/** Rows of photos that belong together, earliest first. */
export interface DuplicateRows {
  kind: 'near' | 'burst';
  rows: number[];
}

/**
 * Of 17 photos in four versions (half as large, cut, brighter, tilted) and 1,338 others in pairs: from here on all pairs but
 * two were the same picture or the same scene, and of cut and brighter versions nine in ten are above it.
 */
const SAME_PRINT = 0.95;
/** And so alike they have to be to the network: scenes of the same colours with other things in them are not. */
const SAME_LIKENESS = 0.82;
/** Of one camera, one within so long of the other, and this alike. */
export const BURST_GAP_MS = 5_000;
const BURST_LIKENESS = 0.6;

/** A signature has so many bits: the sides of random planes that a print lies on. */
const BITS_PER_TABLE = 16;
const TABLES = 12;
const WORDS = (BITS_PER_TABLE * TABLES) / 32;
/** Bits that may differ: at a correlation of 0.95 a tenth does, 19 +- 4. */
const MOST_BITS = 44;
/** In a bucket each photo is compared with so many that follow; they lie by the bits of the table before. */
const MOST_COMPARED = 80;
const SEED = 23;

/**
 * Groups photos that are nearly the same, and bursts. Not every pair is looked at: photos are thrown into buckets by 16 bits
 * of a signature at a time (locality-sensitive hashing), and only those that meet in one of 12 are compared. Two prints of
 * correlation 0.98 meet with 0.994, of 0.95 with 0.91.
 */
export function findDuplicates(photos: ComparedPhotos): DuplicateRows[] {
  const { count, takenAtMs, cameras } = photos;
  const groupOf = Uint32Array.from({ length: count }, (_, row) => row);
  const find = (row: number): number => {
    let at = row;
    while (groupOf[at] !== at) {
      groupOf[at] = groupOf[groupOf[at] as number] as number;
      at = groupOf[at] as number;
    }
    return at;
  };
  const join = (a: number, b: number) => {
    const [first, second] = [find(a), find(b)];
    groupOf[Math.max(first, second)] = Math.min(first, second);
  };
  linkBursts(photos, join);
  linkSame(photos, find, join);
  const members = new Map<number, number[]>();
  for (let row = 0; row < count; row++) {
    const first = find(row);
    if (first === row) continue;
    const group = members.get(first);
    if (group) group.push(row);
    else members.set(first, [first, row]);
  }
  return [...members.values()].map((rows) => {
    rows.sort((a, b) => (takenAtMs[a] as number) - (takenAtMs[b] as number) || a - b);
    const isBurst = rows.slice(1).every((row, i) => isQuick(photos, rows[i] as number, row));
    const kind = isBurst && cameras[rows[0] as number] !== 0 ? 'burst' : 'near';
    return { kind, rows };
  });
}

/** Whether one camera took one photo right after the other. */
function isQuick({ cameras, takenAtMs }: ComparedPhotos, earlier: number, later: number): boolean {
  const gap = (takenAtMs[later] as number) - (takenAtMs[earlier] as number);
  return cameras[earlier] === cameras[later] && gap >= 0 && gap <= BURST_GAP_MS;
}

function linkBursts(photos: ComparedPhotos, join: (a: number, b: number) => void): void {
  const { count, cameras, takenAtMs, likeness } = photos;
  const rows: number[] = [];
  for (let row = 0; row < count; row++)
    if (cameras[row] !== 0 && !Number.isNaN(takenAtMs[row] as number)) rows.push(row);
  rows.sort(
    (a, b) =>
      (cameras[a] as number) - (cameras[b] as number) || (takenAtMs[a] as number) - (takenAtMs[b] as number) || a - b,
  );
  rows.slice(1).forEach((row, i) => {
    const before = rows[i] as number;
    if (isQuick(photos, before, row) && likeness(before, row) >= BURST_LIKENESS) join(before, row);
  });
}

function linkSame(photos: ComparedPhotos, find: (row: number) => number, join: (a: number, b: number) => void): void {
  const { prints, count, likeness } = photos;
  const signatures = makeSignatures(prints, count);
  const hasPrint = Uint8Array.from({ length: count }, (_, row) => (dot(prints, row, row) > 0 ? 1 : 0));
  let order = Uint32Array.from(hasPrint, (_, row) => row);
  for (let table = 0; table < TABLES; table++) {
    const sorted = sortIntoBuckets(signatures, order, table);
    const { starts } = sorted;
    order = sorted.order;
    for (let bucket = 0; bucket + 1 < starts.length; bucket++) {
      const end = starts[bucket + 1] as number;
      for (let i = starts[bucket] as number; i < end; i++) {
        const a = order[i] as number;
        if (!hasPrint[a]) continue;
        for (let j = i + 1; j < Math.min(end, i + 1 + MOST_COMPARED); j++) {
          const b = order[j] as number;
          if (!hasPrint[b] || differingBits(signatures, a, b) > MOST_BITS) continue;
          if (dot(prints, a, b) < SAME_PRINT || find(a) === find(b)) continue;
          if (likeness(a, b) >= SAME_LIKENESS) join(a, b);
        }
      }
    }
  }
}

/** Dot product of two prints. */
function dot(prints: Int8Array, a: number, b: number): number {
  let sum = 0;
  for (let i = 0, x = a * PRINT_SIZE, y = b * PRINT_SIZE; i < PRINT_SIZE; i++, x++, y++)
    sum += (prints[x] as number) * (prints[y] as number);
  return sum / (127 * 127);
}

/** `WORDS` words a row: a bit is the side of a random plane. */
function makeSignatures(prints: Int8Array, count: number): Uint32Array {
  const random = createRandom(SEED);
  const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const planes = Array.from({ length: WORDS * 32 }, () => Float32Array.from({ length: PRINT_SIZE }, gaussian));
  const signatures = new Uint32Array(count * WORDS);
  const print = new Float32Array(PRINT_SIZE);
  for (let row = 0; row < count; row++) {
    for (let i = 0, at = row * PRINT_SIZE; i < PRINT_SIZE; i++, at++) print[i] = prints[at] as number;
    for (let bit = 0; bit < WORDS * 32; bit++) {
      if (dotRows(print, planes[bit] as Float32Array) <= 0) continue;
      const word = row * WORDS + (bit >> 5);
      signatures[word] = (signatures[word] as number) | (1 << (bit & 31));
    }
  }
  return signatures;
}

/** Rows in the order of 16 of their bits (counting sort; of equal ones as they were), and where each value of these begins. */
function sortIntoBuckets(
  signatures: Uint32Array,
  before: Uint32Array<ArrayBuffer>,
  table: number,
): { order: Uint32Array<ArrayBuffer>; starts: Uint32Array } {
  const keyOf = (row: number) => ((signatures[row * WORDS + (table >> 1)] as number) >>> ((table & 1) * 16)) & 0xffff;
  const starts = new Uint32Array(2 ** BITS_PER_TABLE + 1);
  for (const row of before) starts[keyOf(row) + 1] = (starts[keyOf(row) + 1] as number) + 1;
  for (let key = 1; key < starts.length; key++) starts[key] = (starts[key] as number) + (starts[key - 1] as number);
  const next = starts.slice();
  const order = new Uint32Array(before.length);
  for (const row of before) {
    const key = keyOf(row);
    const at = next[key] as number;
    order[at] = row;
    next[key] = at + 1;
  }
  return { order, starts };
}

function differingBits(signatures: Uint32Array, a: number, b: number): number {
  let bits = 0;
  for (let word = 0; word < WORDS; word++) {
    // Counts the bits of 32 in parallel (Warren, Hacker's Delight, 5-1).
    let x = (signatures[a * WORDS + word] as number) ^ (signatures[b * WORDS + word] as number);
    x -= (x >>> 1) & 0x55555555;
    x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
    bits += Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return bits;
}
