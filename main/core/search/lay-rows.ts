import type { Steps } from '../common/turns.ts';
import { Column } from './column.ts';
import { isFoundList, keyOfList, type SegmentColumns } from './segment.ts';
import type { RowColumns } from './segment-rows.ts';

/** Rows in a step. */
const STEP_ROWS = 1_024;

/**
 * Lays rows out for searching, newest first; photos of the same moment in the order of their ids.
 * @param isCounted whether photos are to be counted by this key
 */
export function* layRows(columns: RowColumns, isCounted: (key: number) => boolean): Steps<SegmentColumns> {
  const ids = new Column(Int32Array, columns.ids);
  const takenAtMs = new Column(Float64Array, columns.takenAtMs);
  const compare = (a: number, b: number) => takenAtMs.get(b) - takenAtMs.get(a) || ids.get(a) - ids.get(b);
  const rows = yield* sortInSteps(yield* findRows(columns.gone), compare);
  return {
    ids: yield* gather(new Int32Array(rows.length), ids, rows),
    takenAtMs: yield* gather(new Float64Array(rows.length), takenAtMs, rows),
    aspects: yield* gather(new Uint16Array(rows.length), new Column(Uint16Array, columns.aspects), rows),
    latitudes: yield* gather(new Float32Array(rows.length), new Column(Float32Array, columns.latitudes), rows),
    longitudes: yield* gather(new Float32Array(rows.length), new Column(Float32Array, columns.longitudes), rows),
    bestPercents: yield* gather(new Uint8Array(rows.length), new Column(Uint8Array, columns.bestPercents), rows),
    ...(yield* layNames(columns, rows)),
    ...(yield* layEntries(columns, rows, isCounted)),
  };
}

/** Whether a loop over rows is to rest before this one. */
const isRest = (i: number) => i % STEP_ROWS === 0;

function* findRows(gone: Uint8Array): Steps<Uint32Array> {
  const rows = new Uint32Array(gone.length);
  let count = 0;
  for (let row = 0; row < gone.length; row++) {
    if (isRest(row)) yield;
    if (gone[row] === 0) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** Pieces are sorted, and merged two by two. */
function* sortInSteps(rows: Uint32Array, compare: (a: number, b: number) => number): Steps<Uint32Array> {
  for (let first = 0; first < rows.length; first += STEP_ROWS) {
    rows.subarray(first, first + STEP_ROWS).sort(compare);
    yield;
  }
  let from = rows;
  let to: Uint32Array = new Uint32Array(rows.length);
  for (let width = STEP_ROWS; width < rows.length; width *= 2) {
    for (let first = 0; first < rows.length; first += width * 2) yield* mergeSorted(from, to, first, width, compare);
    [from, to] = [to, from];
  }
  return from;
}

/** Two neighbouring sorted pieces become one. */
function* mergeSorted(
  from: Uint32Array,
  to: Uint32Array,
  first: number,
  width: number,
  compare: (a: number, b: number) => number,
): Steps<void> {
  const middle = Math.min(first + width, from.length);
  const end = Math.min(middle + width, from.length);
  let a = first;
  let b = middle;
  for (let at = first; at < end; at++) {
    if (isRest(at)) yield;
    const isA = b >= end || (a < middle && compare(from[a] ?? 0, from[b] ?? 0) <= 0);
    to[at] = from[isA ? a++ : b++] ?? 0;
  }
}

function* gather<A extends Int32Array | Uint16Array | Uint8Array | Float32Array | Float64Array>(
  values: A,
  column: Column<A>,
  rows: Uint32Array,
): Steps<A> {
  for (let i = 0; i < rows.length; i++) {
    if (isRest(i)) yield;
    values[i] = column.get(rows[i] ?? 0);
  }
  return values;
}

function* layNames(columns: RowColumns, rows: Uint32Array): Steps<Pick<SegmentColumns, 'names' | 'nameStarts'>> {
  const bytes = new Column(Uint8Array, columns.names);
  const starts = new Column(Uint32Array, columns.nameStarts);
  const nameStarts = new Uint32Array(rows.length + 1);
  for (let position = 0; position < rows.length; position++) {
    if (isRest(position)) yield;
    const row = rows[position] ?? 0;
    nameStarts[position + 1] = (nameStarts[position] ?? 0) + starts.get(row + 1) - starts.get(row);
  }
  const names = new Uint8Array(nameStarts[rows.length] ?? 0);
  let at = 0;
  for (let position = 0; position < rows.length; position++) {
    if (isRest(position)) yield;
    const row = rows[position] ?? 0;
    for (let i = starts.get(row), end = starts.get(row + 1); i < end; i++) names[at++] = bytes.get(i);
  }
  return { names, nameStarts };
}

/** A counting sort by list, so the positions of each list ascend. */
function* layEntries(
  columns: RowColumns,
  rows: Uint32Array,
  isCounted: (key: number) => boolean,
): Steps<Pick<SegmentColumns, 'listStarts' | 'listPositions' | 'listCodes' | 'countedStarts' | 'countedKeys'>> {
  const starts = new Column(Uint32Array, columns.entryStarts);
  const lists = new Column(Uint32Array, columns.lists);
  const codes = new Column(Uint16Array, columns.codes);
  const counts = new Column(Uint32Array);
  const countedStarts = new Uint32Array(rows.length + 1);
  for (let position = 0; position < rows.length; position++) {
    if (isRest(position)) yield;
    const row = rows[position] ?? 0;
    let counted = countedStarts[position] ?? 0;
    for (let i = starts.get(row), end = starts.get(row + 1); i < end; i++) {
      const list = lists.get(i);
      counts.set(list, counts.get(list) + 1);
      if (isFoundList(list) && isCounted(keyOfList(list))) counted++;
    }
    countedStarts[position + 1] = counted;
  }
  const listStarts = new Uint32Array(counts.length + 1);
  for (let list = 0; list < counts.length; list++) listStarts[list + 1] = (listStarts[list] ?? 0) + counts.get(list);
  const places = listStarts.slice();
  const listPositions = new Uint32Array(listStarts[counts.length] ?? 0);
  const listCodes = new Uint16Array(listPositions.length);
  const countedKeys = new Uint32Array(countedStarts[rows.length] ?? 0);
  let at = 0;
  for (let position = 0; position < rows.length; position++) {
    if (isRest(position)) yield;
    const row = rows[position] ?? 0;
    for (let i = starts.get(row), end = starts.get(row + 1); i < end; i++) {
      const list = lists.get(i);
      const place = places[list] ?? 0;
      places[list] = place + 1;
      listPositions[place] = position;
      listCodes[place] = codes.get(i);
      if (isFoundList(list) && isCounted(keyOfList(list))) countedKeys[at++] = keyOfList(list);
    }
  }
  return { listStarts, listPositions, listCodes, countedStarts, countedKeys };
}
