import { existsSync, readFileSync, rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { type AttributeField, KeyTable } from './key-table.ts';
import type { SegmentColumns } from './segment.ts';
import { inTurns, type Steps } from './turns.ts';

/** An index as it was at some revision of the database. */
export interface Snapshot {
  keys: KeyTable;
  /** By name: several indexes may share the keys. */
  segments: Readonly<Record<string, SegmentColumns>>;
  /** What had been read of the database. */
  seen: { revision: number; id: number };
}

/** Keeps the index between two starts of the program, so that it need not be made from the database each time. */
export interface SnapshotStore {
  /**
   * The snapshot, if there is one that was made under the same conditions.
   * @param stamp everything besides the database's rows that the index depends on
   */
  load(stamp: string): Snapshot | undefined;
  /**
   * Writes beside the one that is there and puts it in its place, so that a kill leaves a whole one behind. It does so in
   * turns, and takes the keys as they are at the call.
   * @throws Error where it can't be written: the disk is full, perhaps
   */
  save(stamp: string, snapshot: Snapshot): Promise<void>;
  /** Throws away what is there; no error where nothing is. */
  clear(): void;
}

/** Changes with every change of what is stored or of how it is made from the database. */
const FORMAT = 1;
const ALIGNMENT = 8;
/** Bytes that are summed up in a step. */
const STEP_BYTES = 1 << 20;
const COLUMNS = {
  ids: Int32Array,
  takenAtMs: Float64Array,
  aspects: Uint16Array,
  latitudes: Float32Array,
  longitudes: Float32Array,
  bestPercents: Uint8Array,
  names: Uint8Array,
  nameStarts: Uint32Array,
  listStarts: Uint32Array,
  listPositions: Uint32Array,
  listCodes: Uint16Array,
  countedStarts: Uint32Array,
  countedKeys: Uint32Array,
} as const;

type ColumnName = keyof typeof COLUMNS;
const columnNames = Object.keys(COLUMNS) as ColumnName[];

const attributeFields = ['folder', 'camera', 'lens', 'type', 'is'] as const satisfies readonly AttributeField[];

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const headerSchema = v.object({
  format: v.literal(FORMAT),
  stamp: v.string(),
  /** CRC-32 of all that is behind the header. */
  checksum: size,
  seen: v.object({ revision: size, id: size }),
  /** In the order of their numbers: a concept, or a field and a value. */
  keys: v.array(v.union([size, v.tuple([v.picklist(attributeFields), v.string()])])),
  /** Of each segment, in order: number of photos, and of each column the first byte behind the header and its length. */
  segments: v.array(v.object({ name: v.string(), count: size, columns: v.array(v.tuple([size, size])) })),
});

type Header = v.InferOutput<typeof headerSchema>;

/** @param path the file that holds the snapshot */
export function createSnapshotStore(path: string): SnapshotStore {
  return {
    load(stamp) {
      try {
        return existsSync(path) ? decodeSnapshot(readFileSync(path), stamp) : undefined;
      } catch {
        // It can be made again from the database: a damaged one is as good as none.
        return undefined;
      }
    },
    async save(stamp, snapshot) {
      const part = `${path}.part`;
      try {
        await writeFile(part, await inTurns(encodeSnapshot(stamp, snapshot)));
        await rename(part, path);
      } catch (error) {
        // Half of it must not take what space there is.
        rmSync(part, { force: true });
        throw error;
      }
    },
    clear() {
      rmSync(path, { force: true });
    },
  };
}

/**
 * One line of JSON, padded with spaces, then the columns of each segment as they lie in memory, each at a multiple of 8
 * bytes. Little-endian, as is every machine that the program runs on.
 */
function* encodeSnapshot(stamp: string, { keys, segments, seen }: Snapshot): Steps<Uint8Array[]> {
  const described = Array.from({ length: keys.size }, (_, key): Header['keys'][number] => {
    const meaning = keys.meaningOf(key);
    return meaning.field === 'concept' ? meaning.concept : [meaning.field, meaning.value];
  });
  const bodies: Uint8Array[] = [];
  let at = 0;
  const places = Object.entries(segments).map(([name, segment]) => ({
    name,
    count: segment.ids.length,
    columns: columnNames.map((column): [number, number] => {
      const { buffer, byteOffset, byteLength } = segment[column];
      const padding = padTo(byteLength);
      bodies.push(new Uint8Array(buffer, byteOffset, byteLength), new Uint8Array(padding));
      const start = at;
      at += byteLength + padding;
      return [start, byteLength];
    }),
  }));
  let checksum = 0;
  for (const body of bodies) {
    for (let first = 0; first < body.length; first += STEP_BYTES) {
      checksum = crc32(body.subarray(first, first + STEP_BYTES), checksum);
      yield;
    }
  }
  const header: Header = { format: FORMAT, stamp, checksum, seen, keys: described, segments: places };
  const line = Buffer.from(JSON.stringify(header));
  return [line, Buffer.from(`${' '.repeat(padTo(line.length + 1))}\n`), ...bodies];
}

/**
 * The reverse of `encodeSnapshot`; undefined where it was made under other conditions.
 * @throws Error where it is damaged
 */
function decodeSnapshot(bytes: Uint8Array, stamp: string): Snapshot | undefined {
  const lineEnd = bytes.indexOf(0x0a);
  if (lineEnd < 0) return undefined;
  const parsed = v.safeParse(headerSchema, JSON.parse(Buffer.from(bytes.subarray(0, lineEnd)).toString('utf8')));
  if (!parsed.success || parsed.output.stamp !== stamp) return undefined;
  const { seen, keys: meanings, segments } = parsed.output;
  const keys = new KeyTable();
  for (const meaning of meanings) {
    if (typeof meaning === 'number') keys.ofConcept(meaning);
    else keys.ofAttribute(...meaning);
  }
  // The columns start at a multiple of 8 in memory of their own, so that they can be used where they lie.
  const body = new Uint8Array(bytes.length - lineEnd - 1);
  body.set(bytes.subarray(lineEnd + 1));
  if (crc32(body) !== parsed.output.checksum) throw new Error('The snapshot is damaged');
  return {
    keys,
    seen,
    segments: Object.fromEntries(segments.map(({ name, count, columns }) => [name, readSegment(body, count, columns)])),
  };
}

function readSegment(body: Uint8Array, count: number, places: readonly [number, number][]): SegmentColumns {
  const read = <A>(
    name: ColumnName,
    View: { new (buffer: ArrayBufferLike, start: number, length: number): A; BYTES_PER_ELEMENT: number },
  ): A => {
    const [start, length] = places[columnNames.indexOf(name)] ?? [0, -1];
    if (length < 0 || start + length > body.length) throw new Error(`The snapshot lacks ${name}`);
    return new View(body.buffer, start, length / View.BYTES_PER_ELEMENT);
  };
  const segment: SegmentColumns = {
    ids: read('ids', Int32Array),
    takenAtMs: read('takenAtMs', Float64Array),
    aspects: read('aspects', Uint16Array),
    latitudes: read('latitudes', Float32Array),
    longitudes: read('longitudes', Float32Array),
    bestPercents: read('bestPercents', Uint8Array),
    names: read('names', Uint8Array),
    nameStarts: read('nameStarts', Uint32Array),
    listStarts: read('listStarts', Uint32Array),
    listPositions: read('listPositions', Uint32Array),
    listCodes: read('listCodes', Uint16Array),
    countedStarts: read('countedStarts', Uint32Array),
    countedKeys: read('countedKeys', Uint32Array),
  };
  if (segment.ids.length !== count) throw new Error('The snapshot is cut short');
  return segment;
}

const padTo = (length: number) => (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;
