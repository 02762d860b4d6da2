import { expect, it } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { insertChange } from './decisions.ts';
import { findDescribed, insertDescriptions } from './descriptions.ts';

function describe(texts: readonly string[]) {
  const db = openTestDatabase();
  const model = addModel(db, []);
  const photoIds = texts.map((_, i) => addPhoto(db, `${i}.jpg`, model, []));
  const wanted = texts.map((text, i) => ({ photoHash: hashOf(`${i}.jpg`), after: text }));
  insertDescriptions(db, insertChange(db, [], 1).id, wanted, 1);
  return { db, find: (text: string) => findDescribed(db, text).map((id) => photoIds.indexOf(id)) };
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
])('%j is found where a word begins so, whatever the case and accents', (text, places) => {
  const { find } = describe([
    'At the Müller’s party',
    'Herbst 1975, 100 % rain; o’clock',
    '昨日の東京タワー',
    'राम की किताब',
    '',
  ]);
  expect(find(text)).toEqual(places);
});

it('what it is found by goes when it is changed', () => {
  const { db, find } = describe(['first']);
  const photoHash = hashOf('0.jpg');
  insertDescriptions(db, insertChange(db, [], 2).id, [{ photoHash, after: 'second' }], 2);
  expect([find('first'), find('second')]).toEqual([[], [0]]);
});

it('the description of a photo is looked up, never searched for', () => {
  const { db } = describe(['one']);
  for (const sql of [
    'SELECT text FROM description WHERE photo_hash = ?',
    'SELECT photo_hash FROM change_description WHERE change_id = ?',
    'SELECT photo_hash FROM change_date WHERE change_id = ?',
  ]) {
    const plan = db.connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(1);
    expect(plan, sql).toMatchObject([{ detail: expect.stringMatching(/^SEARCH/u) }]);
  }
});
