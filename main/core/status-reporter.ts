import type { Push } from '../../shared/api.ts';
import type { RestReason, Status } from '../../shared/model/status.ts';
import { keepWhileUnchanged, type ReadDb } from './db/connection.ts';
import { countPendingPaused, type FileCounts } from './db/files.ts';
import { countToReclassify } from './db/predictions.ts';
import type { FileCounter } from './file-counter.ts';
import type { FolderKeeper } from './folder-keeper.ts';
import type { Courses } from './learn/courses.ts';
import type { ModelRegistry } from './model-registry.ts';
import type { Indexer } from './queue/indexer.ts';

/** Says what the library is doing, when asked and, not too often, when it changes. */
export interface StatusReporter {
  get(): Promise<Status>;
  /** Something may have changed: a push follows soon. */
  changed(): void;
  close(): void;
}

export interface StatusDeps {
  db: ReadDb;
  counter: FileCounter;
  indexer: Pick<Indexer, 'getProgress'>;
  keeper: Pick<FolderKeeper, 'scanning' | 'notice'>;
  models: Pick<ModelRegistry, 'active'>;
  courses: Pick<Courses, 'progress'>;
  /** What the user is to know of the database; null where all is well. */
  getNotice(): string | null;
  /** Why the host lets the work rest; null while it does not. */
  getRest(): RestReason | null;
  /** Whether another process does the work. */
  isFollowing(): boolean;
  /** Milliseconds of a clock that is never set back. */
  now(): number;
  push(message: Push): void;
}

interface Counts extends FileCounts {
  pendingPaused: number;
  /** Photos of paused folders are not among them. */
  toReclassify: number;
}

const PUSH_INTERVAL_MS = 300;
/** Counting may take up to this share of the time: in a large library it is done less often. */
const COUNTING_SHARE = 0.05;

export function createStatusReporter({
  db,
  counter,
  indexer,
  keeper,
  models,
  courses,
  getNotice,
  getRest,
  isFollowing,
  now,
  push,
}: StatusDeps): StatusReporter {
  let timer: NodeJS.Timeout | undefined;
  let counted: { value: Counts; validUntilMs: number } | undefined;
  let isClosed = false;
  const countOthers = keepWhileUnchanged(db, (modelId: number) => ({
    pendingPaused: countPendingPaused(db),
    toReclassify: countToReclassify(db, modelId),
  }));

  async function count(fresh: boolean): Promise<Counts> {
    if (counted && !fresh && now() < counted.validUntilMs) return counted.value;
    const started = performance.now();
    const files = await counter.count(null);
    const value = { ...files, ...countOthers(models.active.id) };
    counted = { value, validUntilMs: now() + (performance.now() - started) / COUNTING_SHARE };
    return value;
  }

  async function get(fresh = true): Promise<Status> {
    const counts = await count(fresh);
    const progress = indexer.getProgress();
    const left = counts.pending - counts.pendingPaused + counts.toReclassify;
    const rate = progress.photosPerSecond;
    const state = getState(progress.paused, progress.working, left);
    return {
      state,
      restingFor: state === 'resting' ? getRest() : null,
      ...counts,
      photosPerSecond: rate === null ? null : Math.round(rate * 10) / 10,
      secondsLeft: rate && progress.working ? Math.round(left / rate) : null,
      currentFile: progress.currentFile,
      notice: progress.problem ?? keeper.notice ?? getNotice(),
      teaching: courses.progress,
      model: { id: models.active.packId, version: models.active.version },
    };
  }

  function getState(paused: boolean, working: boolean, left: number): Status['state'] {
    if (paused) return 'paused';
    if (getRest() !== null && left > 0) return 'resting';
    if (working) return 'indexing';
    if (keeper.scanning) return 'scanning';
    return isFollowing() && left > 0 ? 'waiting' : 'idle';
  }

  async function pushStatus(): Promise<void> {
    timer = undefined;
    try {
      push({ name: 'status', payload: await get(!indexer.getProgress().working) });
    } catch (error) {
      // Counting was given up, for the library is being closed.
      if (!isClosed) throw error;
    }
  }

  return {
    get: () => get(),
    changed() {
      // While the library is being closed some files are still finished: nobody is told any more.
      if (isClosed) return;
      timer ??= setTimeout(() => void pushStatus(), PUSH_INTERVAL_MS);
    },
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
