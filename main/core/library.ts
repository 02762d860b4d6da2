import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiHandlers, Push } from '../../shared/api.ts';
import type { RestReason } from '../../shared/model/status.ts';
import type {
  ClassifyRequest,
  ClassifyResponse,
  CopyRequest,
  CopyResponse,
  DecodeRequest,
  DecodeResponse,
  LearnRequest,
  LearnResponse,
  WorkerPort,
} from '../../shared/workers.ts';
import { type AdaptationKeeper, createAdaptation } from './adaptation.ts';
import { createApiHandlers } from './api-handlers.ts';
import { createAugmentation } from './augmentation.ts';
import { closeKeptDatabase, createCopyKeeper, describeRescue, openKeptDatabase } from './database-keeper.ts';
import { getDataVersion } from './db/connection.ts';
import { countFiles, type FileCounts, getFileAt, listPhotosInDirectory, updateFilesToRetry } from './db/files.ts';
import { getRevision } from './db/revisions.ts';
import { createFileCounter } from './file-counter.ts';
import { createFolderKeeper, type Place } from './folder-keeper.ts';
import type { Host } from './host.ts';
import { createIndexLock } from './index-lock.ts';
import { makeIndexStamp } from './index-stamp.ts';
import { createBackup } from './labels/backup.ts';
import { createConceptSpace } from './labels/concept-space.ts';
import { createDecisions } from './labels/decisions.ts';
import { openJournal } from './labels/journal.ts';
import { createLabeller } from './labels/labeller.ts';
import { createCourses } from './learn/courses.ts';
import { createLearner } from './learn/learner.ts';
import { createTeacher } from './learn/teacher.ts';
import { createLessons } from './lessons.ts';
import { createMedia, type Media, thumbnailPath } from './media.ts';
import { createModelRegistry } from './model-registry.ts';
import { createPossibleConcepts } from './possible-concepts.ts';
import { createBatchClassifier } from './queue/batch-classifier.ts';
import { createDecodePool } from './queue/decode-pool.ts';
import { createIndexer, type IndexProgress } from './queue/indexer.ts';
import { createWaitingFiles } from './queue/waiting-files.ts';
import { formatConcept } from './search/resolve-query.ts';
import { createSearch } from './search/search.ts';
import { createSnapshotStore } from './search/snapshot.ts';
import { createSettings } from './settings.ts';
import { createSimilar, type Similar } from './similar.ts';
import { createStatusReporter } from './status-reporter.ts';
import { DATABASE_FILE, JOURNAL_FILE, LOCK_FILE, SEARCH_INDEX_FILE } from './storage.ts';
import { createTaughtFiles } from './taught-files.ts';
import { createTeaching, type Teaching } from './teaching.ts';
import { createTeachingReports } from './teaching-reports.ts';
import { createTimelineMaker } from './timeline.ts';
import { loadVocabulary } from './vocabulary/load-vocabulary.ts';

export { countUnanswered } from './common/in-time.ts';
export { backupLibrary, restoreLibrary } from './library-backup.ts';
export type { Host };

/** Starts the program's workers. */
export interface Workers {
  spawnDecode(): WorkerPort<DecodeRequest, DecodeResponse>;
  spawnClassify(): WorkerPort<ClassifyRequest, ClassifyResponse>;
  spawnLearn(): WorkerPort<LearnRequest, LearnResponse>;
  spawnCopy(): WorkerPort<CopyRequest, CopyResponse>;
}

export interface LibraryOptions {
  /** Where the database, the journal, thumbnails and installed packs live; made where it is not there. */
  dataFolder: string;
  /** The program's own `assets` folder. */
  assetsFolder: string;
  /** Version of the program. */
  version: string;
  workers: Workers;
  host?: Host;
  /** Whether to watch folders and index as long as the library is open; without, it only answers and does what it is told. */
  background: boolean;
}

/** What an `index` run did, for the folders that were named. */
export interface IndexReport {
  /** Different photos; the same as `indexed`. */
  photos: number;
  indexed: number;
  failed: number;
  duplicates: number;
  /** Photos that the network looked at in this run. */
  classified: number;
  seconds: number;
  photosPerSecond: number;
}

/** An open library: the core as the faces see it. */
export interface Library {
  api: ApiHandlers;
  /** Returns a function that stops listening. */
  onPush(listener: (push: Push) => void): () => void;
  media: Media;
  /**
   * Adds folders and works until nothing is left to do.
   * @throws AppError folder-unavailable before anything is done where one of them is not there
   */
  index(paths: readonly string[]): Promise<IndexReport>;
  /** Labels that the user teaches: what the command line does with them besides the contract. */
  teaching: Teaching;
  /** What corrections teach of the model's own labels: the command line learns it at once. */
  adaptation: AdaptationKeeper;
  /** Photos that look alike: what the command line asks of files that are not in the library. */
  similar: Similar;
  /** Lets the work rest for a reason of the host's, or go on (null); what the user paused stays so. */
  rest(reason: RestReason | null): void;
  /** For benchmarks: what the indexer did so far. */
  getProgress(): IndexProgress & { networkMs: number };
  /** Ends all work and lets go of the data folder; a second call waits for the first. */
  close(): Promise<void>;
}

/** The pack that a new library starts with. */
const STARTER_PACK = 'efficientnet-lite2-imagenet';
/** A decode worker keeps this many cores busy: the decoding itself is done by libvips in threads of its own. */
const CORES_PER_DECODER = 4;
/** Files in work for each core: while some wait for the disk or for a batch of the network, others are decoded. */
const FILES_PER_CORE = 3;
/** How often the work of other processes on the same library is noticed. */
const FOLLOW_INTERVAL_MS = 1_000;
const WAIT_STEP_MS = 200;
/** How long the page is let draw the timeline before what can be searched by is read, if nobody searches. */
const UNTIL_REST_MS = 1_200;
/** How long the first look for work waits for the timeline to be there. */
const MOST_BEFORE_WORK_MS = 2_000;

/**
 * Opens a library, and makes it where there is none.
 * @throws AppError library-newer, library-damaged, model-invalid
 */
export async function openLibrary(options: LibraryOptions): Promise<Library> {
  const { dataFolder, assetsFolder, background } = options;
  // What is in it is nobody's business but the user's.
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const now = Date.now;
  const thumbnailFolder = join(dataFolder, 'thumbnails');
  const { db, rescue, lacks } = openKeptDatabase(dataFolder, now());
  const lock = createIndexLock(join(dataFolder, LOCK_FILE));
  const abort = new AbortController();
  const listeners = new Set<(push: Push) => void>();
  const push = (message: Push) => {
    for (const listener of listeners) listener(message);
  };

  const models = createModelRegistry(
    db,
    { builtIn: join(assetsFolder, 'models'), installed: join(dataFolder, 'models') },
    STARTER_PACK,
  );
  const vocabulary = loadVocabulary(join(assetsFolder, 'vocabulary'));
  const space = createConceptSpace(db, vocabulary);
  const settings = createSettings(db);
  let { wantedPrecision, effort } = settings.get();
  const labeller = createLabeller(db, space, () => wantedPrecision);
  const possible = createPossibleConcepts(db, space);
  const journal = openJournal(join(dataFolder, JOURNAL_FILE));
  const decisions = createDecisions(db, space, journal, now);
  const backup = createBackup({ db, space, journal, nameOf: decisions.nameOf, now });
  if (lacks !== 'nothing') backup.replayJournal(lacks);
  backup.beginJournal();
  const search = createSearch({
    db,
    space,
    contentOf: labeller.contentOf,
    isPossible: possible.has,
    isNamed: possible.names,
    isVague: (concept) => labeller.modelOf(models.active.id)?.isVague(concept) ?? false,
    activeModelId: () => models.active.id,
    lookAlikes: {
      codesOf: (value) => similar.codesOf(value),
      get generation() {
        return similar.generation;
      },
    },
    now: () => toWallClock(now()),
    snapshots: createSnapshotStore(join(dataFolder, SEARCH_INDEX_FILE)),
    stamp: () =>
      makeIndexStamp(db, {
        version: options.version,
        concepts: vocabulary.size,
        wantedPrecision,
        activeModel: models.active.id,
      }),
  });

  const cores = availableParallelism();
  const decoders = createDecodePool(options.workers.spawnDecode, Math.ceil(cores / CORES_PER_DECODER));
  const classifier = createBatchClassifier(options.workers.spawnClassify, Math.max(1, Math.floor(cores / 2)));
  classifier.use(models.active.folder);
  const counter = createFileCounter(db, abort.signal);
  const keeper = createFolderKeeper({ db, counter, now, onChange: onFilesChanged, signal: abort.signal });
  let mayIndex = false;
  let resting: RestReason | null = null;
  const learnSource = {
    databasePath: join(dataFolder, DATABASE_FILE),
    spawn: options.workers.spawnLearn,
    activeModelId: () => models.active.id,
  };
  const courses = createCourses({
    ...learnSource,
    clock: () => performance.now(),
    onProgress: () => status.changed(),
  });
  const augment = createAugmentation({
    db,
    models,
    decoders,
    classifier,
    kinds: () => settings.get().augmentation,
  });
  const learner = createLearner({ ...learnSource, db, augment, courses, now, onLearnt: () => onTaught() });
  const teacher = createTeacher({ ...learnSource, db, learner, courses, now });
  const adaptation = createAdaptation({
    db,
    space,
    labeller,
    learn: learner.adapt,
    activeModelId: () => models.active.id,
    now,
    onLearnt: () => onTaught(),
  });
  const similar = createSimilar({ db, models, decoders, classifier, findSimilar: learner.findSimilar });
  const indexer = createIndexer({
    db,
    decoders,
    classifier,
    now,
    thumbnailPath: (hash) => thumbnailPath(thumbnailFolder, hash, 'grid'),
    inFlight: () => (effort === 'background' ? 1 : cores * FILES_PER_CORE),
    getModel: () => models.active,
    mayWork: () => mayIndex && resting === null && lock.tryAcquire(),
    isFolderGone: (file) => keeper.isGone(file.folderPath),
    onPredicted(photoId, modelId, prediction) {
      learner.scorePhoto(photoId, modelId, prediction.embedding);
      adaptation.scorePhoto(photoId, modelId, prediction);
    },
    onProgress: () => status.changed(),
    onFinished: (fileId) => waiting.finish(fileId),
  });
  const waiting = createWaitingFiles({ db, clock: () => performance.now(), onRead: tellChanged });
  const timeline = createTimelineMaker({ search, waiting, getRevision: () => getRevision(db) });
  const copies = createCopyKeeper({
    dataFolder,
    spawn: options.workers.spawnCopy,
    now,
    mayCopy: () => background && lock.held,
    onNotice: () => status.changed(),
  });
  const rescueNotice = rescue && describeRescue(rescue);
  const status = createStatusReporter({
    db,
    counter,
    getNotice: () => copies.notice ?? rescueNotice,
    indexer,
    keeper,
    models,
    courses,
    getRest: () => resting,
    isFollowing: () => mayIndex && !lock.held,
    now: () => performance.now(),
    push,
  });

  function onFilesChanged(): void {
    waiting.expire();
    indexer.wake();
    status.changed();
  }

  let dataVersion = getDataVersion(db);

  /**
   * Everything that is kept in memory catches up with the database.
   * @param what `dates`: no more than is needed to list all photos by date, which is there first after the start
   */
  async function refresh(what: 'all' | 'dates' = 'all'): Promise<void> {
    if (getDataVersion(db) !== dataVersion) {
      space.refresh();
      labeller.refresh();
    }
    await (what === 'dates' ? search.refreshDates() : search.refresh());
  }

  /** Takes in what another process has written. */
  function follow(): void {
    space.refresh();
    labeller.refresh();
    possible.refresh();
    keeper.refresh();
    onSettingsChanged();
    if (models.refresh()) onModelChanged();
    onFilesChanged();
  }

  function onModelChanged(): void {
    space.refresh();
    labeller.refresh();
    possible.refresh();
    classifier.use(models.active.folder);
    search.reset();
    onFilesChanged();
  }

  /** Takes in what was taught, or where it was put. */
  function onTaught(): void {
    space.refresh();
    labeller.refresh();
    possible.refresh();
    setImmediate(() => void pushChanges());
  }

  /** Takes in settings, whoever changed them. */
  function onSettingsChanged(): void {
    const set = settings.get();
    options.host?.onSettings?.(set);
    const hasOtherEffort = set.effort !== effort;
    effort = set.effort;
    if (hasOtherEffort) indexer.wake();
    if (set.wantedPrecision === wantedPrecision) return;
    wantedPrecision = set.wantedPrecision;
    search.reset();
    pushedRevision = -1;
    void pushChanges();
  }

  let pushedRevision = getRevision(db);
  const followTimer = setInterval(() => {
    const version = getDataVersion(db);
    if (version !== dataVersion) {
      dataVersion = version;
      follow();
    } else if (mayIndex && !lock.held && lock.tryAcquire()) onFilesChanged();
    void pushChanges();
  }, FOLLOW_INTERVAL_MS);
  followTimer.unref();

  async function pushChanges(): Promise<void> {
    if (abort.signal.aborted) return;
    const revision = getRevision(db);
    if (revision === pushedRevision) return;
    pushedRevision = revision;
    if (background) {
      learner.wake();
      adaptation.wake();
    }
    try {
      await refresh();
      tellChanged();
    } catch {
      // What is wrong is told by whatever is asked next; this is tried again.
      pushedRevision = -1;
    }
  }

  /** What is shown may be another now. */
  function tellChanged(): void {
    push({ name: 'libraryChanged', payload: { revision: pushedRevision } });
  }

  const teaching = createTeaching({
    db,
    space,
    decisions,
    labeller,
    learner,
    teacher,
    models,
    decoders,
    classifier,
    now,
    queryOf: (concept) => formatConcept({ space, isPossible: possible.has }, concept),
    onTaught,
  });

  const lessons = createLessons({
    db,
    teaching,
    learner,
    teacher,
    courses,
    undo: decisions.undo,
    index,
    listPhotosAt(folder) {
      const place = keeper.findPlace(folder);
      return place ? listPhotosInDirectory(db, place.folder.id, place.directory) : [];
    },
    findPhotoAt(path) {
      const place = keeper.findPlace(dirname(path));
      return (place && getFileAt(db, place.folder.id, place.directory, basename(path))?.photoId) ?? undefined;
    },
    onTaught,
  });
  const taughtFiles = createTaughtFiles({
    db,
    space,
    models,
    teaching,
    learner,
    version: options.version,
    now,
    onTaught,
  });

  const api = createApiHandlers({
    ...options,
    db,
    space,
    models,
    labeller,
    decisions,
    backup,
    search,
    teaching,
    lessons,
    courses,
    reports: createTeachingReports({ db, teaching, teacher, nameOf: decisions.nameOf }),
    taughtFiles,
    similar,
    groupDuplicates: learner.groupDuplicates,
    adaptation,
    keeper,
    indexer,
    decoders,
    classifier,
    status,
    timeline,
    settings,
    signal: abort.signal,
    refresh,
    onModelChanged,
    onSettingsChanged,
    onDecided: () => {
      possible.refresh();
      // After the answer: taking many changed photos in can wait for it.
      setImmediate(() => void pushChanges());
    },
    onFilesChanged,
    onTeachingOpened() {
      // What fails here is told by the question that is asked next.
      if (background) void learner.warm().catch(() => undefined);
    },
  });

  async function index(paths: readonly string[]): Promise<IndexReport> {
    const started = performance.now();
    const before = indexer.getProgress().classified;
    await keeper.checkReachable();
    const places: Place[] = [];
    for (const path of paths) places.push(await keeper.add(path));
    updateFilesToRetry(db, { code: 'unreadable' });
    mayIndex = true;
    await keeper.scan(places);
    await waitUntilDone(places);
    const counts = sumCounts(
      places.map((place) => countFiles(db, { folderId: place.folder.id, directory: place.directory })),
    );
    const seconds = (performance.now() - started) / 1000;
    const classified = indexer.getProgress().classified - before;
    return {
      photos: counts.indexed,
      indexed: counts.indexed,
      failed: counts.failed,
      duplicates: counts.duplicates,
      classified,
      seconds: Math.round(seconds * 1000) / 1000,
      photosPerSecond: Math.round((classified / seconds) * 10) / 10,
    };
  }

  /** Where another process has the library's lock it does the work: then this waits for it, or takes over when it ends. */
  async function waitUntilDone(places: readonly Place[]): Promise<void> {
    while (!abort.signal.aborted) {
      indexer.wake();
      await indexer.waitForIdle();
      if (lock.held) return;
      const open = places.some((p) => countFiles(db, { folderId: p.folder.id, directory: p.directory }).pending > 0);
      if (!open) return;
      await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
    }
  }

  /**
   * Watches folders, and takes up work. That would hold up what is asked for first; but where the index has to be made anew,
   * that takes minutes.
   */
  async function startWork(dates: Promise<void>): Promise<void> {
    const mayLook = Promise.race([dates, sleep(MOST_BEFORE_WORK_MS, undefined, { ref: false })]);
    await Promise.all([keeper.checkReachable(), mayLook]);
    if (abort.signal.aborted) return;
    keeper.startWatching();
    indexer.wake();
    keeper.scanSoon();
  }

  /** What fails here is told by what asks for it. */
  async function readRest(dates: Promise<void>): Promise<void> {
    await dates;
    await sleep(UNTIL_REST_MS, undefined, { ref: false });
    if (abort.signal.aborted) return;
    await refresh();
    if (!abort.signal.aborted) await search.save();
  }

  if (background) {
    mayIndex = true;
    updateFilesToRetry(db, { code: 'unreadable' });
    updateFilesToRetry(db, { code: 'crashed' });
    const dates = refresh('dates');
    void startWork(dates).catch(() => undefined);
    void readRest(dates).catch(() => undefined);
    learner.wake();
    adaptation.wake();
  }

  options.host?.onSettings?.(settings.get());

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    abort.abort();
    clearInterval(followTimer);
    status.close();
    await keeper.close();
    await waiting.close();
    await courses.close();
    const learnt = adaptation.close();
    await learner.close();
    await learnt;
    await indexer.close();
    await search.close();
    await search.save();
    await copies.close();
    lock.close();
    closeKeptDatabase(db, dataFolder);
  }

  return {
    api,
    media: createMedia(db, decoders, thumbnailFolder),
    onPush(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    index,
    teaching,
    similar,
    adaptation,
    rest(reason) {
      if (reason === resting) return;
      resting = reason;
      if (reason === null) indexer.wake();
      status.changed();
    },
    getProgress: () => ({ ...indexer.getProgress(), networkMs: classifier.busyMs }),
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** The moment as local wall-clock time as if it were UTC, which is how times of photos are kept. */
function toWallClock(nowMs: number): number {
  return nowMs - new Date(nowMs).getTimezoneOffset() * 60_000;
}

function sumCounts(counts: readonly FileCounts[]): FileCounts {
  return counts.reduce(
    (sum, one) => ({
      files: sum.files + one.files,
      indexed: sum.indexed + one.indexed,
      failed: sum.failed + one.failed,
      duplicates: sum.duplicates + one.duplicates,
      pending: sum.pending + one.pending,
    }),
    { files: 0, indexed: 0, failed: 0, duplicates: 0, pending: 0 },
  );
}
