import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../test/support/database.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import { all } from './db/connection.ts';
import { countFiles } from './db/files.ts';
import { createFileCounter } from './file-counter.ts';
import { createFolderKeeper } from './folder-keeper.ts';

/** A watched folder in a database of its own. */
async function watchFolder(...directories: string[]) {
  const db = openTestDatabase();
  const path = join(makeTemporaryFolder(), 'photos');
  for (const directory of ['', ...directories]) mkdirSync(join(path, directory), { recursive: true });
  const abort = new AbortController();
  const keeper = createFolderKeeper({
    db,
    counter: createFileCounter(db),
    now: Date.now,
    onChange: () => undefined,
    signal: abort.signal,
  });
  onTestFinished(async () => {
    abort.abort();
    await keeper.close();
  });
  const place = await keeper.add(path);
  await keeper.scan([place]);
  keeper.startWatching();
  await expect.poll(() => keeper.scanning).toBe(false);
  /** Names of files that are there, as the database has them. */
  const listed = () =>
    all<{ path: string }>(
      db,
      "SELECT iif(directory = '', '', directory || '/') || name AS path FROM file WHERE missing_since_ms IS NULL ORDER BY path",
    ).map((row) => row.path);
  return { db, path, keeper, listed };
}

const patient = { timeout: 60_000, interval: 100 };

test.skipIf(process.platform !== 'linux')(
  'where so much happens at once that the system drops events, what they were about is found all the same',
  { timeout: 120_000 },
  async () => {
    const { db, path, keeper } = await watchFolder('many', 'quiet');
    writeFileSync(join(path, 'quiet', 'first.jpg'), '1');
    await expect.poll(() => countFiles(db).files, patient).toBe(1);
    await expect.poll(() => keeper.scanning, patient).toBe(false);
    // Nothing is read meanwhile: the system keeps 16,384 events and drops what comes after them.
    for (let i = 0; i < 12_000; i++) writeFileSync(join(path, 'many', `${i}.jpg`), `${i}`);
    writeFileSync(join(path, 'quiet', 'last.jpg'), '2');
    await expect.poll(() => countFiles(db).files, patient).toBe(12_002);
  },
);

test('a directory that is renamed while it is watched is found under its new name, and is gone under the old one', async () => {
  const { path, listed } = await watchFolder('old/deep');
  writeFileSync(join(path, 'old', 'deep', 'a.jpg'), '1');
  await expect.poll(listed, patient).toEqual(['old/deep/a.jpg']);
  renameSync(join(path, 'old'), join(path, 'new'));
  await expect.poll(listed, patient).toEqual(['new/deep/a.jpg']);
  rmSync(join(path, 'new'), { recursive: true });
  await expect.poll(listed, patient).toEqual([]);
});
