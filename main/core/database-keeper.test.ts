import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeSampleFolder, openTestLibrary } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import { createThreadWorkers } from '../faces/runtime.ts';
import { closeKeptDatabase, createCopyKeeper, openKeptDatabase } from './database-keeper.ts';
import { closeDatabase } from './db/connection.ts';
import { listCopies } from './db/copies.ts';
import { updateSetting } from './db/settings.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Overwrites what lies in the middle of a file, as a bad disk does. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  const { size } = statSync(path);
  for (let at = 8192; at + 4096 <= size; at += 8192) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, at);
  closeSync(file);
}

function makeCopyKeeper(dataFolder: string, nowMs: number) {
  return createCopyKeeper({
    dataFolder,
    spawn: createThreadWorkers().spawnCopy,
    now: () => nowMs,
    mayCopy: () => true,
    onNotice: () => undefined,
  });
}

test('a damaged library is put back from its copy, and what was said since then comes from the journal', async () => {
  const dataFolder = makeTemporaryFolder();
  const photos = makeSampleFolder('chelsea.png', 'coffee.png');
  const first = await openTestLibrary({ dataFolder });
  await first.index([photos]);
  const { photos: found } = await first.api.search({ text: '', limit: 10, offset: 0, order: 'date' });
  const ids = found.map(({ id }) => id);
  await first.api.decide({ photoIds: ids.slice(0, 1), label: 'our Mitzi', verdict: 'accepted' });
  const keeper = makeCopyKeeper(dataFolder, Date.now());
  await keeper.copyIfDue();
  await keeper.close();
  await first.api.decide({ photoIds: ids.slice(1), label: 'our pond', verdict: 'accepted' });
  await first.api.decide({ photoIds: ids.slice(0, 1), label: 'our Mitzi', verdict: 'none' });
  await first.close();

  damage(join(dataFolder, 'library.sqlite'));
  const second = await openTestLibrary({ dataFolder });
  const count = async (text: string) =>
    (await second.api.search({ text, limit: 10, offset: 0, order: 'date' })).photos.length;
  expect(await count('')).toBe(2);
  expect(await count('our pond')).toBe(1);
  expect(await count('our Mitzi')).toBe(0);
  expect((await second.api.getStatus({})).notice).toMatch(/damaged.*copy of \d{4}-\d\d-\d\d/u);
  expect(readdirSync(dataFolder).filter((name) => name.includes('.damaged-'))).not.toEqual([]);
  await second.close();

  const third = await openTestLibrary({ dataFolder });
  expect((await third.api.getStatus({})).notice).toBeNull();
});

test('without a copy it begins anew, and corrections wait in the journal for their photos', async () => {
  const dataFolder = makeTemporaryFolder();
  const photos = makeSampleFolder('coffee.png');
  const first = await openTestLibrary({ dataFolder });
  await first.index([photos]);
  const { photos: found } = await first.api.search({ text: '', limit: 10, offset: 0, order: 'date' });
  await first.api.decide({ photoIds: found.map(({ id }) => id), label: 'our pond', verdict: 'accepted' });
  await first.close();
  damage(join(dataFolder, 'library.sqlite'));
  const second = await openTestLibrary({ dataFolder });
  expect((await second.api.getStatus({})).notice).toMatch(/damaged.*anew/u);
  await second.index([photos]);
  expect((await second.api.search({ text: 'our pond', limit: 10, offset: 0, order: 'date' })).total).toBe(1);
});

test('damage that is met while the library is open is told, and put right at the next start', async () => {
  const dataFolder = makeTemporaryFolder();
  const { db } = openKeptDatabase(dataFolder, Date.now());
  const insert = db.connection.prepare(
    'INSERT INTO setting (key, value) VALUES (hex(randomblob(8)), hex(randomblob(400)))',
  );
  for (let i = 0; i < 200; i++) insert.run();
  closeDatabase(db);
  const keeper = makeCopyKeeper(dataFolder, Date.now());
  await keeper.copyIfDue();
  damage(join(dataFolder, 'library.sqlite'));
  const later = makeCopyKeeper(dataFolder, Date.now() + 2 * DAY_MS);
  await later.copyIfDue();
  expect(later.notice).toMatch(/damaged/u);
  expect(listCopies(join(dataFolder, 'copies'))).toHaveLength(1);
  const again = openKeptDatabase(dataFolder, Date.now());
  expect(again.rescue?.copy).not.toBeNull();
  expect(again.db.connection.prepare('SELECT count(*) FROM setting').pluck().get()).toBe(200);
  expect(existsSync(join(dataFolder, 'library.damaged'))).toBe(false);
  closeDatabase(again.db);
});

test('copies are made once a day, only of what changed, and two are kept', async () => {
  const dataFolder = makeTemporaryFolder();
  const { db } = openKeptDatabase(dataFolder, Date.now());
  const startMs = Date.now() + DAY_MS;
  const names = async (nowMs: number) => {
    const keeper = makeCopyKeeper(dataFolder, nowMs);
    await keeper.copyIfDue();
    await keeper.close();
    return listCopies(join(dataFolder, 'copies')).map(({ madeAtMs }) => Math.round((madeAtMs - startMs) / DAY_MS));
  };
  expect(await names(startMs - 3 * DAY_MS)).toEqual([-3]);
  expect(await names(startMs - 2.5 * DAY_MS)).toEqual([-3]);
  expect(await names(startMs - 2 * DAY_MS)).toEqual([-2, -3]);
  expect(await names(startMs - DAY_MS)).toEqual([-1, -2]);
  updateSetting(db, 'effort', 'full');
  expect(await names(startMs + 5 * DAY_MS)).toEqual([5, -1]);
  expect(await names(startMs + 9 * DAY_MS)).toEqual([5, -1]);
  closeDatabase(db);
});

test('what was made from a database is not used for another one that was put in its place', () => {
  const dataFolder = makeTemporaryFolder();
  const path = join(dataFolder, 'library.sqlite');
  const made = ['search-index.bin', 'vectors.bin'].map((name) => join(dataFolder, name));
  closeKeptDatabase(openKeptDatabase(dataFolder, Date.now()).db, dataFolder);
  for (const file of made) writeFileSync(file, 'made');
  closeKeptDatabase(openKeptDatabase(dataFolder, Date.now()).db, dataFolder);
  expect(made.map((file) => existsSync(file))).toEqual([true, true]);
  utimesSync(path, 1, 1);
  const { db, rescue } = openKeptDatabase(dataFolder, Date.now());
  expect([rescue, ...made.map((file) => existsSync(file))]).toEqual([null, false, false]);
  closeDatabase(db);
});

test('a copy that was made while the clock was ahead does not keep later ones from being made', async () => {
  const dataFolder = makeTemporaryFolder();
  const { db } = openKeptDatabase(dataFolder, Date.now());
  const madeAt = () => listCopies(join(dataFolder, 'copies')).map(({ madeAtMs }) => madeAtMs);
  const copyAt = async (nowMs: number) => {
    const keeper = makeCopyKeeper(dataFolder, nowMs);
    await keeper.copyIfDue();
    await keeper.close();
    return madeAt();
  };
  const nowMs = Date.now();
  expect(await copyAt(nowMs + 4_000 * DAY_MS)).toEqual([nowMs + 4_000 * DAY_MS]);
  expect(await copyAt(nowMs)).toEqual([nowMs]);
  expect(await copyAt(nowMs + 1)).toEqual([nowMs]);
  closeDatabase(db);
});

test.each(['was not closed in order', 'was put there by the user'])(
  'a database that lacks what was said last, for it %s, takes it from the journal',
  async (how) => {
    const dataFolder = makeTemporaryFolder();
    const path = join(dataFolder, 'library.sqlite');
    const first = await openTestLibrary({ dataFolder });
    await first.index([makeSampleFolder('coffee.png')]);
    const { photos } = await first.api.search({ text: '', limit: 10, offset: 0, order: 'date' });
    await first.close();
    copyFileSync(path, `${path}.old`);
    const second = await openTestLibrary({ dataFolder });
    await second.api.decide({ photoIds: photos.map(({ id }) => id), label: 'our pond', verdict: 'accepted' });
    await second.close();
    // As a power cut leaves it that came before the log of the last writes had reached the disk.
    copyFileSync(`${path}.old`, path);
    if (how === 'was not closed in order') rmSync(join(dataFolder, 'library.closed'));
    const third = await openTestLibrary({ dataFolder });
    expect((await third.api.search({ text: 'our pond', limit: 10, offset: 0, order: 'date' })).total).toBe(1);
  },
);
