import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exiftoolPath } from 'exiftool-vendored';
import { afterAll, expect, it } from 'vitest';
import type { Label } from '../../../shared/model/label.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { openKeywordFiles } from './exif-tool.ts';
import { isUntouchedSidecar, makeSidecarText, toTags } from './sidecar-text.ts';
import { writeSidecar } from './write-sidecar.ts';

const hasPerl = process.platform === 'win32' || existsSync('/usr/bin/perl');
const files = openKeywordFiles();
afterAll(() => files.close());

function label(...path: string[]): Label {
  const name = path.at(-1) ?? '';
  return { name, concept: 'own:1', confidence: 1, source: 'user', certainty: 'fact', path };
}

const cat = label('animal', 'cat', 'Siamese cat');
const mitzi = label('animal', 'cat', 'Mitzi & <Co>');

/** What an independent reader finds in a file. */
async function readByExifTool(path: string): Promise<Record<string, unknown>> {
  const args = ['-j', '-G1', '-XMP:all', '-IPTC:all', path];
  const text = execFileSync(await exiftoolPath(), args, { encoding: 'utf8' });
  return (JSON.parse(text) as Record<string, unknown>[])[0] ?? {};
}

it('a sidecar that was changed by anybody is told from one that was not', () => {
  const text = makeSidecarText(toTags([cat]));
  expect(isUntouchedSidecar(text)).toBe(true);
  expect(isUntouchedSidecar(text.replace('Siamese', 'Burmese'))).toBe(false);
  expect(isUntouchedSidecar(`${text}<!-- more -->\n`)).toBe(false);
  expect(isUntouchedSidecar('')).toBe(false);
});

it('names that hold the sign between levels, or what XML can not hold, lose no other', () => {
  expect(toTags([label('bands', 'AC/DC'), label('a|b'), label('bell\u0007 \uD800')])).toEqual({
    subjects: ['AC/DC', 'a|b', 'bell  \uFFFD'],
    hierarchical: ['bands|AC/DC', 'bell  \uFFFD'],
    tagsList: ['a|b', 'bell  \uFFFD'],
    fromModel: [],
    description: '',
  });
});

it('is written anew where nobody changed it, and left where nothing is new', async () => {
  const path = join(makeTemporaryFolder(), 'deep', 'IMG_1.jpg.xmp');
  expect(await writeSidecar(path, toTags([]), files)).toBe('nothing');
  expect(await writeSidecar(path, toTags([cat]), files)).toBe('written');
  expect(await writeSidecar(path, toTags([cat]), files)).toBe('unchanged');
  expect(await writeSidecar(path, toTags([]), files)).toBe('written');
  expect(readFileSync(path, 'utf8')).not.toContain('Siamese');
});

it.skipIf(process.platform === 'win32')('follows no link', async () => {
  const folder = makeTemporaryFolder();
  const path = join(folder, 'IMG_1.jpg.xmp');
  writeFileSync(join(folder, 'elsewhere'), 'kept');
  symlinkSync(join(folder, 'elsewhere'), path);
  await expect(writeSidecar(path, toTags([cat]), files)).rejects.toThrow('a link');
  expect(readFileSync(join(folder, 'elsewhere'), 'utf8')).toBe('kept');
});

it.skipIf(!hasPerl)('ExifTool reads what was written', async () => {
  const path = join(makeTemporaryFolder(), 'IMG_1.jpg.xmp');
  await writeSidecar(path, toTags([cat, mitzi, label('猫 😺')]), files);
  expect(await readByExifTool(path)).toMatchObject({
    'XMP-dc:Subject': ['Siamese cat', 'Mitzi & <Co>', '猫 😺'],
    'XMP-lr:HierarchicalSubject': ['animal|cat|Siamese cat', 'animal|cat|Mitzi & <Co>', '猫 😺'],
    'XMP-digiKam:TagsList': ['animal/cat/Siamese cat', 'animal/cat/Mitzi & <Co>', '猫 😺'],
  });
});

it.skipIf(!hasPerl)('tells the model’s word from the user’s when it is read again', async () => {
  const path = join(makeTemporaryFolder(), 'IMG_1.jpg.xmp');
  const tags = toTags([{ ...cat, source: 'model' }, mitzi]);
  await writeSidecar(path, tags, files);
  expect(await files.read(path)).toEqual({ ...tags, iptc: [], fromModel: ['animal|cat|Siamese cat'] });
});

it.skipIf(!hasPerl)('what other programs wrote stays, and is added to once', async () => {
  const folder = makeTemporaryFolder();
  const path = join(folder, 'IMG_1.jpg.xmp');
  writeFileSync(
    path,
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:darktable="http://darktable.sf.net/" xmp:Rating="4" darktable:xmp_version="5">
<dc:subject><rdf:Bag><rdf:li>holiday</rdf:li></rdf:Bag></dc:subject>
<darktable:history><rdf:Seq><rdf:li darktable:operation="exposure" darktable:params="00"/></rdf:Seq></darktable:history>
</rdf:Description></rdf:RDF></x:xmpmeta>`,
  );
  expect(await writeSidecar(path, toTags([cat]), files)).toBe('merged');
  expect(await writeSidecar(path, toTags([cat]), files)).toBe('unchanged');
  expect(await readByExifTool(path)).toMatchObject({
    'XMP-dc:Subject': ['holiday', 'Siamese cat'],
    'XMP-lr:HierarchicalSubject': 'animal|cat|Siamese cat',
    'XMP-digiKam:TagsList': 'animal/cat/Siamese cat',
    'XMP-xmp:Rating': 4,
    'XMP-darktable:HistoryOperation': 'exposure',
  });
  expect(readdirSync(folder)).toEqual(['IMG_1.jpg.xmp']);
});

it('a description is written anew, taken out again, and may stand alone', async () => {
  const path = join(makeTemporaryFolder(), 'IMG_1.jpg.xmp');
  expect(await writeSidecar(path, toTags([], 'two\r\nlines & <more>\u0000'), files)).toBe('written');
  expect(readFileSync(path, 'utf8')).toContain('<rdf:li xml:lang="x-default">two\nlines &amp; &lt;more&gt;</rdf:li>');
  expect(await writeSidecar(path, toTags([cat], ''), files)).toBe('written');
  expect(readFileSync(path, 'utf8')).not.toContain('dc:description');
});

it.skipIf(!hasPerl).each([
  ['x-default', 'XMP-dc:Description'],
  ['de', 'XMP-dc:Description-de'],
])('a description of another program in the language %s stays, and none is put beside it', async (language, tag) => {
  const path = join(makeTemporaryFolder(), 'IMG_1.jpg.xmp');
  const foreign = makeSidecarText(toTags([cat], 'theirs')).replace(/<!--.*-->\n/u, '');
  writeFileSync(path, foreign.replace('x-default', language));
  expect(await writeSidecar(path, toTags([cat], 'ours'), files)).toBe('unchanged');
  expect(await writeSidecar(path, toTags([mitzi, label('&amp;')], 'ours'), files)).toBe('merged');
  expect(await readByExifTool(path)).toMatchObject({
    'XMP-dc:Subject': ['Siamese cat', 'Mitzi & <Co>', '&amp;'],
    [tag]: 'theirs',
  });
  expect(readFileSync(path, 'utf8')).not.toContain('ours');
});

it.skipIf(!hasPerl)('a description is added to a sidecar of another program that has none, as it is', async () => {
  const path = join(makeTemporaryFolder(), 'IMG_1.jpg.xmp');
  writeFileSync(path, makeSidecarText(toTags([cat])).replace(/<!--.*-->\n/u, ''));
  const text = 'ours & <b>,\n  "second" line &amp; 007 猫';
  expect(await writeSidecar(path, toTags([cat], text), files)).toBe('merged');
  expect(await readByExifTool(path)).toMatchObject({ 'XMP-dc:Description': text });
  expect((await files.read(path)).description).toBe(text);
  expect(await writeSidecar(path, toTags([cat], text), files)).toBe('unchanged');
});

it.skipIf(!hasPerl)('a sidecar that makes no sense stays as it is', async () => {
  const folder = makeTemporaryFolder();
  const path = join(folder, 'IMG_1.jpg.xmp');
  writeFileSync(path, 'no XMP at all');
  await expect(writeSidecar(path, toTags([cat]), files)).rejects.toThrow();
  expect([readdirSync(folder), readFileSync(path, 'utf8')]).toEqual([['IMG_1.jpg.xmp'], 'no XMP at all']);
});
