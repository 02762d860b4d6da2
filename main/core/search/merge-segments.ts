import type { Steps } from '../common/turns.ts';
import { countList, listStart, type Segment, type SegmentColumns } from './segment.ts';

/** Neighbours of one segment that are neighbours in the merged one too. */
interface Run {
  segment: Segment;
  /** Positions in the segment: from the first up to the end. */
  first: number;
  end: number;
  /** Position of the first in the merged one. */
  at: number;
}

/** Photos in a run, at most: so many are copied in a step. */
const MAX_RUN = 8_192;
const GONE = -1;

/**
 * Two segments, without what is stale in them and with no photo in common, as one. Both are in order already, so all is
 * read and written from front to back, which takes a fraction of the time that sorting takes.
 */
export function* mergeSegments(a: Segment, b: Segment): Steps<SegmentColumns> {
  const runs = yield* findRuns(a, b);
  const last = runs.at(-1);
  const count = last ? last.at + last.end - last.first : 0;
  const nameStarts = yield* mergeStarts(runs, count, 'nameStarts');
  const countedStarts = yield* mergeStarts(runs, count, 'countedStarts');
  return {
    ids: yield* mergeColumn(new Int32Array(count), runs, 'ids'),
    takenAtMs: yield* mergeColumn(new Float64Array(count), runs, 'takenAtMs'),
    aspects: yield* mergeColumn(new Uint16Array(count), runs, 'aspects'),
    latitudes: yield* mergeColumn(new Float32Array(count), runs, 'latitudes'),
    longitudes: yield* mergeColumn(new Float32Array(count), runs, 'longitudes'),
    bestPercents: yield* mergeColumn(new Uint8Array(count), runs, 'bestPercents'),
    nameStarts,
    names: yield* mergeGroups(new Uint8Array(nameStarts[count] ?? 0), runs, nameStarts, 'nameStarts', 'names'),
    countedStarts,
    countedKeys: yield* mergeGroups(
      new Uint32Array(countedStarts[count] ?? 0),
      runs,
      countedStarts,
      'countedStarts',
      'countedKeys',
    ),
    ...(yield* mergeLists(a, b, runs)),
  };
}

function* findRuns(a: Segment, b: Segment): Steps<Run[]> {
  const runs: Run[] = [];
  let at = 0;
  let inA = nextFresh(a, 0);
  let inB = nextFresh(b, 0);
  while (inA < a.count || inB < b.count) {
    const isA = isBefore(a, inA, b, inB);
    const [segment, first, other, inOther] = isA ? [a, inA, b, inB] : [b, inB, a, inA];
    const most = Math.min(segment.count, first + MAX_RUN);
    let end = first + 1;
    while (end < most && segment.stale[end] !== 1 && isBefore(segment, end, other, inOther)) end++;
    runs.push({ segment, first, end, at });
    at += end - first;
    if (isA) inA = nextFresh(a, end);
    else inB = nextFresh(b, end);
    yield;
  }
  return runs;
}

/** The first position from one on that is not stale; `count` where there is none. */
function nextFresh({ stale, count }: Segment, from: number): number {
  let position = from;
  while (position < count && stale[position] === 1) position++;
  return position;
}

/** Whether a photo goes before one of another segment; one that is not there goes last. */
function isBefore(a: Segment, inA: number, b: Segment, inB: number): boolean {
  if (inA >= a.count || inB >= b.count) return inA < a.count;
  const timeA = a.takenAtMs[inA] ?? 0;
  const timeB = b.takenAtMs[inB] ?? 0;
  return timeA === timeB ? (a.ids[inA] ?? 0) < (b.ids[inB] ?? 0) : timeA > timeB;
}

function* mergeColumn<N extends 'ids' | 'takenAtMs' | 'aspects' | 'latitudes' | 'longitudes' | 'bestPercents'>(
  merged: SegmentColumns[N],
  runs: readonly Run[],
  name: N,
): Steps<SegmentColumns[N]> {
  for (const { segment, first, end, at } of runs) {
    merged.set(segment[name].subarray(first, end), at);
    yield;
  }
  return merged;
}

/** Where the values start of which each photo has several. */
function* mergeStarts(runs: readonly Run[], count: number, name: 'nameStarts' | 'countedStarts'): Steps<Uint32Array> {
  const merged = new Uint32Array(count + 1);
  for (const { segment, first, end, at } of runs) {
    const starts = segment[name];
    const offset = (merged[at] ?? 0) - (starts[first] ?? 0);
    for (let i = 1; i <= end - first; i++) merged[at + i] = (starts[first + i] ?? 0) + offset;
    yield;
  }
  return merged;
}

function* mergeGroups<N extends 'names' | 'countedKeys'>(
  merged: SegmentColumns[N],
  runs: readonly Run[],
  mergedStarts: Uint32Array,
  startsName: 'nameStarts' | 'countedStarts',
  name: N,
): Steps<SegmentColumns[N]> {
  for (const { segment, first, end, at } of runs) {
    const starts = segment[startsName];
    merged.set(segment[name].subarray(starts[first], starts[end]), mergedStarts[at]);
    yield;
  }
  return merged;
}

function* mergeLists(
  a: Segment,
  b: Segment,
  runs: readonly Run[],
): Steps<Pick<SegmentColumns, 'listStarts' | 'listPositions' | 'listCodes'>> {
  const placesOfA = yield* findPlaces(a, runs);
  const placesOfB = yield* findPlaces(b, runs);
  const lists = Math.max(a.listStarts.length, b.listStarts.length, 1) - 1;
  const listStarts = new Uint32Array(lists + 1);
  for (let list = 0; list < lists; list++) {
    listStarts[list + 1] = (listStarts[list] ?? 0) + countList(a, list) + countList(b, list);
    yield;
  }
  const listPositions = new Uint32Array(listStarts[lists] ?? 0);
  const listCodes = new Uint16Array(listPositions.length);
  const merged = { listStarts, listPositions, listCodes };
  for (let list = 0; list < lists; list++) {
    mergeList(merged, list, a, placesOfA, b, placesOfB);
    yield;
  }
  return merged;
}

/** Apart from the steps, for it is where most of the time goes, and a generator's loop is some times slower. */
function mergeList(
  { listStarts, listPositions, listCodes }: Pick<SegmentColumns, 'listStarts' | 'listPositions' | 'listCodes'>,
  list: number,
  a: Segment,
  placesOfA: Int32Array,
  b: Segment,
  placesOfB: Int32Array,
): void {
  const { listPositions: positionsOfA, listCodes: codesOfA } = a;
  const { listPositions: positionsOfB, listCodes: codesOfB } = b;
  const endOfA = listStart(a, list + 1);
  const endOfB = listStart(b, list + 1);
  let at = listStarts[list] ?? 0;
  let j = listStart(b, list);
  for (let i = listStart(a, list); i < endOfA; i++) {
    const place = placesOfA[positionsOfA[i] ?? 0] ?? GONE;
    if (place === GONE) continue;
    for (; j < endOfB; j++) {
      const placeOfB = placesOfB[positionsOfB[j] ?? 0] ?? GONE;
      if (placeOfB > place) break;
      if (placeOfB === GONE) continue;
      listPositions[at] = placeOfB;
      listCodes[at++] = codesOfB[j] ?? 0;
    }
    listPositions[at] = place;
    listCodes[at++] = codesOfA[i] ?? 0;
  }
  for (; j < endOfB; j++) {
    const placeOfB = placesOfB[positionsOfB[j] ?? 0] ?? GONE;
    if (placeOfB === GONE) continue;
    listPositions[at] = placeOfB;
    listCodes[at++] = codesOfB[j] ?? 0;
  }
}

/** By position in a segment: the position in the merged one. */
function* findPlaces(segment: Segment, runs: readonly Run[]): Steps<Int32Array> {
  const places = new Int32Array(segment.count).fill(GONE);
  for (const run of runs) {
    if (run.segment !== segment) continue;
    for (let i = 0; i < run.end - run.first; i++) places[run.first + i] = run.at + i;
    yield;
  }
  return places;
}
