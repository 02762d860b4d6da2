import { AppError, type ErrorCode } from '../../../shared/errors.ts';
import { WorkerGone } from '../../../shared/job-client.ts';
import type { FailureCode } from '../../../shared/model/status.ts';
import type { StageTimes } from '../../../shared/workers.ts';
import { type FileToDo, listFilesToDo, listFilesToDoById } from '../db/files.ts';
import { createBacklog } from './backlog.ts';
import { createMeter } from './meter.ts';
import { type ActiveModel, createFileProcessor, type Outcome, type ProcessDeps, pathOf } from './process-file.ts';

/** Works off what the database says is to be done, some files at once, newest first. */
export interface Indexer {
  /** Says that there may be work: rows came, a folder is back, the model changed, the pause is over. */
  wake(): void;
  setPaused(paused: boolean): void;
  /** Takes these files before all others, in that order; instead of those that were named before. */
  lookFirst(fileIds: readonly number[]): void;
  /**
   * Takes one file before all others; resolves when it has been dealt with, or can't be now.
   * @throws AppError unsupported where nothing is worked on now
   */
  lookNow(fileId: number): Promise<void>;
  /** Resolves when nothing is left that can be done now. Rejects where the model can't be used, or the disk is full. */
  waitForIdle(): Promise<void>;
  getProgress(): IndexProgress;
  close(): Promise<void>;
}

export interface IndexProgress {
  working: boolean;
  paused: boolean;
  currentFile: string | null;
  /** Files finished since the indexer was last idle, whatever became of them. */
  finished: number;
  classified: number;
  photosPerSecond: number | null;
  /** Milliseconds that each stage took, added up over all files since the start. */
  stageTimes: StageTimes;
  /** Why nothing can be done at all: the model can't be used, the disk is full. */
  problem: string | null;
}

export interface IndexerDeps extends ProcessDeps {
  /** How many files may be in work at once; asked before each. */
  inFlight(): number;
  getModel(): ActiveModel;
  /** Whether files may be worked on now: false while another process does. */
  mayWork(): boolean;
  /** Called for a file that could not be opened; true where its whole folder is gone, and the file is to wait. */
  isFolderGone(file: FileToDo): Promise<boolean>;
  onProgress(): void;
  /** What was to be done with a file is done: it has a photo, or a reason why not. */
  onFinished(fileId: number): void;
}

/** Rows taken from the database at a time. */
const PAGE = 64;
/** A file during whose work the worker ended twice is set aside. */
const MAX_CRASHES = 2;
/** So many files one after the other are not guilty all of them: it is the worker that does not work. */
const MAX_GUILTY = 3;
/** In words for the user. */
const STOPS_AGAIN =
  'Looking at photos stops again and again, perhaps for lack of memory. Close other programs, or start Bowerbird again.';
/** What is no fault of a file: it stays to be done, and so do all others. */
const STOPPING: ReadonlySet<ErrorCode> = new Set(['model-invalid', 'disk-full', 'library-damaged']);
/** In words for the user. */
const NOT_NOW = 'Photos are not looked at now. Let Bowerbird go on to open those that it has not looked at yet.';
/** How often it is tried whether there is room on a full disk again. */
const ROOM_RETRY_MS = 5_000;

export function createIndexer(deps: IndexerDeps): Indexer {
  const processor = createFileProcessor(deps);
  const meter = createMeter(() => performance.now());
  const inFlight = new Map<number, FileToDo>();
  const crashes = new Map<number, number>();
  const suspects: FileToDo[] = [];
  const waiting = new Set<number>();
  const idleWaiters: { resolve(): void; reject(error: Error): void }[] = [];
  const stageTimes: StageTimes = { read: 0, hash: 0, metadata: 0, decode: 0, thumbnail: 0 };
  let buffer: FileToDo[] = [];
  /** Files that somebody wants to see, by number; and those that were taken out of turn while they were in the buffer. */
  let wanted: number[] = [];
  const takenEarly = new Set<number>();
  const watchers = new Map<number, (() => void)[]>();
  const backlog = createBacklog(deps.db);
  /** The next files are looked for when others had their turn. */
  let searching = false;
  let paused = false;
  let closed = false;
  let finished = 0;
  let classified = 0;
  let problem: AppError | undefined;
  let retryTimer: NodeJS.Timeout | undefined;
  /** Files that were set aside since one was finished. */
  let guilty = 0;

  function refill(): void {
    const busy = new Set([...inFlight.keys(), ...suspects.map((file) => file.id), ...waiting]);
    buffer = listFilesToDo(deps.db, PAGE, busy);
    takenEarly.clear();
    if (buffer.length > 0) return;
    const files = backlog.next(deps.getModel().id);
    buffer = files?.filter((file) => !busy.has(file.id)) ?? [];
    if (!files || buffer.length > 0) return;
    searching = true;
    setImmediate(() => {
      searching = false;
      pump();
    });
  }

  /** The next file; suspects of a crash are taken alone, so that the guilty one is found. */
  function takeNext(): FileToDo | undefined {
    if (suspects.length > 0) return inFlight.size === 0 ? suspects.shift() : undefined;
    if ([...inFlight.keys()].some((id) => crashes.has(id))) return undefined;
    const first = takeWanted();
    if (first) return first;
    for (;;) {
      if (buffer.length === 0 && !searching) refill();
      const file = buffer.shift();
      if (!file || !takenEarly.has(file.id)) return file;
    }
  }

  function takeWanted(): FileToDo | undefined {
    while (wanted.length > 0) {
      const id = wanted.shift() ?? 0;
      const [file] = inFlight.has(id) || waiting.has(id) ? [] : listFilesToDoById(deps.db, [id]);
      if (!file) continue;
      takenEarly.add(id);
      return file;
    }
    return undefined;
  }

  function pump(): void {
    while (!closed && !paused && !problem && deps.mayWork() && inFlight.size < deps.inFlight()) {
      const file = takeNext();
      if (!file) break;
      if (inFlight.has(file.id)) continue;
      if (inFlight.size === 0 && finished === 0) meter.start();
      inFlight.set(file.id, file);
      void work(file);
    }
    if (inFlight.size === 0 && !searching) settle();
  }

  async function work(file: FileToDo): Promise<void> {
    const model = deps.getModel();
    try {
      await finish(file, await processor.process(file, model));
      if (model.id !== deps.getModel().id) backlog.forget();
    } catch (error) {
      if (!closed) giveUp(file, error);
    } finally {
      inFlight.delete(file.id);
      if (!suspects.includes(file)) tellWatchers(file.id);
      if (!closed) {
        deps.onProgress();
        pump();
      }
    }
  }

  function tellWatchers(fileId: number): void {
    for (const tell of watchers.get(fileId) ?? []) tell();
    watchers.delete(fileId);
  }

  function fail(file: FileToDo, code: FailureCode, reason: string): void {
    processor.recordFailure(file, code, reason);
    deps.onFinished(file.id);
  }

  function giveUp(file: FileToDo, error: unknown): void {
    try {
      if (error instanceof AppError && STOPPING.has(error.code)) stop(error);
      else if (error instanceof WorkerGone) suspect(file, error);
      else fail(file, 'crashed', `It could not be processed: ${(error as Error).message}`);
    } catch (failure) {
      // Not even that could be written down: the file stays to be done.
      stop(failure instanceof AppError ? failure : new AppError('internal', String(failure)));
    }
  }

  /** Nothing can be done until somebody, or time, has put it right. */
  function stop(reason: AppError): void {
    problem = reason;
    if (reason.code !== 'disk-full') return;
    clearTimeout(retryTimer);
    retryTimer = setTimeout(wake, ROOM_RETRY_MS).unref();
  }

  function wake(): void {
    problem = undefined;
    guilty = 0;
    buffer = [];
    waiting.clear();
    backlog.rewind();
    pump();
  }

  async function finish(file: FileToDo, outcome: Outcome): Promise<void> {
    if (closed) return;
    crashes.delete(file.id);
    if (outcome.kind === 'classified') guilty = 0;
    if (outcome.kind === 'failed') {
      const mayPass = outcome.code === 'unreadable' || outcome.code === 'timeout';
      if (mayPass && (await deps.isFolderGone(file))) {
        waiting.add(file.id);
        return;
      }
      fail(file, outcome.code, outcome.reason);
    } else {
      deps.onFinished(file.id);
      for (const stage of Object.keys(stageTimes) as (keyof StageTimes)[]) {
        stageTimes[stage] += outcome.times[stage] ?? 0;
      }
      if (outcome.kind === 'classified') {
        classified++;
        backlog.remove(outcome.photoId);
      }
    }
    finished++;
    meter.count();
  }

  function suspect(file: FileToDo, error: WorkerGone): void {
    const count = (crashes.get(file.id) ?? 0) + 1;
    crashes.set(file.id, count);
    if (count < MAX_CRASHES) suspects.push(file);
    else {
      crashes.delete(file.id);
      fail(file, 'crashed', `Reading it made the decoder stop: ${error.message}`);
      finished++;
      if (++guilty >= MAX_GUILTY) stop(new AppError('internal', `${STOPS_AGAIN} (${error.message})`));
    }
  }

  function settle(): void {
    if (finished > 0 && !paused) {
      finished = 0;
      meter.stop();
      deps.onProgress();
    }
    for (const fileId of [...watchers.keys()]) tellWatchers(fileId);
    for (const waiter of idleWaiters.splice(0)) {
      if (problem) waiter.reject(problem);
      else waiter.resolve();
    }
  }

  return {
    wake,
    setPaused(value) {
      paused = value;
      if (paused) meter.stop();
      else meter.start();
      pump();
      deps.onProgress();
    },
    lookFirst(fileIds) {
      // Somebody waits for these.
      wanted = [...watchers.keys(), ...fileIds];
      pump();
    },
    async lookNow(fileId) {
      if (closed || paused || problem || !deps.mayWork())
        throw new AppError('unsupported', problem?.message ?? NOT_NOW);
      if (!inFlight.has(fileId) && listFilesToDoById(deps.db, [fileId]).length === 0) return;
      const done = new Promise<void>((resolve) => {
        watchers.set(fileId, [...(watchers.get(fileId) ?? []), resolve]);
      });
      wanted.unshift(fileId);
      pump();
      await done;
    },
    waitForIdle() {
      return new Promise((resolve, reject) => {
        idleWaiters.push({ resolve, reject });
        pump();
      });
    },
    getProgress: () => {
      const [current] = inFlight.values();
      return {
        working: inFlight.size > 0,
        paused,
        currentFile: current ? pathOf(current) : null,
        finished,
        classified,
        photosPerSecond: meter.perSecond(),
        stageTimes: { ...stageTimes },
        problem: problem?.message ?? null,
      };
    },
    async close() {
      closed = true;
      clearTimeout(retryTimer);
      for (const waiter of idleWaiters.splice(0)) waiter.resolve();
      for (const fileId of [...watchers.keys()]) tellWatchers(fileId);
      await Promise.all([deps.decoders.close(), deps.classifier.close()]);
    },
  };
}
