// watch-host.ts FOLDER DATABASE: watches a folder and tells what it finds. To be run where the system allows few watches.
import { openDatabase } from '../../main/core/db/connection.ts';
import { countFiles } from '../../main/core/db/files.ts';
import { createFileCounter } from '../../main/core/file-counter.ts';
import { createFolderKeeper } from '../../main/core/folder-keeper.ts';
import { tell } from './tell.ts';

/** What it tells: how the folder is, each time that something changes. */
export interface WatchMessage {
  notice: string | null;
  files: number;
}

const [folder = '', databasePath = ''] = process.argv.slice(2);
const db = openDatabase(databasePath);
const keeper = createFolderKeeper({
  db,
  counter: createFileCounter(db),
  now: Date.now,
  signal: new AbortController().signal,
  unwatchedIntervalMs: 500,
  async onChange() {
    const [row] = await keeper.list();
    tell({ notice: row?.notice ?? null, files: countFiles(db).files } satisfies WatchMessage);
  },
});
const place = await keeper.add(folder);
await keeper.scan([place]);
keeper.startWatching();
// The program ends when it is told to: what waits here keeps it alive.
setInterval(() => undefined, 60_000);
