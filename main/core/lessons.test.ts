import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testWithShared } from '../../test/shared-photos.ts';
import { makeSampleFolder, openTestLibrary, samplesFolder } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';

testWithShared('a folder of folders becomes labels and one classifier', async (photos) => {
  const folder = makeTemporaryFolder();
  const names = ['roses', 'sunflowers'];
  const files = (name: string) => readdirSync(join(photos, 'flowers', name)).sort();
  for (const name of names) {
    mkdirSync(join(folder, name));
    for (const file of files(name).slice(0, 10)) {
      copyFileSync(join(photos, 'flowers', name, file), join(folder, name, file));
    }
  }
  const library = await openTestLibrary();
  const lesson = await library.api.teachFolder({ path: folder });
  expect(lesson.labels.map(({ name, positives }) => [name, positives])).toEqual([
    ['rose', 10],
    ['sunflower', 10],
  ]);
  expect(lesson.accuracy).toBeGreaterThan(0.75);
  const tests = files('sunflowers').slice(20, 26);
  const paths = tests.map((file) => join(photos, 'flowers', 'sunflowers', file));
  const classified = await library.teaching.classifyFiles(paths, 5);
  expect(classified.filter(({ top }) => top[0]?.name === 'sunflower').length).toBeGreaterThanOrEqual(4);
});

test('a table names photos beside it, elsewhere and in the library; their folders are added', async () => {
  const library = await openTestLibrary();
  const beside = makeSampleFolder('chelsea.png', 'coffee.png', 'flower.jpg');
  const known = makeSampleFolder('rocket.jpg');
  await library.index([known]);
  const elsewhere = makeSampleFolder('astronaut.png');
  const table = join(beside, 'my things.csv');
  const rows = [
    'file,label,note',
    'chelsea.png,Living thing,a cat',
    'flower.jpg,Living thing,',
    'coffee.png,Dead thing,',
    `${join(known, 'rocket.jpg')},Dead thing,`,
    `${join(elsewhere, 'astronaut.png')},Living thing,`,
  ];
  writeFileSync(table, `${rows.join('\r\n')}\r\n`);
  const lesson = await library.api.teachTable({ path: table });
  expect(lesson).toMatchObject({ name: 'my things', accuracy: expect.any(Number) });
  expect(lesson.labels.map(({ name, positives }) => [name, positives])).toEqual([
    ['living thing', 3],
    ['Dead thing', 2],
  ]);
  const folders = await library.api.listFolders({});
  expect(folders.map(({ path }) => path).sort()).toEqual([beside, elsewhere, known].sort());
});

test('what a table names wrongly is told with its line, and nothing is added', async () => {
  const library = await openTestLibrary();
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  const table = join(folder, 'table.csv');
  const teach = (text: string) => {
    writeFileSync(table, text);
    return library.api.teachTable({ path: table });
  };
  const refused = (message: string) => ({ code: 'invalid-request', message: expect.stringContaining(message) });
  await expect(teach('chelsea.png,cat\ntea.png,drink\n')).rejects.toMatchObject(refused('Line 2: there is no file'));
  await expect(teach('chelsea.png,cat\ncoffee.png\n')).rejects.toMatchObject(refused('Line 2: a path and a label'));
  expect(await library.api.listFolders({})).toEqual([]);
  await expect(teach('chelsea.png,cat\ncoffee.png,cat\n')).rejects.toMatchObject(refused('needs two labels or more'));
  const twice = 'chelsea.png,cat\ncoffee.png,cup\nchelsea.png,cup\ncoffee.png,cat\n';
  await expect(teach(twice)).rejects.toMatchObject(refused('under no other label'));
  expect(await library.api.listTaught({})).toEqual([]);
  await expect(library.api.teachTable({ path: samplesFolder })).rejects.toMatchObject({ code: 'not-found' });
});
