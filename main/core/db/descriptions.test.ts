import { expect, it } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { insertChange } from './decisions.ts';
import { findDescribed, insertDescriptions, undoDescriptions } from './descriptions.ts';

function describe(texts: readonly string[]) {
  const db = openTestDatabase();
  const model = addModel(db, []);
  const photoIds = texts.map((_, i) => addPhoto(db, `${i}.jpg`, model, []));
  const wanted = texts.map((text, i) => ({ photoHash: hashOf(`${i}.jpg`), after: text }));
  insertDescriptions(db, insertChange(db, [], 1).id, wanted, 1);
  return {
    db,
    find: (text: string) =>
      findDescribed(db, text)
        .map((id) => photoIds.indexOf(id))
        .sort(),
  };
}

it.each([
  ['mull', [0]],
  ['Müller’s PARTY', [0]],
  ['party müller', []],
  ['art', []],
  ['1975', [1]],
  ['100%', [1]],
  ["o'clock", [1]],
  ['東京', [2]],
  ['タワー', [2]],
  ['की', [3]],
  ['का', []],
  ['', []],
  [' %_ ', []],
  ['unbelievably', [4]],
  ['unbelievablylong', [4]],
  ['unbelievablylonger', []],
  ['words: unbel', []],
  ['with unbelievablylong words', [4]],
  ['𠮷野', [4]],
])('%j is found where a word begins so, whatever the case and accents', (text, places) => {
  const { find } = describe([
    'At the Müller’s party',
    'Herbst 1975, 100 % rain; o’clock',
    '昨日の東京タワー',
    'राम की किताब',
    'with unbelievablylong words 大𠮷野家',
  ]);
  expect(find(text)).toEqual(places);
});

it('what it is found by goes when it is changed, and nothing of it stays', () => {
  const { db, find } = describe(['first of all, 東京', 'second']);
  const photoHash = hashOf('0.jpg');
  insertDescriptions(db, insertChange(db, [], 2).id, [{ photoHash, after: 'second' }], 2);
  expect([find('first'), find('東'), find('second')]).toEqual([[], [], [0, 1]]);
  const change = insertChange(db, [], 3);
  insertDescriptions(
    db,
    change.id,
    [
      { photoHash, after: null },
      { photoHash: hashOf('1.jpg'), after: '' },
    ],
    3,
  );
  expect(find('second')).toEqual([]);
  expect(db.connection.prepare('SELECT * FROM description_word').all()).toEqual([]);
  undoDescriptions(db, change.id, 4);
  expect(find('second')).toEqual([0, 1]);
});

it('the description of a photo is looked up, never searched for', () => {
  const { db } = describe(['one']);
  for (const sql of [
    'SELECT text FROM description WHERE photo_hash = ?',
    'SELECT text FROM description WHERE id = ?',
    "SELECT description_id FROM description_word WHERE word >= ? AND word < 'b'",
    'SELECT photo_hash FROM change_description WHERE change_id = ?',
    'SELECT photo_hash FROM change_date WHERE change_id = ?',
  ]) {
    const plan = db.connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(1);
    expect(plan, sql).toMatchObject([{ detail: expect.stringMatching(/^SEARCH/u) }]);
  }
});
