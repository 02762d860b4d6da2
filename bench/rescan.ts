import { existsSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { closeDatabase, openDatabase, type ReadDb } from '../main/core/db/connection.ts';
import { insertFolder, listFolders } from '../main/core/db/folders.ts';
import { createWaitingFiles } from '../main/core/queue/waiting-files.ts';
import { scanFolder } from '../main/core/scan/scanner.ts';

const PER_DIRECTORY = 500;
/** A file can have 65,000 names on ext4. */
const NAMES_PER_FILE = 50_000;
const ROUNDS = 3;
const NANOSECONDS = 1e6;

interface ScanMeasure {
  milliseconds: number;
  /** Of the thread that scans, which answers everybody else as well. */
  delayP99Ms: number;
  longestDelayMs: number;
  changes: number;
}

/** How long a look at a folder takes that is new, and one in which nothing has changed. */
export async function benchRescan(files: number): Promise<object> {
  const tree = makeTree(files);
  const data = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  const db = openDatabase(join(data, 'library.sqlite'));
  try {
    insertFolder(db, tree, 0);
    const [folder] = listFolders(db);
    if (!folder) throw new Error('The folder was not added.');
    const measure = async (): Promise<ScanMeasure> => {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const startedAt = performance.now();
      const { changes } = await scanFolder(db, folder);
      const milliseconds = Math.round(performance.now() - startedAt);
      delay.disable();
      return {
        milliseconds,
        delayP99Ms: Math.round(delay.percentile(99) / NANOSECONDS),
        longestDelayMs: Math.round(delay.max / NANOSECONDS),
        changes,
      };
    };
    const first = await measure();
    const waiting = await measureWaiting(db);
    const unchanged: ScanMeasure[] = [];
    for (let round = 0; round < ROUNDS; round++) unchanged.push(await measure());
    return { files, directories: Math.ceil(files / PER_DIRECTORY), first, waiting, unchanged };
  } finally {
    closeDatabase(db);
    rmSync(data, { recursive: true, force: true });
  }
}

/** How long it takes until the places of files that nobody has looked at are known, for a timeline. */
async function measureWaiting(db: ReadDb): Promise<object> {
  const waiting = createWaitingFiles({ db, clock: () => performance.now(), onRead: () => undefined });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedAt = performance.now();
  await waiting.refresh();
  const milliseconds = Math.round(performance.now() - startedAt);
  delay.disable();
  await waiting.close();
  return { milliseconds, longestDelayMs: Math.round(delay.max / NANOSECONDS), files: waiting.list.fileIds.length };
}

/** Names of a few small files; kept for the next run. */
function makeTree(files: number): string {
  const tree = resolve(import.meta.dirname, '..', '.cache', 'bench', 'trees', String(files));
  if (existsSync(tree)) return tree;
  const part = `${tree}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (let i = 0; i < files; i++) {
    const directory = join(part, String(Math.floor(i / PER_DIRECTORY)));
    if (i % PER_DIRECTORY === 0) mkdirSync(directory);
    const path = join(directory, `IMG_${i}.jpg`);
    const source = i - (i % NAMES_PER_FILE);
    if (i === source) writeFileSync(path, `photo ${i}`);
    else linkSync(join(part, String(source / PER_DIRECTORY), `IMG_${source}.jpg`), path);
  }
  renameSync(part, tree);
  return tree;
}
