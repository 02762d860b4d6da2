import { existsSync, readFileSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { createJobClient, type JobClient } from '../../shared/job-client.ts';
import type { CopyRequest, CopyResponse, WorkerPort } from '../../shared/workers.ts';
import { closeDatabase, damageMarkOf, openDatabase, type WriteDb } from './db/connection.ts';
import { type DatabaseCopy, getFileStamp, isSound, listCopies, restoreFromCopy } from './db/copies.ts';
import { VECTOR_FILE } from './learn/vector-file.ts';
import { COPIES_FOLDER, DATABASE_FILE, JOURNAL_FILE, SEARCH_INDEX_FILE } from './storage.ts';

/** Says that the database was closed in order, and how it looked then. */
const CLOSED_FILE = 'library.closed';

/** What is kept of the database's rows for a quicker start. */
const MADE_FROM_DATABASE = [SEARCH_INDEX_FILE, VECTOR_FILE];

const FIRST_LOOK_MS = 10 * 60_000;
const LOOK_MS = 60 * 60_000;
const COPY_AGE_MS = 24 * 60 * 60_000;
/** A copy is made only where so many times its size are free. */
const FREE_SHARE = 3;

/** What was done about a damaged database. */
export interface Rescue {
  /** The copy that was put in its place; null: there was none, and the library began anew. */
  copy: DatabaseCopy | null;
}

export interface OpenedDatabase {
  db: WriteDb;
  /** Null where all was well. */
  rescue: Rescue | null;
  /**
   * What it may lack of the journal: nothing; what was said last, for it was not closed in order; or anything, for it is new,
   * comes from a copy, or another one was put in its place.
   */
  lacks: 'nothing' | 'last' | 'any';
}

/**
 * Opens the library's database. What cannot be read is put aside, and the newest sound copy takes its place; the caller
 * brings in what the user said since then from the journal. All of it is looked through only when there is a reason:
 * somebody wrote to it while it was closed, or damage was noticed when it was last open.
 * @throws AppError library-newer
 */
export function openKeptDatabase(dataFolder: string, nowMs: number): OpenedDatabase {
  const path = join(dataFolder, DATABASE_FILE);
  const closedPath = join(dataFolder, CLOSED_FILE);
  const markPath = damageMarkOf(path);
  const restore = (): Rescue => {
    const copy = restoreFromCopy(path, join(dataFolder, COPIES_FOLDER), nowMs);
    rmSync(markPath, { force: true });
    forgetMade(dataFolder);
    return { copy };
  };
  let rescue: Rescue | null = null;
  const wasThere = existsSync(path);
  const wasTouched = existsSync(closedPath) && readFileSync(closedPath, 'utf8') !== getFileStamp(path);
  const wasLeftOpen = wasThere && !existsSync(closedPath);
  // It may be an older one that the user put there.
  if (wasTouched) forgetMade(dataFolder);
  if (wasThere && (wasTouched || existsSync(markPath)) && !isSound(path)) rescue = restore();
  rmSync(markPath, { force: true });
  try {
    const db = openAndUnmark(path, closedPath);
    const lacks = !wasThere || wasTouched || rescue !== null ? 'any' : wasLeftOpen ? 'last' : 'nothing';
    return { db, rescue, lacks };
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'library-damaged')) throw error;
    rescue = restore();
    return { db: openAndUnmark(path, closedPath), rescue, lacks: 'any' };
  }
}

/** Where the database is another one, numbers of photos may stand for others. */
function forgetMade(dataFolder: string): void {
  for (const name of MADE_FROM_DATABASE) rmSync(join(dataFolder, name), { force: true });
}

function openAndUnmark(path: string, closedPath: string): WriteDb {
  const db = openDatabase(path);
  rmSync(closedPath, { force: true });
  return db;
}

/** Closes the database and notes how it was left. */
export function closeKeptDatabase(db: WriteDb, dataFolder: string): void {
  closeDatabase(db);
  const path = join(dataFolder, DATABASE_FILE);
  // Where another process has it open, it is not at rest.
  if (existsSync(`${path}-wal`)) return;
  const closedPath = join(dataFolder, CLOSED_FILE);
  try {
    writeFileSync(closedPath, getFileStamp(path));
  } catch {
    // The disk is full, perhaps: half a stamp would be taken for that of another database.
    rmSync(closedPath, { force: true });
  }
}

/**
 * Puts a sound database in the place of the one that is there, which nobody has open. Database and journal of before are
 * kept under other names: decisions since then can be brought in from that journal.
 * @returns what they are called now
 */
export function replaceDatabase(dataFolder: string, newPath: string, nowMs: number): string[] {
  const path = join(dataFolder, DATABASE_FILE);
  const moves: [string, string][] = [];
  for (const name of [DATABASE_FILE, `${DATABASE_FILE}-wal`, JOURNAL_FILE]) {
    const from = join(dataFolder, name);
    if (existsSync(from)) moves.push([from, join(dataFolder, name.replace('.', `.before-${nowMs}.`))]);
  }
  const done: typeof moves = [];
  try {
    for (const move of moves) {
      renameSync(...move);
      done.push(move);
    }
    renameSync(newPath, path);
  } catch (error) {
    for (const [from, to] of done) renameSync(to, from);
    throw error;
  }
  rmSync(damageMarkOf(path), { force: true });
  rmSync(`${path}-shm`, { force: true });
  forgetMade(dataFolder);
  writeFileSync(join(dataFolder, CLOSED_FILE), getFileStamp(path));
  return done.map(([, to]) => to);
}

/** What is told of a rescue, in one sentence. */
export function describeRescue({ copy }: Rescue): string {
  return copy
    ? `The library’s database was damaged. A copy of ${new Date(copy.madeAtMs).toISOString().slice(0, 10)} took its place, with all your corrections; newer photos are looked at again.`
    : 'The library’s database was damaged and there was no copy yet. It is made anew: your corrections are back, and all photos are looked at again.';
}

/** Makes a copy of the database once a day, while nothing else is disturbed. */
export interface CopyKeeper {
  /** What the user is to know; null where all is well. */
  readonly notice: string | null;
  /** Makes a copy now, where the newest is older than a day and something changed since. */
  copyIfDue(): Promise<void>;
  close(): Promise<void>;
}

export interface CopyKeeperDeps {
  dataFolder: string;
  spawn(): WorkerPort<CopyRequest, CopyResponse>;
  now(): number;
  /** Whether this process is the one that is to do it. */
  mayCopy(): boolean;
  onNotice(): void;
}

export function createCopyKeeper({ dataFolder, spawn, now, mayCopy, onNotice }: CopyKeeperDeps): CopyKeeper {
  const path = join(dataFolder, DATABASE_FILE);
  const folder = join(dataFolder, COPIES_FOLDER);
  let notice: string | null = null;
  let client: JobClient<CopyRequest, CopyResponse> | undefined;
  let running: Promise<void> | undefined;
  let closed = false;

  function isDue(): boolean {
    const [newest] = listCopies(folder);
    const madeAtMs = newest?.madeAtMs ?? 0;
    const ageMs = now() - madeAtMs;
    // It was made while the clock was ahead: nobody knows how old it is.
    if (ageMs < 0) return true;
    if (ageMs < COPY_AGE_MS) return false;
    return [path, `${path}-wal`].some((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > madeAtMs);
  }

  function hasRoom(): boolean {
    const { bavail, bsize } = statfsSync(dataFolder);
    return bavail * bsize > FREE_SHARE * statSync(path).size;
  }

  function tell(text: string | null): void {
    if (text === notice) return;
    notice = text;
    onNotice();
  }

  async function copy(): Promise<void> {
    client = createJobClient(spawn());
    try {
      const answer = await client.ask({ kind: 'copy', job: 1, databasePath: path, folder, nowMs: now() });
      if (answer.kind === 'copied') return tell(null);
      if (answer.isDamaged) {
        writeFileSync(damageMarkOf(path), answer.reason);
        return tell('The library’s database is damaged. Close Bowerbird and open it again: it will be repaired.');
      }
      tell(`The daily copy of the library could not be made: ${answer.reason}`);
    } finally {
      await client.close();
      client = undefined;
    }
  }

  async function copyIfDue(): Promise<void> {
    if (closed || running || !mayCopy() || !isDue()) return;
    if (!hasRoom()) return tell('There is too little room on the disk for the daily copy of the library.');
    running = copy().catch(() => undefined);
    await running;
    running = undefined;
  }

  const first = setTimeout(() => void copyIfDue(), FIRST_LOOK_MS).unref();
  const timer = setInterval(() => void copyIfDue(), LOOK_MS).unref();

  return {
    get notice() {
      return notice;
    },
    copyIfDue,
    async close() {
      closed = true;
      clearTimeout(first);
      clearInterval(timer);
      await running;
    },
  };
}
