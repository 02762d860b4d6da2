import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { findPaths, makeSampleFolder, openTestLibrary } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import { backupLibrary, type Library, restoreLibrary } from './library.ts';

const NOW = Date.UTC(2026, 5, 14);

async function accept(library: Library, path: string, label: string): Promise<void> {
  const { id } = await library.api.findPhoto({ path });
  await library.api.decide({ photoIds: [id], label, verdict: 'accepted' });
}

/** A small database that is no library, or one that is more than a library. */
function makeDatabase(path: string, sql: string): string {
  const connection = new Database(path);
  connection.exec(sql);
  connection.close();
  return path;
}

test('a library that is saved while it is open comes back whole, and the one before is kept', async () => {
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  const cat = join(folder, 'chelsea.png');
  const dataFolder = makeTemporaryFolder();
  const file = join(makeTemporaryFolder(), 'all.bowerbird');
  const first = await openTestLibrary({ dataFolder });
  await first.index([folder]);
  await accept(first, cat, 'Our Mitzi');
  await first.api.updateSettings({ wantedPrecision: 0.9 });
  expect(backupLibrary(dataFolder, file)).toBeGreaterThan(10_000);
  await accept(first, cat, 'Said later');

  expect(() => restoreLibrary(dataFolder, file, NOW)).toThrow('is open');
  await first.close();
  const { aside } = restoreLibrary(dataFolder, file, NOW);
  expect(aside.sort()).toEqual([
    join(dataFolder, `decisions.before-${NOW}.jsonl`),
    join(dataFolder, `library.before-${NOW}.sqlite`),
  ]);
  const second = await openTestLibrary({ dataFolder });
  expect(await findPaths(second, 'our mitzi')).toEqual([cat]);
  expect(await findPaths(second, 'said later')).toEqual([]);
  expect(await second.api.getSettings({})).toMatchObject({ wantedPrecision: 0.9 });
  expect((await second.api.getStatus({})).notice).toBeNull();
  // What was said since then is not lost either.
  await second.api.importDecisions({ text: readFileSync(aside[0] ?? '', 'utf8') });
  expect(await findPaths(second, 'said later')).toEqual([cat]);
});

test('a library that came from elsewhere begins a journal of its own', async () => {
  const folder = makeSampleFolder('chelsea.png');
  const first = await openTestLibrary({ dataFolder: makeTemporaryFolder() });
  await first.index([folder]);
  await accept(first, join(folder, 'chelsea.png'), 'Our Mitzi');
  const { path } = await first.api.getStorage({});
  const file = join(makeTemporaryFolder(), 'all.bowerbird');
  backupLibrary(path, file);

  const dataFolder = join(makeTemporaryFolder(), 'new');
  expect(restoreLibrary(dataFolder, file, NOW)).toEqual({ folder: dataFolder, aside: [] });
  const second = await openTestLibrary({ dataFolder });
  await second.close();
  rmSync(join(dataFolder, 'library.sqlite'));
  const third = await openTestLibrary({ dataFolder });
  await third.index([folder]);
  expect(await findPaths(third, 'our mitzi')).toEqual([join(folder, 'chelsea.png')]);
});

test('what is no sound library is refused, and nothing is changed', async () => {
  const dataFolder = makeTemporaryFolder();
  const library = await openTestLibrary({ dataFolder });
  await library.close();
  const folder = makeTemporaryFolder();
  const good = join(folder, 'good');
  backupLibrary(dataFolder, good);
  const spoilt = (name: string, sql: string) => {
    backupLibrary(dataFolder, join(folder, name));
    return makeDatabase(join(folder, name), sql);
  };
  const text = join(folder, 'text');
  writeFileSync(text, 'This is no database at all, but it is long enough to be looked at.'.repeat(99));
  const cut = join(folder, 'cut');
  writeFileSync(cut, readFileSync(good).subarray(0, 20_000));
  // SQLite's own files come and go with whoever reads.
  const list = () => readdirSync(dataFolder).filter((name) => !/-(?:wal|shm)$/u.test(name));
  const before = list();
  const stamp = readFileSync(join(dataFolder, 'library.sqlite'));
  for (const [path, code] of [
    [join(folder, 'nothing'), 'not-found'],
    [folder, 'not-found'],
    [text, 'library-damaged'],
    [cut, 'library-damaged'],
    [makeDatabase(join(folder, 'other'), 'CREATE TABLE photo (id); PRAGMA user_version = 3'), 'invalid-request'],
    [spoilt('trigger', 'CREATE TRIGGER t AFTER DELETE ON decision BEGIN SELECT 1; END'), 'invalid-request'],
    [spoilt('view', 'CREATE VIEW v AS SELECT 1'), 'invalid-request'],
    [spoilt('newer', 'PRAGMA user_version = 999'), 'library-newer'],
  ] as const) {
    expect(() => restoreLibrary(dataFolder, path, NOW), path).toThrow(expect.objectContaining({ code }));
  }
  expect(list()).toEqual(before);
  expect(readFileSync(join(dataFolder, 'library.sqlite')).equals(stamp)).toBe(true);
});

test('a backup that can not be written says so, and leaves nothing behind', async () => {
  const dataFolder = makeTemporaryFolder();
  expect(() => backupLibrary(dataFolder, join(dataFolder, 'x'))).toThrow('There is no library');
  const library = await openTestLibrary({ dataFolder });
  await library.close();
  const nowhere = join(dataFolder, 'nowhere', 'x');
  expect(() => backupLibrary(dataFolder, nowhere)).toThrow('its folder is not there');
  const database = join(dataFolder, 'library.sqlite');
  expect(() => backupLibrary(dataFolder, database)).toThrow('is the library itself');
  renameSync(database, join(dataFolder, 'kept'));
  writeFileSync(database, 'x'.repeat(10_000));
  const target = join(makeTemporaryFolder(), 'x');
  expect(() => backupLibrary(dataFolder, target)).toThrow('is damaged');
  expect(existsSync(target) || existsSync(`${target}.part`)).toBe(false);
});
