import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Folder } from '../../shared/model/status.ts';
import { findPathFault } from '../../shared/whole-path.ts';
import { NO_ANSWER } from './common/in-time.ts';
import { transaction, type WriteDb } from './db/connection.ts';
import { updateFilesToRetry } from './db/files.ts';
import {
  deleteFolder,
  type FolderRow,
  getFolder,
  insertFolder,
  listFolders,
  mergeFolder,
  updateFolderPaused,
  updateFolderProblem,
} from './db/folders.ts';
import type { FileCounter } from './file-counter.ts';
import { createFolderFaults } from './folder-faults.ts';
import { createFindProblem, scanFolder } from './scan/scanner.ts';
import { createFolderWatcher, type FolderWatcher } from './scan/watcher.ts';

/** A place in the library: a folder that was added, or a directory inside one. */
export interface Place {
  folder: FolderRow;
  /** Relative to the folder, '/' on every system. */
  directory: string;
}

/** Keeps the database in step with the folders on disk: at once, while they are watched, and after they come back. */
export interface FolderKeeper {
  /** Adds a folder; one inside another that is there is part of it, one around others takes them in. @throws folder-unavailable */
  add(path: string): Promise<Place>;
  remove(id: number): Promise<void>;
  list(): Promise<Folder[]>;
  /** Leaves a folder alone, or takes it up again. @throws not-found */
  setPaused(id: number, paused: boolean): Promise<Folder>;
  /** Looks for changes now, in one folder or in all, also in those that could not be read. @throws not-found */
  rescan(id?: number): void;
  /** Where a path belongs, or undefined outside all folders. */
  findPlace(path: string): Place | undefined;
  /** Looks for changes in some places or everywhere; resolves when done. */
  scan(places?: readonly Place[]): Promise<void>;
  /** Begins to look; what goes wrong is told by `notice`, and tried again. */
  scanSoon(places?: readonly Place[]): void;
  /** Marks folders that can't be read, and those that can again; true where one changed. */
  checkReachable(): Promise<boolean>;
  /** Whether a folder is gone that was there; marks it. */
  isGone(folderPath: string): Promise<boolean>;
  startWatching(): void;
  /** Takes in folders that another process has added or removed. */
  refresh(): void;
  readonly scanning: boolean;
  readonly notice: string | null;
  close(): Promise<void>;
}

export interface FolderKeeperOptions {
  db: WriteDb;
  counter: FileCounter;
  now(): number;
  /** Rows may have changed. */
  onChange(): void;
  signal: AbortSignal;
  /** How often folders that can't be watched are looked at, where that takes little; default: once a minute. */
  unwatchedIntervalMs?: number;
}

/** A dirty directory is looked at when it has been quiet for this long... */
const QUIET_MS = 800;
/** ...or, where it never is, after this long. */
const MAX_WAIT_MS = 4_000;
/** How often unplugged and plugged-in disks are noticed. */
const REACH_INTERVAL_MS = 5_000;
/** Everything is looked at now and then, for shares that send no events and systems that drop them. */
const RECONCILE_INTERVAL_MS = 10 * 60_000;
/** How often folders that can't be watched are looked at... */
const UNWATCHED_INTERVAL_MS = 60_000;
/** ...but looking may take no more than this share of the time. */
const UNWATCHED_SHARE = 0.1;
/** So many events between two looks at them: the system may have dropped others (Linux keeps 16,384), and does not tell. */
const FLOOD = 8_000;

export function createFolderKeeper(options: FolderKeeperOptions): FolderKeeper {
  const { db, counter, now, onChange, signal, unwatchedIntervalMs = UNWATCHED_INTERVAL_MS } = options;
  const findProblem = createFindProblem();
  /** Times are those of a clock that is never set back. */
  const dirty = new Map<string, { folder: string; directory: string; sinceMs: number; lastMs: number }>();
  /** What is wrong with folders that can be read, by their numbers. */
  const faults = createFolderFaults();
  /** Folders that stopped answering while they were looked at, until they do. */
  const hanging = new Set<number>();
  const looks = new Map<number, { endedAtMs: number; tookMs: number }>();
  let events = 0;
  let reaching: Promise<boolean> | undefined;
  const timers: NodeJS.Timeout[] = [];
  let watcher: FolderWatcher | undefined;
  let scans = 0;
  let chain: Promise<unknown> = Promise.resolve();

  /** One scan after the other: they share the disk. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    scans++;
    const result = chain.then(work).finally(() => {
      scans--;
      if (!signal.aborted) onChange();
    });
    chain = result.catch(() => undefined);
    return result;
  }

  function scanPlaces(places: readonly Place[] = allPlaces()): Promise<void> {
    return Promise.all(places.map((place) => inTurn(() => scanPlace(place)))).then(() => undefined);
  }

  function scanSoon(places?: readonly Place[]): void {
    // What went wrong is told by the folder, and tried again.
    scanPlaces(places).catch(() => undefined);
  }

  function allPlaces(): Place[] {
    return listFolders(db).map((folder) => ({ folder, directory: '' }));
  }

  async function scanPlace({ folder, directory }: Place): Promise<void> {
    const current = getFolder(db, folder.id);
    if (!current || current.paused || signal.aborted) return;
    const startedAt = performance.now();
    try {
      const result = await scanFolder(db, current, { start: directory, signal, now, findProblem });
      faults.setUnreadable(current, directory, result.unreadable);
      faults.setFailure(current, null);
      if (result.hangs) {
        hanging.add(current.id);
        void result.hangs.then(() => hanging.delete(current.id));
      }
      if (result.changes > 0) onChange();
    } catch (error) {
      faults.setFailure(current, error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      const endedAtMs = performance.now();
      if (directory === '') looks.set(current.id, { endedAtMs, tookMs: endedAtMs - startedAt });
    }
  }

  function watchAll(): void {
    for (const folder of listFolders(db)) if (folder.problem === null) watch(folder);
  }

  function markDirty(folder: string, directory: string): void {
    const key = `${folder}\n${directory}`;
    const known = dirty.get(key);
    const time = performance.now();
    events++;
    dirty.set(key, { folder, directory, sinceMs: known?.sinceMs ?? time, lastMs: time });
  }

  function scanDirty(): void {
    const time = performance.now();
    if (events > FLOOD) for (const { path } of listFolders(db)) markDirty(path, '');
    events = 0;
    for (const [key, { folder, directory, sinceMs, lastMs }] of dirty) {
      if (time - lastMs < QUIET_MS && time - sinceMs < MAX_WAIT_MS) continue;
      dirty.delete(key);
      const row = listFolders(db).find((other) => other.path === folder);
      if (!row || row.problem !== null) continue;
      // What was not allowed may be so now: that is an event as well.
      updateFilesToRetry(db, { code: 'unreadable', place: { folderId: row.id, directory } });
      scanSoon([{ folder: row, directory }]);
    }
  }

  /** Looks again where looking failed, and where nothing is told. */
  function scanUntold(): void {
    const places = listFolders(db).filter(({ id, problem, paused }) => {
      const last = looks.get(id);
      if (problem !== null || paused || !last) return false;
      const interval = Math.max(unwatchedIntervalMs, last.tookMs / UNWATCHED_SHARE);
      const since = performance.now() - last.endedAtMs;
      return faults.hasFailed(id) ? since > REACH_INTERVAL_MS : faults.isUnwatched(id) && since > interval;
    });
    if (places.length > 0 && scans === 0) scanSoon(places.map((folder) => ({ folder, directory: '' })));
  }

  function checkReachable(): Promise<boolean> {
    reaching ??= reachAll().finally(() => {
      reaching = undefined;
    });
    return reaching;
  }

  async function reachAll(): Promise<boolean> {
    const changes = await Promise.all(listFolders(db).map(reach));
    const changed = changes.includes(true);
    if (changed) onChange();
    return changed;
  }

  /** Marks a folder; true where that is news. */
  async function reach(folder: FolderRow): Promise<boolean> {
    if (hanging.has(folder.id)) return false;
    const problem = await findProblem(folder.path);
    if (signal.aborted || !updateFolderProblem(db, folder.id, problem)) return false;
    if (problem !== null) await watcher?.remove(folder.path);
    else if (watcher) {
      watch(folder);
      scanSoon([{ folder, directory: '' }]);
    }
    return true;
  }

  function watch(folder: FolderRow): void {
    faults.setUnwatched(folder, null);
    // What changed after it was looked at, and before it was watched, nobody has told.
    void watcher?.add(folder.path).then((isNew) => (isNew ? markDirty(folder.path, '') : undefined));
  }

  async function describe(folder: FolderRow): Promise<Folder> {
    const counts = await counter.count(folder.id);
    return {
      id: folder.id,
      path: folder.path,
      online: folder.problem === null,
      problem: folder.problem,
      notice: faults.of(folder.id),
      paused: folder.paused,
      photos: counts.indexed,
      failed: counts.failed,
      pending: counts.pending,
      lastScanAt: folder.lastScanAtMs === null ? null : new Date(folder.lastScanAtMs).toISOString(),
    };
  }

  function folderOf(id: number): FolderRow {
    const folder = getFolder(db, id);
    if (!folder) throw new AppError('not-found', `There is no folder number ${id} in the library.`);
    return folder;
  }

  function every(ms: number, work: () => void): void {
    const timer = setInterval(work, ms);
    timer.unref();
    timers.push(timer);
  }

  return {
    async add(path) {
      if ((await findProblem(resolve(path))) === NO_ANSWER)
        throw new AppError('folder-unavailable', `${NO_ANSWER} (${path})`);
      const real = toRealFolder(path);
      return transaction(db, () => {
        const folders = listFolders(db);
        const outer = folders.find((folder) => isInside(real, folder.path));
        if (outer) return { folder: outer, directory: toDirectory(outer.path, real) };
        const id = insertFolder(db, real, now());
        for (const inner of folders.filter((folder) => isInside(folder.path, real))) {
          mergeFolder(db, inner.id, id, toDirectory(real, inner.path));
          void watcher?.remove(inner.path);
        }
        const folder = getFolder(db, id);
        if (!folder) throw new AppError('internal', `${real} could not be added.`);
        watch(folder);
        return { folder, directory: '' };
      });
    },
    async remove(id) {
      const folder = folderOf(id);
      await watcher?.remove(folder.path);
      deleteFolder(db, id);
      faults.forget(id);
      onChange();
    },
    list: () => Promise.all(listFolders(db).map(describe)),
    async setPaused(id, paused) {
      updateFolderPaused(db, id, paused);
      const folder = folderOf(id);
      if (!paused && watcher) scanSoon([{ folder, directory: '' }]);
      onChange();
      return describe(folder);
    },
    rescan(id) {
      const places = id === undefined ? undefined : [{ folder: folderOf(id), directory: '' }];
      void checkReachable()
        .catch(() => undefined)
        .then(() => scanSoon(places));
    },
    findPlace(path) {
      const real = toRealPath(path);
      const folder = listFolders(db).find((row) => isInside(real, row.path));
      return folder && { folder, directory: toDirectory(folder.path, real) };
    },
    scan: scanPlaces,
    scanSoon,
    checkReachable,
    async isGone(folderPath) {
      const folder = listFolders(db).find((row) => row.path === folderPath);
      const problem = await findProblem(folderPath);
      if (folder && updateFolderProblem(db, folder.id, problem)) onChange();
      return problem !== null;
    },
    startWatching() {
      watcher = createFolderWatcher({
        onDirty: markDirty,
        onProblem(path, message) {
          const folder = listFolders(db).find((row) => row.path === path);
          if (folder && faults.setUnwatched(folder, message)) onChange();
        },
      });
      watchAll();
      every(250, scanDirty);
      every(REACH_INTERVAL_MS, () => void checkReachable().catch(() => undefined));
      every(Math.min(REACH_INTERVAL_MS, unwatchedIntervalMs), scanUntold);
      every(RECONCILE_INTERVAL_MS, () => {
        updateFilesToRetry(db, { code: 'unreadable' });
        scanSoon();
      });
    },
    refresh() {
      if (watcher) watchAll();
    },
    get scanning() {
      return scans > 0;
    },
    get notice() {
      return faults.first();
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      await watcher?.close();
      await chain;
    },
  };
}

/** @throws AppError folder-unavailable with words that say what to do */
function toRealFolder(path: string): string {
  const full = resolve(path);
  if (!existsSync(full)) {
    throw new AppError(
      'folder-unavailable',
      `There is no folder ${full}. If it is on a disk or share, connect it first.`,
    );
  }
  const real = realpathSync.native(full);
  if (!statSync(real).isDirectory()) {
    throw new AppError('folder-unavailable', `${full} is a file; a folder is wanted.`);
  }
  const fault = findPathFault(real);
  if (fault !== undefined) throw new AppError('folder-unavailable', fault);
  return real;
}

/** The path with links resolved, as far as it exists. */
function toRealPath(path: string): string {
  const full = resolve(path);
  if (existsSync(full)) return realpathSync.native(full);
  const parent = dirname(full);
  return parent === full ? full : resolve(toRealPath(parent), basename(full));
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function toDirectory(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
