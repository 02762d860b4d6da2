// library-host.ts DATA FOLDER: opens a library as the app does, adds a folder, and tells how both are whenever it changes.
import { openLibrary } from '../../main/core/library.ts';
import { createNodeWorkers, findProgramFiles } from '../../main/faces/runtime.ts';
import { tell } from './tell.ts';

export interface LibraryMessage {
  indexed: number;
  failed: number;
  /** Of the folder, see `Folder`. */
  problem: string | null;
  notice: string | null;
  /** Why files failed. */
  reasons: string[];
}

const [dataFolder = '', folder = ''] = process.argv.slice(2);
const library = await openLibrary({
  ...findProgramFiles(),
  dataFolder,
  workers: createNodeWorkers(),
  background: true,
});
await library.api.addFolder({ path: folder });
let told = '';
setInterval(async () => {
  const [first] = await library.api.listFolders({});
  const { indexed, failed } = await library.api.getStatus({});
  const { failures } = await library.api.listFailures({ limit: 10, offset: 0 });
  const message: LibraryMessage = {
    indexed,
    failed,
    problem: first?.problem ?? null,
    notice: first?.notice ?? null,
    reasons: failures.map(({ reason }) => reason),
  };
  if (JSON.stringify(message) === told) return;
  told = JSON.stringify(message);
  tell(message);
}, 50);
