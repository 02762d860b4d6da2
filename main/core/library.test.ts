import { appendFileSync, copyFileSync, cpSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Push } from '../../shared/api.ts';
import { findPaths, makeSampleFolder, openTestLibrary, samplesFolder, waitFor } from '../../test/support/library.ts';
import { sharedModels, testWithSharedModels } from '../../test/support/shared-models.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';

test('real photos are found by what is in them, at every level', async () => {
  const folder = makeSampleFolder('chelsea.png', 'coffee.png', 'rocket.jpg');
  const library = await openTestLibrary();
  expect(await library.index([folder])).toMatchObject({
    photos: 3,
    indexed: 3,
    failed: 0,
    duplicates: 0,
    classified: 3,
  });
  for (const word of ['Egyptian cat', 'cats', 'feline', 'animal']) {
    expect(await findPaths(library, word), word).toEqual([join(folder, 'chelsea.png')]);
  }
  expect(await findPaths(library, 'espresso')).toEqual([join(folder, 'coffee.png')]);
  expect(await findPaths(library, 'giraffe')).toEqual([]);
});

test('every file counts once: indexed, failed with a reason, or a copy', async () => {
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  copyFileSync(join(folder, 'chelsea.png'), join(folder, 'copy of chelsea.png'));
  writeFileSync(join(folder, 'empty.jpg'), '');
  writeFileSync(join(folder, 'text.jpg'), 'this is no picture');
  writeFileSync(join(folder, 'readme.txt'), 'not looked at');
  const library = await openTestLibrary();
  expect(await library.index([folder])).toMatchObject({ indexed: 2, duplicates: 1, failed: 2, classified: 2 });
  const { failures, total } = await library.api.listFailures({ limit: 10, offset: 0 });
  expect(total).toBe(2);
  expect(new Map(failures.map((failure) => [failure.path, failure.code]))).toEqual(
    new Map([
      [join(folder, 'empty.jpg'), 'empty'],
      [join(folder, 'text.jpg'), expect.stringMatching(/unsupported|damaged/u)],
    ]),
  );
  const cat = await library.api.findPhoto({ path: join(folder, 'copy of chelsea.png') });
  expect(cat.files.map((file) => file.path)).toEqual([
    join(folder, 'chelsea.png'),
    join(folder, 'copy of chelsea.png'),
  ]);
});

test('a failed file that is replaced by a good one is tried again by itself', async () => {
  const folder = makeSampleFolder();
  writeFileSync(join(folder, 'late.png'), 'half a file');
  const library = await openTestLibrary();
  expect(await library.index([folder])).toMatchObject({ failed: 1 });
  cpSync(join(samplesFolder, 'chelsea.png'), join(folder, 'late.png'));
  expect(await library.index([folder])).toMatchObject({ failed: 0, indexed: 1 });
});

test('that a file failed, and fails again, is told to who shows failed files', async () => {
  const folder = makeSampleFolder();
  writeFileSync(join(folder, 'empty.jpg'), '');
  const library = await openTestLibrary({ background: true });
  const seen: (number | undefined)[] = [];
  const look = async () => seen.push((await library.api.listFailures({ limit: 1, offset: 0 })).failures[0]?.attempts);
  library.onPush((push) => void (push.name === 'libraryChanged' && look()));
  await library.api.addFolder({ path: folder });
  await waitFor(() => seen.at(-1) === 1, 20_000);
  await library.api.retryFailures({});
  await waitFor(() => seen.at(-1) === 2, 20_000);
});

test('what the user said survives restart, move, and a second look; and is undone', async () => {
  const dataFolder = makeTemporaryFolder();
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  const first = await openTestLibrary({ dataFolder });
  await first.index([folder]);
  const { id } = await first.api.findPhoto({ path: join(folder, 'chelsea.png') });
  const rejected = await first.api.decide({ photoIds: [id], label: 'cat', verdict: 'rejected' });
  await first.api.decide({ photoIds: [id], label: 'Our Mitzi', verdict: 'accepted' });
  await first.close();

  const moved = `${folder}-moved`;
  renameSync(folder, moved);
  const second = await openTestLibrary({ dataFolder });
  expect(await second.index([moved])).toMatchObject({ indexed: 2, classified: 0 });
  expect(await findPaths(second, 'cat')).toEqual([]);
  expect(await findPaths(second, 'our mitzi')).toEqual([join(moved, 'chelsea.png')]);
  const details = await second.api.getPhoto({ id });
  expect(details.rejected).toEqual([{ name: expect.stringContaining('cat'), concept: rejected.label.concept }]);
  expect(details.labels[0]).toMatchObject({ name: 'Our Mitzi', source: 'user', certainty: 'fact' });
  await second.api.undo({ changeId: rejected.changeId });
  expect(await findPaths(second, 'cat')).toEqual([join(moved, 'chelsea.png')]);
});

test('an absent folder is offline, its photos stay, and it is back when it returns', async () => {
  const folder = makeSampleFolder('chelsea.png');
  const library = await openTestLibrary();
  await library.index([folder]);
  renameSync(folder, `${folder}-away`);
  await expect(library.index([folder])).rejects.toMatchObject({ code: 'folder-unavailable' });
  expect((await library.api.listFolders({}))[0]).toMatchObject({
    online: false,
    problem: expect.stringContaining('not there'),
  });
  const page = await library.api.search({ text: 'cat', limit: 5, offset: 0, order: 'relevance' });
  expect(page.total).toBe(1);
  const details = await library.api.getPhoto({ id: page.photos[0]?.id ?? 0 });
  expect(details.files[0]?.state).toBe('offline');
  expect(await library.media.find(details.id, 'grid')).not.toBeNull();
  renameSync(`${folder}-away`, folder);
  await library.index([folder]);
  expect((await library.api.listFolders({}))[0]?.online).toBe(true);
});

test('a folder inside another belongs to it; one around others takes them in with all they have', async () => {
  const outer = makeSampleFolder('coffee.png');
  mkdirSync(join(outer, 'cats'));
  cpSync(join(samplesFolder, 'chelsea.png'), join(outer, 'cats', 'chelsea.png'));
  const library = await openTestLibrary();
  await library.index([join(outer, 'cats')]);
  expect(await library.index([outer])).toMatchObject({ indexed: 2, duplicates: 0, classified: 1 });
  expect(await library.index([join(outer, 'cats')])).toMatchObject({ indexed: 1, duplicates: 0 });
  expect((await library.api.listFolders({})).map((folder) => folder.path)).toEqual([outer]);
});

test('a removed folder is no longer found, and its decisions are there when it is added again', async () => {
  const folder = makeSampleFolder('chelsea.png');
  const library = await openTestLibrary();
  await library.index([folder]);
  const { id } = await library.api.findPhoto({ path: join(folder, 'chelsea.png') });
  await library.api.decide({ photoIds: [id], label: 'Our Mitzi', verdict: 'accepted' });
  await library.api.removeFolder({ folderId: (await library.api.listFolders({}))[0]?.id ?? 0 });
  expect(await findPaths(library, 'cat')).toEqual([]);
  expect(await library.index([folder])).toMatchObject({ indexed: 1, classified: 0 });
  expect(await findPaths(library, 'our mitzi')).toHaveLength(1);
});

test('while it is open it finds new photos by itself, and forgets those that are deleted', async () => {
  const folder = makeSampleFolder('coffee.png');
  const library = await openTestLibrary({ background: true });
  const pushes: Push[] = [];
  library.onPush((push) => pushes.push(push));
  await library.api.addFolder({ path: folder });
  await waitFor(async () => (await findPaths(library, '')).length === 1, 20_000);
  await waitFor(async () => (await library.api.getStatus({})).state === 'idle', 20_000);

  mkdirSync(join(folder, 'new', 'deep'), { recursive: true });
  cpSync(join(samplesFolder, 'chelsea.png'), join(folder, 'new', 'deep', 'cat.png'));
  await waitFor(async () => (await findPaths(library, 'cat')).length === 1, 20_000);
  rmSync(join(folder, 'new'), { recursive: true });
  await waitFor(async () => (await findPaths(library, 'cat')).length === 0, 20_000);
  expect(pushes.map((push) => push.name)).toEqual(expect.arrayContaining(['status', 'libraryChanged']));
});

test('two libraries open on one data folder follow each other, and only one of them works', async () => {
  const dataFolder = makeTemporaryFolder();
  const folder = makeSampleFolder('chelsea.png', 'coffee.png', 'china.jpg', 'flower.jpg');
  const app = await openTestLibrary({ dataFolder, background: true });
  await app.api.addFolder({ path: folder });
  await waitFor(async () => (await app.api.getStatus({})).indexed === 4, 30_000);
  const other = await openTestLibrary({ dataFolder });
  const more = makeSampleFolder('rocket.jpg');
  expect(await other.index([more])).toMatchObject({ indexed: 1, classified: 0 });
  expect(await findPaths(app, '')).toHaveLength(5);
  const { id } = await other.api.findPhoto({ path: join(more, 'rocket.jpg') });
  await other.api.decide({ photoIds: [id], label: 'Launch day', verdict: 'accepted' });
  await waitFor(async () => (await findPaths(app, 'launch day')).length === 1, 5_000);
});

test('a paused library does nothing until it is told to go on', async () => {
  const folder = makeSampleFolder('coffee.png');
  const library = await openTestLibrary({ background: true });
  expect((await library.api.setPaused({ paused: true })).state).toBe('paused');
  await library.api.addFolder({ path: folder });
  await waitFor(async () => (await library.api.getStatus({})).pending === 1, 10_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await library.api.getStatus({})).indexed).toBe(0);
  await library.api.setPaused({ paused: false });
  await waitFor(async () => (await library.api.getStatus({})).indexed === 1, 20_000);
});

test('pictures are given out by id in both sizes, and made anew where the file was lost', async () => {
  const folder = makeSampleFolder('china.jpg');
  const library = await openTestLibrary();
  await library.index([folder]);
  const { id } = await library.api.findPhoto({ path: join(folder, 'china.jpg') });
  const grid = await library.media.find(id, 'grid');
  rmSync(grid?.path ?? '');
  expect(await library.media.find(id, 'grid')).toEqual(grid);
  expect((await library.media.find(id, 'preview'))?.type).toBe('image/webp');
  expect(await library.media.find(id + 1, 'grid')).toBeNull();
});

test('a lost database is made anew and keeps every decision', async () => {
  const dataFolder = makeTemporaryFolder();
  const folder = makeSampleFolder('chelsea.png');
  const first = await openTestLibrary({ dataFolder });
  await first.index([folder]);
  const { id } = await first.api.findPhoto({ path: join(folder, 'chelsea.png') });
  await first.api.decide({ photoIds: [id], label: 'cat', verdict: 'rejected' });
  await first.close();
  for (const name of ['library.sqlite', 'library.sqlite-wal', 'library.sqlite-shm']) {
    rmSync(join(dataFolder, name), { force: true });
  }
  appendFileSync(join(dataFolder, 'decisions.jsonl'), 'not a line\n');
  const second = await openTestLibrary({ dataFolder });
  await second.index([folder]);
  expect(await findPaths(second, 'cat')).toEqual([]);
  expect(await findPaths(second, '')).toHaveLength(1);
});

testWithSharedModels('with another model labels are made anew while the old ones stay searchable', async () => {
  const dataFolder = makeTemporaryFolder();
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  const library = await openTestLibrary({ dataFolder });
  await library.index([folder]);
  const { id } = await library.api.findPhoto({ path: join(folder, 'coffee.png') });
  await library.api.decide({ photoIds: [id], label: 'espresso', verdict: 'rejected' });

  await library.api.installModel({ path: sharedModels.mobilenetPack() });
  expect(() => library.api.useModel({ id: 'no-such-model' })).toThrowError(
    expect.objectContaining({ code: 'not-found' }),
  );
  await library.api.useModel({ id: 'mobilenet-v2-imagenet' });
  expect(await findPaths(library, 'cat')).toEqual([join(folder, 'chelsea.png')]);
  expect((await library.api.getStatus({})).toReclassify).toBe(2);

  expect(await library.index([folder])).toMatchObject({ indexed: 2, classified: 2 });
  expect((await library.api.getPhoto({ id })).model).toEqual({ id: 'mobilenet-v2-imagenet', version: '1.0.0' });
  expect(await findPaths(library, 'cat')).toEqual([join(folder, 'chelsea.png')]);
  expect(await findPaths(library, 'espresso')).toEqual([]);
  expect((await library.api.listModels({})).map((m) => [m.id, m.active, m.photos])).toEqual([
    ['efficientnet-lite2-imagenet', false, 2],
    ['mobilenet-v2-imagenet', true, 2],
  ]);
});

test('a paused folder is left alone until it is taken up again', async () => {
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  const library = await openTestLibrary();
  const { id } = await library.api.addFolder({ path: folder });
  await library.api.setFolderPaused({ folderId: id, paused: true });
  expect(await library.index([folder])).toMatchObject({ photos: 0, classified: 0 });
  await library.api.setFolderPaused({ folderId: id, paused: false });
  expect(await library.index([folder])).toMatchObject({ photos: 2, classified: 2 });
});

test('other users of the computer can not look into a new data folder', async ({ skip }) => {
  if (process.platform === 'win32') skip('Windows has no such bits; profiles are closed there anyway');
  const dataFolder = join(makeTemporaryFolder(), 'new', 'data');
  await openTestLibrary({ dataFolder });
  expect(statSync(dataFolder).mode & 0o077).toBe(0);
});
