/** What people bring in from elsewhere, made to do harm: each way in takes nothing of it, or what is harmless of it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { findPaths, makeSampleFolder, openTestLibrary } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import { backupLibrary, restoreLibrary } from './library.ts';

const NOW = Date.UTC(2026, 5, 14);
const hasPerl = process.platform === 'win32' || existsSync('/usr/bin/perl');
/** What a file that is read where it should not be would show. */
const SECRET = 'the-secret-of-this-computer';

describe('a backup of a library', () => {
  test('that brings code of its own is refused, however it is written, and nothing is changed', async () => {
    const dataFolder = makeTemporaryFolder();
    const library = await openTestLibrary({ dataFolder });
    await library.close();
    const folder = makeTemporaryFolder();
    const changes = {
      'a trigger that takes back what is said': `CREATE TRIGGER t AFTER INSERT ON decision BEGIN DELETE FROM decision; END`,
      'a view in the place of a table': `ALTER TABLE setting RENAME TO s; CREATE VIEW setting AS SELECT * FROM s`,
      'a view of other databases': `CREATE VIEW v AS SELECT * FROM pragma_database_list`,
      'a virtual table': `CREATE VIRTUAL TABLE v USING fts5(x)`,
      'a virtual table without hidden columns': `CREATE VIRTUAL TABLE v USING rtree(id, a, b)`,
      'a virtual table in other words': `PRAGMA writable_schema = ON;
        INSERT INTO sqlite_schema VALUES ('table', 'v', 'v', 0, 'CREATE/**/VIRTUAL/**/TABLE v USING dbstat')`,
      'a computed column': `CREATE TABLE extra (a, b GENERATED ALWAYS AS (hex(zeroblob(a))) VIRTUAL)`,
      'a computed column that is kept': `CREATE TABLE extra (a, b GENERATED ALWAYS AS (a) STORED)`,
    };
    const before = readFileSync(join(dataFolder, 'library.sqlite'));
    for (const [name, sql] of Object.entries(changes)) {
      const path = join(folder, name);
      backupLibrary(dataFolder, path);
      const connection = new Database(path);
      connection.unsafeMode();
      connection.exec(sql);
      connection.close();
      expect(() => restoreLibrary(dataFolder, path, NOW), name).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(?:invalid-request|library-damaged)$/u) }),
      );
    }
    expect(readFileSync(join(dataFolder, 'library.sqlite')).equals(before)).toBe(true);
    const plain = join(folder, 'plain');
    backupLibrary(dataFolder, plain);
    expect(() => restoreLibrary(dataFolder, plain, NOW)).not.toThrow();
  });
});

describe('corrections', () => {
  const photo = createHash('sha256').update('x').digest('hex');
  const line = (change: object) =>
    `${JSON.stringify({ at: 1, photo, concept: 'n02121808', name: 'cat', verdict: 1, ...change })}\n`;

  test('of odd lines change nothing but what they may', async () => {
    const library = await openTestLibrary();
    const odd = [
      `{"__proto__":{"at":1,"photo":"${photo}","concept":"n02121808","name":"cat","verdict":1}}\n`,
      `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
      line({ photo: '../../etc/passwd' }),
      line({ photo: photo.toUpperCase() }),
      line({ verdict: '1' }),
      line({ at: 1e300 }),
      line({ at: -1 }),
      line({ name: 'x'.repeat(201) }),
      line({ concept: '' }),
      '{"at":1\n',
    ];
    const report = await library.api.importDecisions({ text: odd.join('') });
    expect(report).toMatchObject({ decisions: 0, skipped: odd.length });
    expect(({} as Record<string, unknown>).verdict).toBeUndefined();
    const later = await library.api.importDecisions({ text: line({ at: Number.MAX_SAFE_INTEGER }) });
    expect(later.decisions).toBe(1);
  });

  test('that make thousands of labels hold nothing up', async () => {
    const library = await openTestLibrary();
    const names = Array.from({ length: 10_001 }, (_, i) => `label number ${i}`);
    const text = names.map((name) => line({ concept: 'own:1', name })).join('');
    const report = await library.api.importDecisions({ text });
    expect(report.decisions).toBe(10_001);
    const again = await library.api.importDecisions({ text });
    expect(again).toMatchObject({ decisions: 0, unchanged: 10_001 });
    expect(await library.api.suggestLabels({ text: 'label number 10000', limit: 2 })).toMatchObject([
      { name: 'label number 10000' },
    ]);
  });
});

describe.skipIf(!hasPerl)('what lies beside photos (skipped without Perl)', () => {
  const xmp = (body: string, head = '') => `<?xml version="1.0"?>${head}
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">${body}</rdf:Description></rdf:RDF></x:xmpmeta>`;
  const subject = (word: string) => `<dc:subject><rdf:Bag><rdf:li>${word}</rdf:li></rdf:Bag></dc:subject>`;

  test('entities neither grow without end nor fetch files, and the others are read', async () => {
    const names = ['chelsea.png', 'coffee.png', 'rocket.jpg'];
    const folder = makeSampleFolder(...names);
    const secret = join(makeTemporaryFolder(), 'secret');
    writeFileSync(secret, SECRET);
    const laughs = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
    writeFileSync(join(folder, 'chelsea.png.xmp'), xmp(subject('&l12;'), `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>`));
    writeFileSync(
      join(folder, 'coffee.png.xmp'),
      xmp(
        subject('&x;'),
        `<!DOCTYPE x [<!ENTITY x SYSTEM "file://${secret}"><!ENTITY % y SYSTEM "http://127.0.0.1:1/y"> %y;]>`,
      ),
    );
    writeFileSync(join(folder, 'rocket.jpg.xmp'), xmp(subject('launch of ours')));
    const library = await openTestLibrary();
    await library.index([folder]);
    const report = await library.api.importKeywords({});
    expect(report.photos).toBe(3);
    const found = await library.api.search({ text: '', limit: 10, offset: 0, order: 'date' });
    const labels = found.photos.flatMap((one) => one.labels.filter(({ source }) => source === 'user'));
    expect(labels.map(({ name }) => name)).toContain('launch of ours');
    expect(labels.every(({ name }) => name.length <= 200)).toBe(true);
    expect(JSON.stringify([report, labels])).not.toContain(SECRET);
  });

  test('deep, long and odd ones are told, and take no part of the program with them', async () => {
    const folder = makeSampleFolder('chelsea.png', 'coffee.png', 'rocket.jpg', 'astronaut.png');
    const deep = 20_000;
    writeFileSync(join(folder, 'chelsea.png.xmp'), xmp(`${'<a>'.repeat(deep)}${'</a>'.repeat(deep)}`));
    const json = (name: string, text: string) => writeFileSync(join(folder, `${name}.json`), text);
    json('chelsea.png', `{"title":"x","__proto__":{"favorited":true},"constructor":{"prototype":{"favorited":true}}}`);
    json('coffee.png', `{"title":${'['.repeat(400_000)}${']'.repeat(400_000)}}`);
    json('rocket.jpg', `{"title":"x","photoTakenTime":{"timestamp":"999999999999"},"favorited":"yes"}`);
    json('astronaut.png', ' '.repeat(1024 * 1024 + 1));
    const library = await openTestLibrary();
    await library.index([folder]);
    const report = await library.api.importKeywords({});
    expect(report).toMatchObject({ photos: 4, favourites: 0, dates: 0 });
    expect(report.troubles.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining([
        'its parts lie too deep within each other',
        'it is no JSON of Google Photos',
        'it is larger than 1 MB',
      ]),
    );
    expect(({} as Record<string, unknown>).favorited).toBeUndefined();
  });
});

describe('tables and what was taught', () => {
  test('a table that is none, or has no end, is not waited for', async ({ skip }) => {
    if (process.platform === 'win32') skip('Windows has neither such pipes nor links for everybody');
    const library = await openTestLibrary();
    const folder = makeTemporaryFolder();
    const pipe = join(folder, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    const zero = join(folder, 'zero.csv');
    symlinkSync('/dev/zero', zero);
    const kernel = join(folder, 'kernel.csv');
    symlinkSync('/proc/self/environ', kernel);
    for (const path of [pipe, zero, kernel, folder]) {
      await expect(library.api.teachTable({ path }), path).rejects.toMatchObject({ code: 'not-found' });
    }
    const inside = join(folder, 'inside.csv');
    writeFileSync(inside, `path,label\n/proc/self/status,a\n/proc/self/stat,b\n`);
    await expect(library.api.teachTable({ path: inside })).rejects.toMatchObject({ code: 'folder-unavailable' });
    expect(await library.api.listFolders({})).toEqual([]);
  });

  test('a folder of the system’s is not added, whichever link leads there', async ({ skip }) => {
    if (process.platform !== 'linux') skip('only Linux has these folders');
    const library = await openTestLibrary();
    const link = join(makeTemporaryFolder(), 'photos');
    symlinkSync('/proc/self', link);
    const add = async (path: string) => library.api.addFolder({ path });
    await expect(add(link)).rejects.toMatchObject({ code: 'folder-unavailable' });
    await expect(add('/sys')).rejects.toMatchObject({ code: 'folder-unavailable' });
    await expect(library.index(['/dev'])).rejects.toMatchObject({ code: 'folder-unavailable' });
  });

  test('a file of what was taught changes nothing but that', async () => {
    const folder = makeSampleFolder('chelsea.png', 'coffee.png', 'rocket.jpg');
    const library = await openTestLibrary();
    await library.index([folder]);
    const { id } = await library.api.findPhoto({ path: join(folder, 'chelsea.png') });
    const { label } = await library.api.teach({ label: 'Mitzi', photoIds: [id] });
    const { base64 } = await library.api.exportTaught({ concept: label.concept, format: 'json' });
    const text = Buffer.from(base64, 'base64').toString();
    const bring = async (changed: string) =>
      library.api.importTaught({ base64: Buffer.from(changed).toString('base64'), fileName: 'x.json' });
    const polluted = text.replace('{', '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},');
    await bring(polluted);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    const file = JSON.parse(text) as { name: string; classifier: object };
    const hostile: unknown[] = [
      { ...file, name: 'x'.repeat(10_000) },
      { ...file, name: '' },
      { ...file, concept: 7 },
      { ...file, classifier: { ...file.classifier, bias: 'NaN' } },
      { ...file, classifier: { ...file.classifier, foundProbability: 2 } },
      { ...file, classifier: { ...file.classifier, kind: 'constructor' } },
      { ...file, vectors: Buffer.from(Float32Array.of(Number.NaN).buffer).toString('base64') },
      { ...file, vectors: 'AAAA'.repeat(3_000_000) },
    ];
    for (const one of hostile) {
      await expect(bring(JSON.stringify(one))).rejects.toMatchObject({ code: 'invalid-request' });
    }
    const deep = `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`;
    await expect(bring(deep)).rejects.toMatchObject({ code: 'invalid-request' });
    expect((await library.api.listTaught({})).map(({ name }) => name)).toEqual(['Mitzi']);
    expect(await findPaths(library, 'mitzi')).toContain(join(folder, 'chelsea.png'));
    expect(readdirSync(folder).sort()).toEqual(['chelsea.png', 'coffee.png', 'rocket.jpg']);
  });
});
