import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { makeSampleFolder, openTestLibrary, waitFor } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import type { Library } from './library.ts';

async function placeholdersOf(library: Library): Promise<(string | null)[]> {
  const page = await library.api.search({ text: '', limit: 10, offset: 0, order: 'date' });
  return page.photos.map((photo) => photo.placeholder);
}

test('photos have placeholders as soon as they are looked at', async () => {
  const library = await openTestLibrary();
  await library.index([makeSampleFolder('chelsea.png', 'coffee.png')]);
  expect(await placeholdersOf(library)).toEqual([
    expect.stringMatching(/^[\w+/]{20,40}=*$/u),
    expect.stringMatching(/^[\w+/]{20,40}=*$/u),
  ]);
});

test('a photo from before there were placeholders gets one when its thumbnail is given out, on disk or made anew', async () => {
  const dataFolder = makeTemporaryFolder();
  const library = await openTestLibrary({ dataFolder });
  await library.index([makeSampleFolder('chelsea.png')]);
  const [made] = await placeholdersOf(library);
  const page = await library.api.search({ text: '', limit: 1, offset: 0, order: 'date' });
  const id = page.photos[0]?.id ?? 0;
  const forget = () => {
    const raw = new Database(join(dataFolder, 'library.sqlite'));
    raw.exec('UPDATE photo SET placeholder = NULL');
    raw.close();
  };

  forget();
  expect(await placeholdersOf(library)).toEqual([null]);
  await library.media.find(id, 'grid');
  await waitFor(async () => (await placeholdersOf(library))[0] !== null, 30_000);

  forget();
  const thumbnails = join(dataFolder, 'thumbnails', 'grid');
  for (const name of readdirSync(thumbnails)) rmSync(join(thumbnails, name), { recursive: true });
  await library.media.find(id, 'grid');
  expect(await placeholdersOf(library)).toEqual([made]);
});
