import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import type { KeywordTags } from './exif-tool.ts';
import { toKeywords } from './keywords.ts';
import { readBeside } from './read-beside.ts';
import { findTakeout, parseTakeout } from './takeout.ts';

const NOW = Date.UTC(2026, 5, 14);
const tags = (change: Partial<KeywordTags>): KeywordTags => ({
  subjects: [],
  hierarchical: [],
  tagsList: [],
  iptc: [],
  fromModel: [],
  description: '',
  ...change,
});

it('takes each keyword once, with its levels where they are said', () => {
  const found = toKeywords(
    tags({
      subjects: ['animal', 'Cat', 'Siamese cat', 'garden'],
      iptc: ['garden', 'sun'],
      hierarchical: ['animal', 'animal|cat', 'animal|cat|Siamese cat'],
      tagsList: ['animal/cat/Siamese cat', 'left out'],
    }),
  );
  expect(found).toEqual({ keywords: [['animal', 'cat', 'Siamese cat'], ['garden'], ['sun']], refused: [] });
  expect(toKeywords(tags({ tagsList: ['People/Anna', '_Digikam_root_tag_/Pick/None'] })).keywords).toEqual([
    ['People', 'Anna'],
  ]);
});

it('leaves out what the model said when Bowerbird wrote it', () => {
  const found = toKeywords(
    tags({
      subjects: ['Siamese cat', 'Mitzi'],
      hierarchical: ['animal|cat|Siamese cat', 'animal|cat|Mitzi'],
      fromModel: ['animal|cat|Siamese cat'],
    }),
  );
  expect(found.keywords).toEqual([['animal', 'cat', 'Mitzi']]);
});

it('refuses what is no name, and says why', () => {
  const { keywords, refused } = toKeywords(
    tags({
      subjects: ['x'.repeat(201), 'own:7', 'n02123597', 'mark:favourite', ' \0 ', 'two\r\nlines', 'ok'],
      hierarchical: [Array.from({ length: 31 }, (_, i) => `level ${i}`).join('|')],
    }),
  );
  expect(keywords).toEqual([['two lines'], ['ok']]);
  expect(refused).toEqual([
    'a keyword has more than 30 levels',
    'a keyword is longer than 200 letters',
    'a keyword is no name',
  ]);
  const many = toKeywords(tags({ subjects: Array.from({ length: 501 }, (_, i) => `word ${i}`) }));
  expect([many.keywords.length, many.refused.length]).toEqual([500, 1]);
});

it('whatever is written in a file, what is taken from it can be a label', () => {
  const list = fc.array(fc.string({ unit: 'binary', maxLength: 250 }), { maxLength: 20 });
  fc.assert(
    fc.property(
      fc.record({
        subjects: list,
        hierarchical: list,
        tagsList: list,
        iptc: list,
        fromModel: list,
        description: fc.string(),
      }),
      (hostile) => {
        for (const path of toKeywords(hostile).keywords) {
          expect(path.length).toBeGreaterThan(0);
          expect(path.every((name) => name.trim() !== '' && name.length <= 200 && !/\p{Cc}/u.test(name))).toBe(true);
        }
      },
    ),
    { numRuns: 30 },
  );
});

it.each([
  ['IMG_1.jpg', 'IMG_1.jpg.json'],
  ['IMG_1.jpg', 'IMG_1.jpg.supplemental-metadata.json'],
  ['IMG_1(2).jpg', 'IMG_1.jpg(2).json'],
  ['IMG_1(2).jpg', 'IMG_1.jpg.supplemental-metadata(2).json'],
  ['IMG_1-edited.jpg', 'IMG_1.jpg.json'],
  ['PXL_20230614_182205123.PORTRAIT.jpg', 'PXL_20230614_182205123.PORTRAIT.jpg.supplement.json'],
  ['a name that is longer than all that Takeout lets be.jpg', 'a name that is longer than all that Takeout le.json'],
])('the JSON of %s is %s', (name, json) => {
  const others = ['IMG_2.jpg.json', 'IMG_10.jpg.json', 'metadata.json', 'IMG_1.jpg.xmp', 'PXL_2.jpg.json'];
  expect(findTakeout(name, [...others, json])).toBe(json);
  expect(findTakeout(name, others)).toBeUndefined();
});

it('reads time and favourite of Google’s JSON, and nothing that can not be', () => {
  const at = (timestamp: string) => JSON.stringify({ title: 'IMG_1.jpg', photoTakenTime: { timestamp } });
  const second = Date.UTC(2019, 6, 1, 10) / 1000;
  const local = second * 1000 - new Date(second * 1000).getTimezoneOffset() * 60_000;
  expect(parseTakeout(at(String(second)), NOW)).toEqual({ takenAtMs: local, favourite: false, description: '' });
  expect(parseTakeout('{"title":"a","favorited":true}', NOW)).toEqual({
    takenAtMs: null,
    favourite: true,
    description: '',
  });
  expect(parseTakeout(at('0'), NOW).takenAtMs).toBeNull();
  expect(parseTakeout(at('99999999999'), NOW).takenAtMs).toBeNull();
  for (const wrong of ['', '[]', 'null', '{}', at('1e9'), '{"title":1}', '{"title":"a","favorited":"yes"}'])
    expect(() => parseTakeout(wrong, NOW), wrong).toThrow('it is no JSON');
});

it('whatever is in a JSON or a directory, it is understood or refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      try {
        const { takenAtMs } = parseTakeout(text, NOW);
        expect(takenAtMs === null || Number.isFinite(takenAtMs)).toBe(true);
      } catch (error) {
        expect(String(error)).toMatch(/it is no JSON/u);
      }
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' })), (name, names) => {
      const found = findTakeout(name, names);
      expect(found === undefined || names.includes(found)).toBe(true);
    }),
  );
});

it('one file that is wrong stops no other', async () => {
  const directory = makeTemporaryFolder();
  mkdirSync(join(directory, 'IMG_1.jpg.xmp'));
  for (const name of ['IMG_1.jpg', 'IMG_1.xmp']) writeFileSync(join(directory, name), name);
  writeFileSync(join(directory, 'IMG_1.jpg.json'), 'x'.repeat(1024 * 1024 + 1));
  const files = {
    read: async (path: string) => tags({ subjects: [readFileSync(path, 'utf8')] }),
    write: async () => undefined,
    close: async () => undefined,
  };
  const names = ['IMG_1.jpg', 'IMG_1.jpg.xmp', 'IMG_1.xmp', 'IMG_1.jpg.json'];
  expect(await readBeside(directory, 'IMG_1.jpg', names, files, NOW)).toEqual({
    keywords: [['IMG_1.jpg'], ['IMG_1.xmp']],
    takeout: null,
    description: '',
    troubles: [
      { path: join(directory, 'IMG_1.jpg.xmp'), reason: 'it is no file' },
      { path: join(directory, 'IMG_1.jpg.json'), reason: 'it is larger than 1 MB' },
    ],
  });
});
