import { AppError } from '../../../shared/errors.ts';
import { WorkerGone } from '../../../shared/job-client.ts';
import type { StageTimes } from '../../../shared/workers.ts';
import { type FileToDo, listFilesToDo, listFilesToReclassify } from '../db/files.ts';
import { createMeter } from './meter.ts';
import { type ActiveModel, createFileProcessor, type Outcome, type ProcessDeps, pathOf } from './process-file.ts';

/** Works off what the database says is to be done, some files at once, newest first. */
export interface Indexer {
  /** Says that there may be work: rows came, a folder is back, the model changed, the pause is over. */
  wake(): void;
  setPaused(paused: boolean): void;
  /** Resolves when nothing is left that can be done now. Rejects where the model can't be used. */
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
  /** Why nothing can be done at all: the model can't be used. */
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
}

/** Rows taken from the database at a time. */
const PAGE = 64;
/** A file during whose work the worker ended twice is set aside. */
const MAX_CRASHES = 2;

export function createIndexer(deps: IndexerDeps): Indexer {
  const processor = createFileProcessor(deps);
  const meter = createMeter(deps.now);
  const inFlight = new Map<number, FileToDo>();
  const crashes = new Map<number, number>();
  const suspects: FileToDo[] = [];
  const waiting = new Set<number>();
  const idleWaiters: { resolve(): void; reject(error: Error): void }[] = [];
  const stageTimes: StageTimes = { read: 0, hash: 0, metadata: 0, decode: 0, thumbnail: 0 };
  let buffer: FileToDo[] = [];
  let reclassifyBehind: { takenAtMs: number; photoId: number } | undefined;
  let reclassifyModel = 0;
  let paused = false;
  let closed = false;
  let finished = 0;
  let classified = 0;
  let problem: AppError | undefined;

  function refill(): void {
    const busy = new Set([...inFlight.keys(), ...suspects.map((file) => file.id), ...waiting]);
    buffer = listFilesToDo(deps.db, PAGE, busy);
    if (buffer.length > 0) return;
    const model = deps.getModel();
    if (reclassifyModel !== model.id) {
      reclassifyModel = model.id;
      reclassifyBehind = undefined;
    }
    const photos = listFilesToReclassify(deps.db, model.id, PAGE, reclassifyBehind);
    const last = photos.at(-1);
    if (last) reclassifyBehind = { takenAtMs: last.takenAtMs, photoId: last.photoId };
    buffer = photos.filter((file) => !busy.has(file.id));
  }

  /** The next file; suspects of a crash are taken alone, so that the guilty one is found. */
  function takeNext(): FileToDo | undefined {
    if (suspects.length > 0) return inFlight.size === 0 ? suspects.shift() : undefined;
    if ([...inFlight.keys()].some((id) => crashes.has(id))) return undefined;
    if (buffer.length === 0) refill();
    return buffer.shift();
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
    if (inFlight.size === 0) settle();
  }

  async function work(file: FileToDo): Promise<void> {
    try {
      await finish(file, await processor.process(file, deps.getModel()));
    } catch (error) {
      if (closed) return;
      if (error instanceof AppError && error.code === 'model-invalid') problem = error;
      else if (error instanceof WorkerGone) suspect(file, error);
      else processor.recordFailure(file, 'crashed', `It could not be processed: ${(error as Error).message}`);
    } finally {
      inFlight.delete(file.id);
      if (!closed) {
        deps.onProgress();
        pump();
      }
    }
  }

  async function finish(file: FileToDo, outcome: Outcome): Promise<void> {
    if (closed) return;
    crashes.delete(file.id);
    if (outcome.kind === 'failed') {
      const mayPass = outcome.code === 'unreadable' || outcome.code === 'timeout';
      if (mayPass && (await deps.isFolderGone(file))) {
        waiting.add(file.id);
        return;
      }
      processor.recordFailure(file, outcome.code, outcome.reason);
    } else {
      for (const stage of Object.keys(stageTimes) as (keyof StageTimes)[]) {
        stageTimes[stage] += outcome.times[stage] ?? 0;
      }
      if (outcome.kind === 'classified') classified++;
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
      processor.recordFailure(file, 'crashed', `Reading it made the decoder stop: ${error.message}`);
      finished++;
    }
  }

  function settle(): void {
    if (finished > 0 && !paused) {
      finished = 0;
      meter.stop();
      deps.onProgress();
    }
    for (const waiter of idleWaiters.splice(0)) {
      if (problem) waiter.reject(problem);
      else waiter.resolve();
    }
  }

  return {
    wake() {
      problem = undefined;
      buffer = [];
      waiting.clear();
      reclassifyBehind = undefined;
      pump();
    },
    setPaused(value) {
      paused = value;
      if (paused) meter.stop();
      else meter.start();
      pump();
      deps.onProgress();
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
      for (const waiter of idleWaiters.splice(0)) waiter.resolve();
      await Promise.all([deps.decoders.close(), deps.classifier.close()]);
    },
  };
}
