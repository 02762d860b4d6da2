import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { makeSampleFolder, openTestLibrary } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import { pruneFullSize } from './full-size.ts';

test('full size is the file itself where browsers can show it, else a picture made of it', {
  timeout: 60_000,
}, async () => {
  const folder = makeSampleFolder('chelsea.png');
  await sharp(join(folder, 'chelsea.png')).toFile(join(folder, 'scan.tiff'));
  await sharp({ create: { width: 6400, height: 40, channels: 3, background: '#405060' } })
    .jpeg()
    .toFile(join(folder, 'wide.jpg'));
  const library = await openTestLibrary();
  await library.index([folder]);
  const find = async (name: string) => {
    const { id } = await library.api.findPhoto({ path: join(folder, name) });
    return library.media.find(id, 'full');
  };
  expect(await find('chelsea.png')).toEqual({ path: join(folder, 'chelsea.png'), type: 'image/png' });
  const scan = await find('scan.tiff');
  expect(scan?.type).toBe('image/webp');
  expect(await sharp(scan?.path).metadata()).toMatchObject({ width: 451, height: 300 });
  const wide = await find('wide.jpg');
  expect(await sharp(wide?.path).metadata()).toMatchObject({ format: 'webp', width: 6000 });
});

test('only the latest full-size pictures are kept', () => {
  const folder = makeTemporaryFolder();
  for (let i = 0; i < 33; i++) {
    writeFileSync(join(folder, `${i}.webp`), '');
    utimesSync(join(folder, `${i}.webp`), i, i);
  }
  pruneFullSize(folder);
  expect(readdirSync(folder)).toHaveLength(30);
  expect(readdirSync(folder)).not.toContain('2.webp');
});
