// index-host.ts DATA FOLDER: indexes a folder and tells after each photo how many are done. To be killed.
import { openLibrary } from '../../main/core/library.ts';
import { createNodeWorkers, findProgramFiles } from '../../main/faces/runtime.ts';
import { tell } from './tell.ts';

/** What it tells: that it has begun, how many photos it has taken in, and that all is done. */
export type IndexMessage = { kind: 'open' | 'done' } | { kind: 'indexed'; photos: number };

const [dataFolder = '', folder = ''] = process.argv.slice(2);
const library = await openLibrary({
  ...findProgramFiles(),
  dataFolder,
  workers: createNodeWorkers(),
  background: false,
});
tell({ kind: 'open' } satisfies IndexMessage);
let told = -1;
const timer = setInterval(async () => {
  const { indexed } = await library.api.getStatus({});
  if (indexed === told) return;
  told = indexed;
  tell({ kind: 'indexed', photos: indexed } satisfies IndexMessage);
}, 5);
await library.index([folder]);
clearInterval(timer);
tell({ kind: 'done' } satisfies IndexMessage);
await library.close();
