import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { findPaths, makeSampleFolder, openTestLibrary, waitFor } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';

const INDEXING_MS = 60_000;

async function setUp(refuses: (path: string) => boolean = () => false) {
  const trash = makeTemporaryFolder();
  const photos = makeSampleFolder('chelsea.png', 'coffee.png');
  const copies = join(photos, 'copies');
  mkdirSync(copies);
  const library = await openTestLibrary({
    background: true,
    host: {
      async moveToTrash(path) {
        if (refuses(path)) throw new Error('It is in use.');
        renameSync(path, join(trash, basename(path)));
      },
    },
  });
  await library.api.addFolder({ path: photos });
  await waitFor(async () => (await library.api.getStatus({})).indexed === 2, INDEXING_MS);
  const { id } = await library.api.findPhoto({ path: join(photos, 'chelsea.png') });
  return { library, photos, trash, id };
}

test('a photo whose files are in the trash is missing, and back with all that was said of it', async () => {
  const { library, photos, trash, id } = await setUp();
  await library.api.decide({ photoIds: [id], label: 'Our Mitzi', verdict: 'accepted' });
  expect(await library.api.trashPhotos({ photoIds: [id] })).toEqual({ photos: 1, files: 1, failed: [] });
  expect(await findPaths(library, 'our mitzi')).toEqual([]);
  expect(existsSync(join(trash, 'chelsea.png'))).toBe(true);
  await expect(library.api.trashPhotos({ photoIds: [id] })).rejects.toMatchObject({ code: 'not-found' });
  renameSync(join(trash, 'chelsea.png'), join(photos, 'copies', 'back.png'));
  await waitFor(async () => (await findPaths(library, 'our mitzi')).length === 1, INDEXING_MS);
});

test('what the system does not take stays, and is named', async () => {
  const { library, photos, id } = await setUp((path) => path.endsWith('chelsea.png'));
  const path = join(photos, 'chelsea.png');
  const other = await library.api.findPhoto({ path: join(photos, 'coffee.png') });
  expect(await library.api.trashPhotos({ photoIds: [id, other.id] })).toEqual({
    photos: 1,
    files: 1,
    failed: [{ path, reason: 'It is in use.' }],
  });
  expect(await findPaths(library, '')).toEqual([path]);
});

test('work rests for the host, and what the user paused stays paused', async () => {
  const library = await openTestLibrary({ background: true });
  library.rest('battery');
  await library.api.addFolder({ path: makeSampleFolder('coffee.png') });
  const status = () => library.api.getStatus({});
  await waitFor(async () => (await status()).state === 'resting', INDEXING_MS);
  await library.api.setPaused({ paused: true });
  library.rest(null);
  expect(await status()).toMatchObject({ state: 'paused', restingFor: null, indexed: 0 });
  await library.api.setPaused({ paused: false });
  await waitFor(async () => (await status()).indexed === 1, INDEXING_MS);
});
