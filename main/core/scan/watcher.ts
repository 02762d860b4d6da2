import { dirname, join, relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { isIgnoredDirectory } from './walk.ts';

/** Tells which directories of the watched folders may have changed. */
export interface FolderWatcher {
  /** Resolves when the folder is watched; to false where it was so before. */
  add(folder: string): Promise<boolean>;
  remove(folder: string): Promise<void>;
  close(): Promise<void>;
}

export interface WatcherListeners {
  /** Something changed in a directory (relative to the folder, '/' on every system, '' for the folder itself). */
  onDirty(folder: string, directory: string): void;
  /** Watching does not work as it should; changes are found by scanning. */
  onProblem(folder: string, message: string): void;
}

/**
 * Watches directories, never single files (100,000 files would cost 100,000 watches), and takes every event only as a hint
 * that a directory is dirty: events are dropped silently under load on every system.
 */
export function createFolderWatcher({ onDirty, onProblem }: WatcherListeners): FolderWatcher {
  const watchers = new Map<string, FSWatcher>();

  function report(folder: string, path: string): void {
    const inside = relative(folder, path);
    if (inside.startsWith('..')) return;
    const directory = inside.split(sep).join('/');
    if (!directory.split('/').some((name) => name !== '' && isIgnoredDirectory(name))) onDirty(folder, directory);
  }

  return {
    async add(folder) {
      if (watchers.has(folder)) return false;
      const watcher = watch(folder, {
        ignoreInitial: true,
        followSymlinks: false,
        ignorePermissionErrors: true,
        atomic: false,
        ignored: (path, stats) => {
          if (stats?.isFile()) return true;
          const name = path.slice(path.lastIndexOf(sep) + 1);
          return path !== folder && isIgnoredDirectory(name);
        },
      });
      watchers.set(folder, watcher);
      watcher.on('raw', (_event, path, details) => {
        const watched = (details as { watchedPath?: string } | undefined)?.watchedPath ?? folder;
        report(folder, watched);
        // Where one watch covers the whole tree, the name leads from there to the file.
        if (path?.includes(sep)) report(folder, dirname(path.startsWith(watched) ? path : join(watched, path)));
      });
      watcher.on('all', (_event, path) => report(folder, dirname(path)));
      watcher.on('addDir', (path) => report(folder, path));
      watcher.on('error', (error) => onProblem(folder, describe(error)));
      await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
      return true;
    },
    async remove(folder) {
      const watcher = watchers.get(folder);
      watchers.delete(folder);
      await watcher?.close();
    },
    async close() {
      const open = [...watchers.values()];
      watchers.clear();
      await Promise.all(open.map((watcher) => watcher.close()));
    },
  };
}

function describe(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EMFILE') {
    return 'The system allows no more watched folders, so new photos are found by looking now and then. (On Linux: raise fs.inotify.max_user_watches.)';
  }
  return `Changes in this folder can't be watched (${code ?? String(error)}); new photos are found by looking now and then.`;
}
