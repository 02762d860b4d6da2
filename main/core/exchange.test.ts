import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { exiftoolPath } from 'exiftool-vendored';
import { expect, test } from 'vitest';
import { findPaths, makeSampleFolder, openTestLibrary } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import type { Library } from './library.ts';

const hasPerl = process.platform === 'win32' || existsSync('/usr/bin/perl');

async function idOf(library: Library, path: string): Promise<number> {
  return (await library.api.findPhoto({ path })).id;
}

async function namesOf(library: Library, path: string, source: 'user' | 'model' = 'user'): Promise<string[]> {
  const { labels } = await library.api.findPhoto({ path });
  return labels.filter((label) => label.source === source).map((label) => label.name);
}

test('the pieces of a table are all photos of a search, each once', async () => {
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  const library = await openTestLibrary();
  await library.index([folder]);
  const all = await library.api.exportLabels({ format: 'csv', after: 0 });
  expect(all).toMatchObject({ photos: 2, next: null });
  expect(all.text.trimEnd().split('\r\n')).toHaveLength(all.rows + 1);
  const cats = await library.api.exportLabels({ format: 'jsonl', text: 'cat', after: 0 });
  expect(cats.photos).toBe(1);
  for (const line of cats.text.trimEnd().split('\n')) {
    expect(JSON.parse(line)).toMatchObject({ path: join(folder, 'chelsea.png') });
  }
  expect(await library.api.exportLabels({ format: 'csv', text: 'giraffe', after: 0 })).toMatchObject({ rows: 0 });
});

test.skipIf(!hasPerl)(
  'labels go out as sidecars and come back into another library, the user’s own alone',
  async () => {
    const folder = makeSampleFolder('chelsea.png', 'coffee.png');
    const [cat, cup] = [join(folder, 'chelsea.png'), join(folder, 'coffee.png')];
    const first = await openTestLibrary();
    await first.index([folder]);
    await first.api.teach({ label: 'Our Mitzi', parent: 'cat', photoIds: [await idOf(first, cat)] });
    await first.api.decide({ photoIds: [await idOf(first, cup)], label: 'AC/DC mug', verdict: 'accepted' });

    const out = join(makeTemporaryFolder(), 'out');
    expect(await first.api.exportSidecars({ folder: out })).toMatchObject({ written: 2, failed: 0, folder: out });
    const mirrored = join(out, basename(folder), 'chelsea.png.xmp');
    expect(readFileSync(mirrored, 'utf8')).toContain('|cat|Our Mitzi<');
    expect(existsSync(`${cat}.xmp`)).toBe(false);
    expect(await first.api.exportSidecars({ folder: null, text: 'our mitzi' })).toMatchObject({ written: 1 });
    expect(await first.api.exportSidecars({ folder: null })).toMatchObject({ written: 1, unchanged: 1 });

    const second = await openTestLibrary();
    await second.index([folder]);
    const report = await second.api.importKeywords({});
    expect(report).toMatchObject({ photos: 2, labels: 2, favourites: 0, dates: 0, unchanged: 0, failed: 0 });
    expect(await namesOf(second, cat)).toEqual(['Our Mitzi']);
    expect(await namesOf(second, cup)).toEqual(['AC/DC mug']);
    expect(await findPaths(second, 'our mitzi')).toEqual([cat]);
    const { labels } = await second.api.findPhoto({ path: cat });
    expect(labels.find(({ name }) => name === 'Our Mitzi')?.path).toContain('cat');

    expect(await second.api.importKeywords({ folder })).toMatchObject({ labels: 0, unchanged: 2, changeId: null });
    expect(await second.api.undo({ changeId: report.changeId ?? 0 })).toEqual({ photos: 2 });
    expect([await namesOf(second, cat), await namesOf(second, cup)]).toEqual([[], []]);
  },
);

test.skipIf(!hasPerl)(
  'keywords that ExifTool wrote into photos and sidecars become labels; photos stay as they are',
  async () => {
    const folder = makeSampleFolder('rocket.jpg', 'chelsea.png');
    const [rocket, cat] = [join(folder, 'rocket.jpg'), join(folder, 'chelsea.png')];
    const exifTool = async (...args: string[]) => execFileSync(await exiftoolPath(), ['-q', ...args]);
    await exifTool('-overwrite_original', '-IPTC:Keywords=launch', '-XMP-dc:Subject=Apollo', rocket);
    await exifTool(
      '-XMP-lr:HierarchicalSubject=bird|crane',
      '-XMP-dc:Subject=crane',
      '-o',
      join(folder, 'chelsea.xmp'),
    );
    const before = [rocket, cat].map((path) => readFileSync(path));
    const library = await openTestLibrary();
    await library.index([folder]);
    await library.api.decide({ photoIds: [await idOf(library, rocket)], label: 'launch', verdict: 'rejected' });
    expect(await library.api.importKeywords({ folder })).toMatchObject({ labels: 2, unchanged: 1, failed: 0 });
    expect(await namesOf(library, rocket)).toEqual(['Apollo']);
    // The bird, and not the machine.
    expect(await findPaths(library, 'bird')).toEqual([cat]);
    expect([rocket, cat].map((path) => readFileSync(path))).toEqual(before);
  },
);

test.skipIf(!hasPerl)(
  'Google Takeout says which photos are favourites, what they are and when those without a date were taken; undo takes it back',
  async () => {
    const folder = makeSampleFolder('chelsea.png', 'coffee.png');
    const cat = join(folder, 'chelsea.png');
    const second = Date.UTC(2011, 6, 1, 10) / 1000;
    const description = ' Mitzi,\r\nwaiting for supper';
    const word = { title: 'chelsea.png', favorited: true, description, photoTakenTime: { timestamp: String(second) } };
    writeFileSync(join(folder, 'chelsea.png.supplemental-metadata.json'), JSON.stringify(word));
    writeFileSync(join(folder, 'coffee.png.json'), '{"title":');
    utimesSync(cat, 1_600_000_000, 1_600_000_000);
    const library = await openTestLibrary();
    await library.index([folder]);
    const before = await library.api.findPhoto({ path: cat });
    const report = await library.api.importKeywords({});
    expect(report).toMatchObject({ labels: 0, favourites: 1, descriptions: 1, dates: 1, failed: 1 });
    expect(report.troubles).toEqual([{ path: join(folder, 'coffee.png.json'), reason: 'it is no JSON' }]);
    const photo = await library.api.findPhoto({ path: cat });
    expect(photo).toMatchObject({
      favourite: true,
      takenAtSource: 'exif',
      description: 'Mitzi,\nwaiting for supper',
    });
    expect(photo.takenAt.slice(0, 7)).toBe('2011-07');
    expect(await findPaths(library, '2011')).toEqual([cat]);
    await library.api.undo({ changeId: report.changeId ?? 0 });
    expect(await library.api.findPhoto({ path: cat })).toEqual(before);
    expect([await findPaths(library, '2011'), await findPaths(library, '2020')]).toEqual([[], [cat]]);
  },
);

test.skipIf(!hasPerl)('dates alone are taken in, and taken back, as well', async () => {
  const folder = makeSampleFolder('chelsea.png');
  const cat = join(folder, 'chelsea.png');
  const timestamp = String(Date.UTC(2011, 6, 1, 10) / 1000);
  writeFileSync(`${cat}.json`, JSON.stringify({ title: 'chelsea.png', photoTakenTime: { timestamp } }));
  const library = await openTestLibrary();
  await library.index([folder]);
  const before = await library.api.findPhoto({ path: cat });
  const { dates, changeId } = await library.api.importKeywords({});
  expect([dates, await findPaths(library, '2011')]).toEqual([1, [cat]]);
  expect(await library.api.importKeywords({})).toMatchObject({ dates: 0, changeId: null });
  expect(await library.api.undo({ changeId: changeId ?? 0 })).toEqual({ photos: 1 });
  expect(await library.api.findPhoto({ path: cat })).toEqual(before);
});

test.skipIf(!hasPerl)(
  'descriptions of photos and sidecars are taken in where the user has said nothing, the latest word of them',
  async () => {
    const names = ['rocket.jpg', 'chelsea.png', 'coffee.png', 'flower.jpg'];
    const folder = makeSampleFolder(...names);
    const [rocket = '', cat = '', cup = '', flower = ''] = names.map((name) => join(folder, name));
    const exifTool = async (...args: string[]) => execFileSync(await exiftoolPath(), ['-q', ...args]);
    const caption = ['-charset', 'iptc=UTF8', '-codedcharacterset=utf8', '-IPTC:Caption-Abstract=Lift-off: ½ a minute'];
    await exifTool('-overwrite_original', ...caption, '-XMP-dc:Description=SONY DSC', rocket);
    await exifTool('-overwrite_original', '-XMP-dc:Description=in the photo', cat);
    await exifTool(
      '-E',
      '-XMP-dc:Description-de=Am Fenster &lt;b&gt;&#10;schläft 猫',
      '-o',
      join(folder, 'chelsea.xmp'),
    );
    writeFileSync(`${cup}.json`, JSON.stringify({ title: 'coffee.png', description: 'x'.repeat(5_001) }));
    await exifTool('-overwrite_original', '-XMP-dc:Description=of the file', flower);
    const dataFolder = makeTemporaryFolder();
    const library = await openTestLibrary({ dataFolder });
    await library.index([folder]);
    await library.api.setDescription({ photoIds: [await idOf(library, flower)], description: 'mine' });
    await library.api.setDescription({ photoIds: [await idOf(library, flower)], description: '' });
    const report = await library.api.importKeywords({});
    expect(report).toMatchObject({ descriptions: 1, unchanged: 1, failed: 1 });
    expect(report.troubles).toEqual([{ path: `${cup}.json`, reason: 'its description is longer than 5,000 letters' }]);
    const described = async (of: Library) =>
      Promise.all(names.map(async (name) => (await of.api.findPhoto({ path: join(folder, name) })).description));
    const all = [null, 'Am Fenster <b>\nschläft 猫', null, null];
    expect(await described(library)).toEqual(all);
    await library.close();

    // The database is lost, and the photo is elsewhere by now.
    for (const name of readdirSync(dataFolder)) {
      if (/sqlite|^copies|^search|^vectors/u.test(name)) rmSync(join(dataFolder, name), { recursive: true });
    }
    const moved = join(folder, 'moved');
    mkdirSync(moved);
    for (const name of names) renameSync(join(folder, name), join(moved, name));
    const again = await openTestLibrary({ dataFolder });
    await again.index([moved]);
    const path = join(moved, 'chelsea.png');
    expect((await again.api.findPhoto({ path })).description).toBe(all[1]);
    // Emptied by the user, it stays so.
    expect(await again.api.importKeywords({})).toMatchObject({ descriptions: 0, unchanged: 2 });
  },
);

test.skipIf(!hasPerl)('descriptions go out in sidecars and tables, and come back from them', async () => {
  const folder = makeSampleFolder('chelsea.png');
  const cat = join(folder, 'chelsea.png');
  const description = 'Mitzi & "Tom" <3\n\n  — 猫 😺]]>';
  const first = await openTestLibrary();
  await first.index([folder]);
  await first.api.setDescription({ photoIds: [await idOf(first, cat)], description });
  const { text } = await first.api.exportLabels({ format: 'jsonl', after: 0 });
  expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({ path: cat, description });
  expect(await first.api.exportSidecars({ folder: null })).toMatchObject({ written: 1 });
  const read = execFileSync(await exiftoolPath(), ['-j', '-XMP-dc:Description', `${cat}.xmp`], { encoding: 'utf8' });
  expect(JSON.parse(read)).toMatchObject([{ Description: description }]);

  const second = await openTestLibrary();
  await second.index([folder]);
  expect(await second.api.importKeywords({})).toMatchObject({ descriptions: 1 });
  expect((await second.api.findPhoto({ path: cat })).description).toBe(description);
});

test('a folder that is not in the library is an error, not an empty result', async () => {
  const library = await openTestLibrary();
  const folder = makeTemporaryFolder();
  await expect(library.api.importKeywords({ folder })).rejects.toMatchObject({ code: 'not-found' });
  const file = join(folder, 'a file');
  writeFileSync(file, '');
  mkdirSync(join(folder, 'sub'));
  await expect(library.api.exportSidecars({ folder: join(file, 'x') })).rejects.toMatchObject({
    code: 'folder-unavailable',
  });
});

test.skipIf(!hasPerl)('a library that is closed meanwhile takes nothing in', async () => {
  const folder = makeSampleFolder('chelsea.png', 'coffee.png');
  const library = await openTestLibrary();
  await library.index([folder]);
  const taking = Promise.resolve(library.api.importKeywords({})).catch((error: unknown) => error);
  await library.close();
  expect(await taking).toMatchObject({ code: 'cancelled' });
});
