import { cpSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPaths, makeSampleFolder, openTestLibrary, samplesFolder, waitFor } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';

test('what was said of photos goes with them when their folder moves to another one, while the library is open and while it is not', {
  timeout: 120_000,
}, async () => {
  const dataFolder = makeTemporaryFolder();
  const [here, there] = [makeSampleFolder(), makeSampleFolder('coffee.png')];
  mkdirSync(join(here, 'cats'));
  cpSync(join(samplesFolder, 'chelsea.png'), join(here, 'cats', 'chelsea.png'));
  const library = await openTestLibrary({ dataFolder, background: true });
  for (const path of [here, there]) await library.api.addFolder({ path });
  await waitFor(async () => (await library.api.getStatus({})).indexed === 2, 30_000);
  const { id } = await library.api.findPhoto({ path: join(here, 'cats', 'chelsea.png') });
  await library.api.decide({ photoIds: [id], label: 'Our Mitzi', verdict: 'accepted' });
  await library.api.decide({ photoIds: [id], label: 'tabby', verdict: 'rejected' });
  const isAt = async (path: string) => {
    const [found] = await findPaths(library, 'our mitzi');
    return found === path && (await library.api.findPhoto({ path })).id === id;
  };

  renameSync(join(here, 'cats'), join(there, 'cats'));
  await waitFor(() => isAt(join(there, 'cats', 'chelsea.png')), 30_000);
  renameSync(join(there, 'cats'), join(there, 'Cats'));
  await waitFor(() => isAt(join(there, 'Cats', 'chelsea.png')), 30_000);
  renameSync(join(there, 'Cats', 'chelsea.png'), join(there, 'Cats', 'Chelsea.PNG'));
  await waitFor(() => isAt(join(there, 'Cats', 'Chelsea.PNG')), 30_000);
  expect((await library.api.getPhoto({ id })).files.filter(({ state }) => state === 'present')).toHaveLength(1);
  await library.close();

  renameSync(join(there, 'Cats'), join(here, 'back again'));
  const later = await openTestLibrary({ dataFolder });
  expect(await later.index([here, there])).toMatchObject({ indexed: 2, failed: 0, duplicates: 0, classified: 0 });
  expect(await findPaths(later, 'our mitzi')).toEqual([join(here, 'back again', 'Chelsea.PNG')]);
  expect((await later.api.getPhoto({ id })).rejected).toHaveLength(1);
});

test.skipIf(process.platform !== 'linux')(
  'photos under names that are no text, with line breaks, deep down, and beside loops are looked at and shown',
  async () => {
    const folder = makeSampleFolder('coffee.png');
    const latin1 = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('caf\xE9', 'latin1')]);
    mkdirSync(latin1);
    cpSync(join(samplesFolder, 'chelsea.png'), join(folder, 'tmp.png'));
    renameSync(join(folder, 'tmp.png'), Buffer.concat([latin1, Buffer.from('/cr\xE8me.png', 'latin1')]));
    const deep = join(folder, ...Array.from({ length: 10 }, (_, i) => `${i}`.padEnd(100, 'n')), 'two\nlines.jpg');
    cpSync(join(samplesFolder, 'rocket.jpg'), deep);
    symlinkSync(folder, join(folder, 'loop'));
    symlinkSync(join(folder, 'b'), join(folder, 'a'));
    symlinkSync(join(folder, 'a'), join(folder, 'b'));
    symlinkSync('self.jpg', join(folder, 'self.jpg'));
    const library = await openTestLibrary();
    expect(await library.index([folder])).toMatchObject({ indexed: 3, failed: 0, duplicates: 0 });
    const cat = join(folder, String.raw`caf\xE9`, String.raw`cr\xE8me.png`);
    expect(await findPaths(library, 'cat')).toEqual([cat]);
    expect((await library.api.findPhoto({ path: deep })).files).toHaveLength(1);
    const { id } = await library.api.findPhoto({ path: cat });
    for (const size of ['grid', 'preview', 'full'] as const)
      expect(await library.media.find(id, size), size).not.toBeNull();
    expect(await library.index([folder])).toMatchObject({ indexed: 3, failed: 0, classified: 0 });
  },
);
