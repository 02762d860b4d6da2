import { rmSync } from 'node:fs';
import { type FileHandle, open, rename, writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import * as v from 'valibot';
import { inTurns, type Steps } from '../common/turns.ts';
import { type AttributeField, KeyTable } from './key-table.ts';
import type { DateColumns, SegmentColumns } from './segment.ts';

/** An index as it was at some revision of the database. */
export interface Snapshot {
  keys: KeyTable;
  /** By name: several indexes may share the keys. */
  segments: Readonly<Record<string, SegmentColumns>>;
  /** What had been read of the database. */
  seen: { revision: number; id: number };
}

/** A snapshot of which the dates are there and the rest is being read. */
export interface SnapshotBeingRead extends Omit<Snapshot, 'segments'> {
  dates: Readonly<Record<string, DateColumns>>;
  /** The whole of each segment. Fails where that is damaged, or reading it was given up: then nothing of it counts. */
  segments: Promise<Snapshot['segments']>;
}

/** Keeps the index between two starts of the program, so that it need not be made from the database each time. */
export interface SnapshotStore {
  /**
   * The snapshot, if there is a sound one that was made under the same conditions. It is read beside other work: what the
   * timeline needs first (14 bytes a photo), then the rest (260).
   * @param stamp everything besides the database's rows that the index depends on
   * @param signal gives up reading
   * @param wanted what the rest waits for
   */
  load(stamp: string, signal?: AbortSignal, wanted?: Promise<void>): Promise<SnapshotBeingRead | undefined>;
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
const FORMAT = 2;
/** "bwrb", as a little-endian number. */
const MAGIC = 0x62727762;
/** Magic number, format, length of the header in bytes, CRC-32 of the header. */
const PREAMBLE_BYTES = 16;
const ALIGNMENT = 8;
/** Bytes that are summed up in a step. */
const STEP_BYTES = 1 << 20;
/** Bytes that are read at once. */
const READ_BYTES = 1 << 22;

const DATE_COLUMNS = { ids: Int32Array, takenAtMs: Float64Array, aspects: Uint16Array } as const;
const OTHER_COLUMNS = {
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

type ColumnName = keyof SegmentColumns;
const dateNames = Object.keys(DATE_COLUMNS) as (keyof typeof DATE_COLUMNS)[];
const otherNames = Object.keys(OTHER_COLUMNS) as (keyof typeof OTHER_COLUMNS)[];

const attributeFields = ['folder', 'camera', 'lens', 'type', 'is'] as const satisfies readonly AttributeField[];

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Columns that are read together: by segment, in order, the first byte within the part and the length of each column. */
const partSchema = v.object({
  bytes: size,
  /** CRC-32 of it. */
  checksum: size,
  segments: v.array(v.object({ name: v.string(), columns: v.array(v.tuple([size, size])) })),
});
const headerSchema = v.object({
  stamp: v.string(),
  seen: v.object({ revision: size, id: size }),
  /** In the order of their numbers: a concept, or a field and a value. */
  keys: v.array(v.union([size, v.tuple([v.picklist(attributeFields), v.string()])])),
  /** One behind the other, from the first multiple of 8 bytes behind the header. */
  dates: partSchema,
  others: partSchema,
});

type Header = v.InferOutput<typeof headerSchema>;
type Part = v.InferOutput<typeof partSchema>;

/** @param path the file that holds the snapshot */
export function createSnapshotStore(path: string): SnapshotStore {
  return {
    async load(stamp, signal, wanted) {
      let file: FileHandle | undefined;
      try {
        file = await open(path);
        const snapshot = await readSnapshot(file, stamp, signal, wanted);
        const close = () => file?.close();
        if (snapshot) snapshot.segments.then(close, close).catch(() => undefined);
        else await close();
        return snapshot;
      } catch {
        // It can be made again from the database: a damaged one is as good as none.
        await file?.close();
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
 * A preamble, a header in JSON, padded, then the two parts: columns as they lie in memory, each at a multiple of 8 bytes.
 * Little-endian, as is every machine that the program runs on.
 */
function* encodeSnapshot(stamp: string, { keys, segments, seen }: Snapshot): Steps<Uint8Array[]> {
  const described = Array.from({ length: keys.size }, (_, key): Header['keys'][number] => {
    const meaning = keys.meaningOf(key);
    return meaning.field === 'concept' ? meaning.concept : [meaning.field, meaning.value];
  });
  const dates = yield* encodePart(segments, dateNames);
  const others = yield* encodePart(segments, otherNames);
  const header: Header = { stamp, seen, keys: described, dates: dates.part, others: others.part };
  const json = Buffer.from(JSON.stringify(header));
  const preamble = Uint32Array.of(MAGIC, FORMAT, json.length, crc32(json));
  const padding = new Uint8Array(padTo(json.length));
  return [new Uint8Array(preamble.buffer), json, padding, ...dates.bodies, ...others.bodies];
}

function* encodePart(
  segments: Snapshot['segments'],
  names: readonly ColumnName[],
): Steps<{ part: Part; bodies: Uint8Array[] }> {
  const bodies: Uint8Array[] = [];
  let bytes = 0;
  const places = Object.entries(segments).map(([name, segment]) => ({
    name,
    columns: names.map((column): [number, number] => {
      const { buffer, byteOffset, byteLength } = segment[column];
      const padding = padTo(byteLength);
      bodies.push(new Uint8Array(buffer, byteOffset, byteLength), new Uint8Array(padding));
      const start = bytes;
      bytes += byteLength + padding;
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
  return { part: { bytes, checksum, segments: places }, bodies };
}

/**
 * The reverse of `encodeSnapshot`; undefined where it was made under other conditions.
 * @throws Error where it is damaged
 */
async function readSnapshot(
  file: FileHandle,
  stamp: string,
  signal: AbortSignal | undefined,
  wanted: Promise<void> | undefined,
): Promise<SnapshotBeingRead | undefined> {
  const { size: fileBytes } = await file.stat();
  const [magic, format, headerBytes = 0, headerChecksum] = new Uint32Array(
    (await readBytes(file, 0, PREAMBLE_BYTES)).buffer,
  );
  if (magic !== MAGIC || format !== FORMAT || headerBytes > fileBytes) return undefined;
  const json = await readBytes(file, PREAMBLE_BYTES, headerBytes, { checksum: headerChecksum, signal });
  const header = v.parse(headerSchema, JSON.parse(Buffer.from(json.buffer).toString('utf8')));
  if (header.stamp !== stamp) return undefined;
  const start = PREAMBLE_BYTES + headerBytes + padTo(headerBytes);
  if (start + header.dates.bytes + header.others.bytes !== fileBytes) throw new Error('The snapshot is cut short');
  const read = ({ bytes, checksum }: Part, at: number) => readBytes(file, at, bytes, { checksum, signal });
  const dates = readDates(header.dates, await read(header.dates, start));
  const segments = (async () => {
    await wanted;
    return readOthers(header.others, await read(header.others, start + header.dates.bytes), dates);
  })();
  const keys = new KeyTable();
  for (const meaning of header.keys) {
    if (typeof meaning === 'number') keys.ofConcept(meaning);
    else keys.ofAttribute(...meaning);
  }
  return { keys, seen: header.seen, dates, segments };
}

/** @throws Error where there are fewer bytes, or others than were written */
async function readBytes(
  file: FileHandle,
  start: number,
  length: number,
  { checksum, signal }: { checksum?: number | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  const read = async (first: number) => {
    const wanted = Math.min(READ_BYTES, length - first);
    for (let done = 0; done < wanted; ) {
      const { bytesRead } = await file.read(bytes, first + done, wanted - done, start + first + done);
      if (bytesRead === 0) throw new Error('The snapshot is cut short');
      done += bytesRead;
    }
  };
  let sum = 0;
  let next = read(0);
  for (let first = 0; first < length; first += READ_BYTES) {
    await next;
    signal?.throwIfAborted();
    // While this is summed up, what follows is read.
    next = read(Math.min(first + READ_BYTES, length));
    next.catch(() => undefined);
    for (let at = first; checksum !== undefined && at < Math.min(first + READ_BYTES, length); at += STEP_BYTES)
      sum = crc32(bytes.subarray(at, Math.min(at + STEP_BYTES, first + READ_BYTES)), sum);
  }
  await next;
  if (checksum !== undefined && sum !== checksum) throw new Error('The snapshot is damaged');
  return bytes;
}

type View<A> = { new (buffer: ArrayBufferLike, start: number, length: number): A; BYTES_PER_ELEMENT: number };

/** Gives the columns of a segment where they lie. */
function columnsOf({ columns }: Part['segments'][number], names: readonly ColumnName[], body: Uint8Array) {
  return <A>(name: ColumnName, Column: View<A>): A => {
    const [start, length] = columns[names.indexOf(name)] ?? [0, -1];
    if (length < 0 || start + length > body.length) throw new Error(`The snapshot lacks ${name}`);
    return new Column(body.buffer, start, length / Column.BYTES_PER_ELEMENT);
  };
}

function readDates({ segments }: Part, body: Uint8Array): Record<string, DateColumns> {
  const read = (segment: Part['segments'][number]): DateColumns => {
    const column = columnsOf(segment, dateNames, body);
    return {
      ids: column('ids', DATE_COLUMNS.ids),
      takenAtMs: column('takenAtMs', DATE_COLUMNS.takenAtMs),
      aspects: column('aspects', DATE_COLUMNS.aspects),
    };
  };
  return Object.fromEntries(segments.map((segment) => [segment.name, read(segment)]));
}

function readOthers(
  { segments }: Part,
  body: Uint8Array,
  dates: Readonly<Record<string, DateColumns>>,
): Record<string, SegmentColumns> {
  const read = (segment: Part['segments'][number]): SegmentColumns => {
    const ofDates = dates[segment.name];
    if (!ofDates) throw new Error(`The snapshot lacks the dates of ${segment.name}`);
    const column = columnsOf(segment, otherNames, body);
    return {
      ...ofDates,
      latitudes: column('latitudes', OTHER_COLUMNS.latitudes),
      longitudes: column('longitudes', OTHER_COLUMNS.longitudes),
      bestPercents: column('bestPercents', OTHER_COLUMNS.bestPercents),
      names: column('names', OTHER_COLUMNS.names),
      nameStarts: column('nameStarts', OTHER_COLUMNS.nameStarts),
      listStarts: column('listStarts', OTHER_COLUMNS.listStarts),
      listPositions: column('listPositions', OTHER_COLUMNS.listPositions),
      listCodes: column('listCodes', OTHER_COLUMNS.listCodes),
      countedStarts: column('countedStarts', OTHER_COLUMNS.countedStarts),
      countedKeys: column('countedKeys', OTHER_COLUMNS.countedKeys),
    };
  };
  return Object.fromEntries(segments.map((segment) => [segment.name, read(segment)]));
}

function padTo(length: number): number {
  return (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;
}
