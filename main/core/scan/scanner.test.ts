import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
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

test('names in any script, with line breaks and quotes, are listed and found again', async () => {
  const names = ['Île d’Yeu.jpg', '東京 2024.jpg', 'عائلة.jpg', '👨‍👩‍👧.jpg', "it's 100 %_.jpg", 'Zoë/Ünter wegs.jpg'];
  if (process.platform !== 'win32') names.push('two\nlines.jpg', 'tab\there.jpg', 'back\\slash.jpg', 'a "b".jpg');
  const { db, scan } = makeFolder(...names);
  await scan();
  expect(listed(db)).toEqual([...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  expect((await scan()).changes).toBe(0);
});

test.skipIf(process.platform !== 'linux')(
  'names that are no text are listed, each as itself, and found again',
  async () => {
    const { db, path, scan } = makeFolder('a.jpg');
    const latin1 = (name: string) => Buffer.concat([Buffer.from(`${path}/`), Buffer.from(name, 'latin1')]);
    mkdirSync(latin1('caf\xE9'));
    writeFileSync(latin1('caf\xE9/cr\xE8me.jpg'), '1');
    writeFileSync(latin1('\xE9t\xE9.jpg'), '2');
    writeFileSync(latin1('\xE8t\xE8.jpg'), '3');
    writeFileSync(join(path, String.raw`\xE9t\xE9.jpg`), 'an honest name of the same look');
    await scan();
    expect(listed(db)).toEqual(
      [
        'a.jpg',
        String.raw`\xE9t\xE9.jpg`,
        String.raw`\xE8t\xE8.jpg`,
        String.raw`\x5CxE9t\x5CxE9.jpg`,
        String.raw`caf\xE9/cr\xE8me.jpg`,
      ].sort(),
    );
    expect((await scan()).changes).toBe(0);
    rmSync(latin1('\xE9t\xE9.jpg'));
    expect((await scan()).changes).toBe(1);
  },
);

test('paths far longer than 260 characters are listed', async () => {
  const { db, path, scan } = makeFolder('a.jpg');
  const deep = Array.from({ length: 5 }, (_, i) => `${i}`.padEnd(120, 'n')).join('/');
  mkdirSync(join(path, deep), { recursive: true });
  writeFileSync(join(path, deep, `${'x'.repeat(200)}.jpg`), '1');
  await scan();
  expect(listed(db)).toEqual([`${deep}/${'x'.repeat(200)}.jpg`, 'a.jpg'].sort());
  expect((await scan()).changes).toBe(0);
});

test('a name that changes its case only is the same file under another name', async () => {
  const { db, path, scan } = makeFolder('Summer/IMG_1.JPG');
  await scan();
  renameSync(join(path, 'Summer'), join(path, 'interim'));
  renameSync(join(path, 'interim'), join(path, 'summer'));
  renameSync(join(path, 'summer', 'IMG_1.JPG'), join(path, 'summer', 'img_1.jpg'));
  await scan();
  expect(listed(db).filter((name) => !name.endsWith('(missing)'))).toEqual(['summer/img_1.jpg']);
  expect((await scan()).changes).toBe(0);
});

test('a file that is replaced by another of the same size in the same second is a changed one', async () => {
  const { db, path, write, scan } = makeFolder();
  write('a.jpg', 'one');
  utimesSync(join(path, 'a.jpg'), 1_000, 1_000.25);
  await scan();
  db.connection.exec("UPDATE file SET failure_code = 'damaged', failure_reason = 'x', failed_at_ms = 1, attempts = 1");
  rmSync(join(path, 'a.jpg'));
  write('a.jpg', 'two');
  utimesSync(join(path, 'a.jpg'), 1_000, 1_000.75);
  expect((await scan()).changes).toBe(1);
  expect(all(db, 'SELECT failure_code AS code FROM file')).toEqual([{ code: null }]);
});

test('times before 1970, in the future, and a clock that was set back change nothing about what is there', async () => {
  const { db, id, path, scan } = makeFolder('old.jpg', 'new.jpg');
  utimesSync(join(path, 'old.jpg'), -86_400, -86_400);
  utimesSync(join(path, 'new.jpg'), 4_000_000_000, 4_000_000_000);
  await scan();
  expect((await scan()).changes).toBe(0);
  const folder = getFolder(db, id);
  if (!folder) throw new Error('no folder');
  expect((await scanFolder(db, folder, { now: () => 1_000 })).changes).toBe(0);
  rmSync(join(path, 'old.jpg'));
  await scanFolder(db, folder, { now: () => 500 });
  expect(listed(db)).toEqual(['new.jpg', 'old.jpg (missing)']);
});

test('100,000 files that arrive at once are taken in, each once, in little memory', { timeout: 240_000 }, async () => {
  const { db, path, write, scan } = makeFolder();
  for (let directory = 0; directory < 20; directory++) {
    write(`${directory}/0.jpg`);
    // Copies would take far longer to make; to a scan they are the same.
    const first = join(path, `${directory}`, '0.jpg');
    for (let i = 1; i < 5_000; i++) linkSync(first, join(path, `${directory}`, `${i}.jpg`));
  }
  const before = process.memoryUsage().rss;
  const { changes } = await scan();
  const grownMegabytes = (process.memoryUsage().rss - before) / 2 ** 20;
  expect(changes).toBe(100_000);
  expect(all(db, 'SELECT count(*) AS files, count(DISTINCT directory) AS directories FROM file')).toEqual([
    { files: 100_000, directories: 20 },
  ]);
  expect((await scan()).changes).toBe(0);
  expect(grownMegabytes).toBeLessThan(250);
});
