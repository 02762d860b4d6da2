import { mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import type { WriteDb } from '../db/connection.ts';
import { all } from '../db/connection.ts';
import { getFolder, insertFolder } from '../db/folders.ts';
import { scanFolder } from './scanner.ts';

/** A library folder with files; `scan` returns the number of changes found. */
function makeFolder(...files: string[]) {
  const db = openTestDatabase();
  const path = join(makeTemporaryFolder(), 'photos');
  mkdirSync(path);
  const write = (name: string, content = name) => {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content);
  };
  for (const name of files) write(name);
  const id = insertFolder(db, path, 0);
  const scan = async (start = '') => {
    const folder = getFolder(db, id);
    if (!folder) throw new Error('no folder');
    return scanFolder(db, folder, { start });
  };
  return { db, id, path, write, scan };
}

function listed(db: WriteDb): string[] {
  return all<{ path: string }>(
    db,
    `SELECT iif(directory = '', '', directory || '/') || name || iif(missing_since_ms IS NULL, '', ' (missing)') AS path
     FROM file ORDER BY path`,
  ).map((row) => row.path);
}

test('pictures are found in all directories; other files, hidden ones and program folders are left out', async () => {
  const { db, scan } = makeFolder(
    'a.jpg',
    'deep/er/b.HEIC',
    'notes.txt',
    '.hidden.jpg',
    '._a.jpg',
    '.cache/c.jpg',
    '@eaDir/a.jpg/thumb.jpg',
    'Old.lrdata/d.jpg',
    '$RECYCLE.BIN/e.jpg',
  );
  await scan();
  expect(listed(db)).toEqual(['a.jpg', 'deep/er/b.HEIC']);
});

test('a second look at unchanged files finds nothing to do', async () => {
  const { scan } = makeFolder('a.jpg', 'b/c.jpg');
  expect((await scan()).changes).toBe(2);
  expect((await scan()).changes).toBe(0);
});

test('a changed file loses what was known of its old content', async () => {
  const { db, path, scan } = makeFolder('a.jpg');
  await scan();
  db.connection.exec("UPDATE file SET failure_code = 'damaged', failure_reason = 'x', failed_at_ms = 1, attempts = 1");
  utimesSync(join(path, 'a.jpg'), new Date(1_000_000), new Date(1_000_000));
  expect((await scan()).changes).toBe(1);
  expect(all(db, 'SELECT failure_code AS code, attempts, mtime_ms AS mtimeMs FROM file')).toEqual([
    { code: null, attempts: 0, mtimeMs: 1_000_000 },
  ]);
});

test('files and directories that go away are missing, and are back when they return', async () => {
  const { db, path, scan } = makeFolder('a.jpg', 'b/c.jpg', 'b/d/e.jpg');
  await scan();
  renameSync(join(path, 'b'), join(path, '..', 'elsewhere'));
  rmSync(join(path, 'a.jpg'));
  await scan();
  expect(listed(db)).toEqual(['a.jpg (missing)', 'b/c.jpg (missing)', 'b/d/e.jpg (missing)']);
  renameSync(join(path, '..', 'elsewhere'), join(path, 'b'));
  await scan();
  expect(listed(db)).toEqual(['a.jpg (missing)', 'b/c.jpg', 'b/d/e.jpg']);
});

test('a look at one directory leaves the rest alone', async () => {
  const { db, path, write, scan } = makeFolder('a.jpg', 'b/c.jpg');
  await scan();
  write('b/new.jpg');
  rmSync(join(path, 'a.jpg'));
  await scan('b');
  expect(listed(db)).toEqual(['a.jpg', 'b/c.jpg', 'b/new.jpg']);
});

test('a folder that is not there is offline and nothing of it is missing', async () => {
  const { db, id, path, scan } = makeFolder('a.jpg');
  await scan();
  renameSync(path, `${path}-away`);
  await scan();
  expect(getFolder(db, id)?.problem).toContain('not there');
  expect(listed(db)).toEqual(['a.jpg']);
  renameSync(`${path}-away`, path);
  await scan();
  expect(getFolder(db, id)?.problem).toBeNull();
});

test.skipIf(process.platform === 'win32')(
  'links to directories are not followed, so no loop arises; links to files are',
  async () => {
    const { db, path, scan } = makeFolder('a.jpg');
    symlinkSync(path, join(path, 'loop'));
    symlinkSync(join(path, 'a.jpg'), join(path, 'b.jpg'));
    symlinkSync(join(path, 'nowhere.jpg'), join(path, 'dangling.jpg'));
    await scan();
    expect(listed(db)).toEqual(['a.jpg', 'b.jpg']);
  },
);
