import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Folder } from '../../shared/model/status.ts';
import { keepWhileUnchanged, transaction, type WriteDb } from './db/connection.ts';
import { countFiles, updateFilesToRetry } from './db/files.ts';
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
import { getFolderProblem, scanFolder } from './scan/scanner.ts';
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
  add(path: string): Place;
  remove(id: number): Promise<void>;
  list(): Folder[];
  /** Leaves a folder alone, or takes it up again. @throws not-found */
  setPaused(id: number, paused: boolean): Folder;
  /** Looks for changes now, in one folder or in all, also in those that could not be read. @throws not-found */
  rescan(id?: number): void;
  /** Where a path belongs, or undefined outside all folders. */
  findPlace(path: string): Place | undefined;
  /** Looks for changes in some places or everywhere; resolves when done. */
  scan(places?: readonly Place[]): Promise<void>;
  /** Begins to look; what goes wrong is told by `notice`. */
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
  now(): number;
  /** Rows may have changed. */
  onChange(): void;
  signal: AbortSignal;
}

/** A dirty directory is looked at when it has been quiet for this long... */
const QUIET_MS = 800;
/** ...or, where it never is, after this long. */
const MAX_WAIT_MS = 4_000;
/** How often unplugged and plugged-in disks are noticed. */
const REACH_INTERVAL_MS = 5_000;
/** Everything is looked at now and then, for shares that send no events and systems that drop them. */
const RECONCILE_INTERVAL_MS = 10 * 60_000;

export function createFolderKeeper({ db, now, onChange, signal }: FolderKeeperOptions): FolderKeeper {
  const dirty = new Map<string, { folder: string; directory: string; sinceMs: number; lastMs: number }>();
  const timers: NodeJS.Timeout[] = [];
  let watcher: FolderWatcher | undefined;
  let scans = 0;
  let notice: string | null = null;
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
    scanPlaces(places).catch((error: unknown) => {
      if (signal.aborted) return;
      notice = `A folder could not be looked at: ${error instanceof Error ? error.message : String(error)}`;
      onChange();
    });
  }

  function allPlaces(): Place[] {
    return listFolders(db).map((folder) => ({ folder, directory: '' }));
  }

  async function scanPlace({ folder, directory }: Place): Promise<void> {
    const current = getFolder(db, folder.id);
    if (!current || current.paused || signal.aborted) return;
    const result = await scanFolder(db, current, { start: directory, signal, now });
    if (result.unreadable.length > 0) {
      const [first] = result.unreadable;
      notice = `${result.unreadable.length} folder(s) can't be read, such as ${resolve(folder.path, first ?? '')}; their photos stay as they were.`;
    }
    if (result.changes > 0) onChange();
  }

  function watchAll(): void {
    for (const folder of listFolders(db)) if (folder.problem === null) void watcher?.add(folder.path);
  }

  function markDirty(folder: string, directory: string): void {
    const key = `${folder}\n${directory}`;
    const known = dirty.get(key);
    dirty.set(key, { folder, directory, sinceMs: known?.sinceMs ?? now(), lastMs: now() });
  }

  function scanDirty(): void {
    const time = now();
    for (const [key, { folder, directory, sinceMs, lastMs }] of dirty) {
      if (time - lastMs < QUIET_MS && time - sinceMs < MAX_WAIT_MS) continue;
      dirty.delete(key);
      const row = listFolders(db).find((other) => other.path === folder);
      if (row) scanSoon([{ folder: row, directory: existingAncestor(folder, directory) }]);
    }
  }

  async function checkReachable(): Promise<boolean> {
    let changed = false;
    for (const folder of listFolders(db)) {
      const problem = await getFolderProblem(folder.path);
      if (signal.aborted || !updateFolderProblem(db, folder.id, problem)) continue;
      changed = true;
      if (problem !== null) await watcher?.remove(folder.path);
      else if (watcher) {
        void watcher.add(folder.path);
        scanSoon([{ folder, directory: '' }]);
      }
    }
    if (changed) onChange();
    return changed;
  }

  const countIn = keepWhileUnchanged(db, (folderId: number) => countFiles(db, { folderId, directory: '' }));

  function describe(folder: FolderRow): Folder {
    const counts = countIn(folder.id);
    return {
      id: folder.id,
      path: folder.path,
      online: folder.problem === null,
      problem: folder.problem,
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
    add(path) {
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
        if (watcher) void watcher.add(real);
        return { folder, directory: '' };
      });
    },
    async remove(id) {
      const folder = folderOf(id);
      await watcher?.remove(folder.path);
      deleteFolder(db, id);
      onChange();
    },
    list: () => listFolders(db).map(describe),
    setPaused(id, paused) {
      updateFolderPaused(db, id, paused);
      const folder = folderOf(id);
      if (!paused && watcher) scanSoon([{ folder, directory: '' }]);
      onChange();
      return describe(folder);
    },
    rescan(id) {
      const places = id === undefined ? undefined : [{ folder: folderOf(id), directory: '' }];
      void checkReachable().then(() => scanSoon(places));
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
      const problem = await getFolderProblem(folderPath);
      if (folder && updateFolderProblem(db, folder.id, problem)) onChange();
      return problem !== null;
    },
    startWatching() {
      watcher = createFolderWatcher({
        onDirty: markDirty,
        onProblem: (folder, message) => {
          notice = `${message} (${folder})`;
          onChange();
        },
      });
      watchAll();
      every(250, scanDirty);
      every(REACH_INTERVAL_MS, () => void checkReachable());
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
      return notice;
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

/** A directory that went away is found out by looking at the nearest one above that is still there. */
function existingAncestor(folder: string, directory: string): string {
  let current = directory;
  while (current !== '' && !existsSync(resolve(folder, current))) {
    current = current.includes('/') ? current.slice(0, current.lastIndexOf('/')) : '';
  }
  return current;
}
