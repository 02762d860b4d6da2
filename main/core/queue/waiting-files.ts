import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadDb } from '../db/connection.ts';
import { listWaitingFiles, type WaitingFile } from '../db/files.ts';
import { toWallClockMs } from './process-file.ts';

/** Files without a photo in the order of their times, latest first; arrays run in parallel. */
export interface WaitingList {
  fileIds: Int32Array;
  /** Local wall-clock time of the last change, as if it were UTC. */
  changedAtMs: Float64Array;
}

/** The files that wait to be looked at, in memory. */
export interface WaitingFiles {
  /** Reads them where that was never done, or where it is due. */
  refresh(): Promise<void>;
  /** There may be others now. */
  expire(): void;
  /** One waits no more. */
  finish(fileId: number): void;
  readonly list: WaitingList;
  /** Ends what is under way. */
  close(): Promise<void>;
}

export interface WaitingFilesDeps {
  db: ReadDb;
  /** Milliseconds of a clock that is never set back. */
  clock(): number;
  /** Called after they were read again without being asked for, where they are others. */
  onRead(): void;
}

/** Rows read in one turn; some tens of milliseconds. */
const PAGE = 20_000;
/** Of so many that wait no more, the list is made anew, whether anybody asks for it or not. */
const MAX_FINISHED = 10_000;
/** Between two readings of all, at least; and so many times what the last one took. */
const MIN_PAUSE_MS = 1_000;
const PAUSE_PER_DURATION = 10;

export function createWaitingFiles({ db, clock, onRead }: WaitingFilesDeps): WaitingFiles {
  let list: WaitingList = { fileIds: new Int32Array(), changedAtMs: new Float64Array() };
  /** Of those in the list, which wait no more. */
  const finished = new Set<number>();
  let wasRead = false;
  let isExpired = true;
  let dueAtMs = 0;
  let reading: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function read(): Promise<void> {
    const startedAtMs = clock();
    isExpired = false;
    const known = new Set(finished);
    const fileIds: number[] = [];
    const changedAtMs: number[] = [];
    let last: WaitingFile | undefined;
    for (;;) {
      const page = listWaitingFiles(db, PAGE, last);
      for (const { id, mtimeMs } of page) {
        fileIds.push(id);
        changedAtMs.push(toWallClockMs(mtimeMs));
      }
      last = page.at(-1);
      if (page.length < PAGE || isClosed) break;
      await nextTurn();
    }
    // What was finished while this was read may be in it.
    for (const id of known) finished.delete(id);
    list = sortByTime(fileIds, changedAtMs);
    wasRead = true;
    dueAtMs = clock() + Math.max(MIN_PAUSE_MS, (clock() - startedAtMs) * PAUSE_PER_DURATION);
  }

  function takeOut(): void {
    if (finished.size > 0) list = without(list, finished);
    // While they are read again, a file may be in what was read already.
    if (!reading) finished.clear();
  }

  function readOnce(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  function readLater(): void {
    if (isClosed || !wasRead) return;
    const pauseMs = Math.max(0, dueAtMs - clock());
    timer ??= setTimeout(() => {
      timer = undefined;
      // Whatever is wrong with the database is told by what asks for something.
      const before = list;
      void readOnce().then(
        () => (isSame(before, list) ? undefined : onRead()),
        () => undefined,
      );
    }, pauseMs);
    timer.unref();
  }

  return {
    async refresh() {
      if (isClosed) return;
      if (reading) await reading;
      if (!wasRead || (isExpired && clock() >= dueAtMs)) await readOnce();
    },
    expire() {
      isExpired = true;
      readLater();
    },
    finish(fileId) {
      // Before anybody has asked there is no list that it could be in.
      if (!wasRead && !reading) return;
      finished.add(fileId);
      if (finished.size >= MAX_FINISHED) takeOut();
    },
    get list() {
      takeOut();
      return list;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await reading;
    },
  };
}

/** They come in the order of their times; only the wall clock goes back an hour once a year. */
function sortByTime(fileIds: readonly number[], changedAtMs: readonly number[]): WaitingList {
  const isInOrder = changedAtMs.every((time, i) => time <= (changedAtMs[i - 1] ?? time));
  const timeOf = (place: number) => changedAtMs[place] ?? 0;
  const places = isInOrder ? null : [...fileIds.keys()].sort((a, b) => timeOf(b) - timeOf(a));
  return {
    fileIds: Int32Array.from(places ? places.map((place) => fileIds[place] ?? 0) : fileIds),
    changedAtMs: Float64Array.from(places ? places.map(timeOf) : changedAtMs),
  };
}

function isSame(one: WaitingList, other: WaitingList): boolean {
  return (
    one.fileIds.length === other.fileIds.length &&
    one.fileIds.every((id, i) => id === other.fileIds[i] && one.changedAtMs[i] === other.changedAtMs[i])
  );
}

function without({ fileIds, changedAtMs }: WaitingList, gone: ReadonlySet<number>): WaitingList {
  const stays = (_: number, i: number) => !gone.has(fileIds[i] ?? 0);
  return { fileIds: fileIds.filter(stays), changedAtMs: changedAtMs.filter(stays) };
}
