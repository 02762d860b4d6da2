import { expect, test } from 'vitest';
import { addModel, addPhoto, openTestDatabase } from '../../../test/support/database.ts';
import { run } from './connection.ts';
import { insertRevision } from './revisions.ts';
import { listSearchable } from './searchable.ts';

test('read page by page, each photo comes once, the oldest change first; many of one revision are not looked through again', () => {
  const db = openTestDatabase();
  const model = addModel(db, ['n02123597']);
  for (let i = 0; i < 20; i++) addPhoto(db, `${i}.jpg`, model, [{ index: 0, probability: 0.9 }]);
  run(db, 'UPDATE photo SET revision = ? WHERE id BETWEEN 3 AND 12', insertRevision(db));
  const all = [1, 2, ...[13, 14, 15, 16, 17, 18, 19, 20], ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 12]];
  for (const limit of [1, 3, 7, 30]) {
    const read: number[] = [];
    let after = { revision: 0, id: 0 };
    for (let page = 0; page < all.length + 1; page++) {
      const photos = listSearchable(db, model, after, limit);
      read.push(...photos.map(({ id }) => id));
      after = photos.at(-1) ?? after;
    }
    expect(read, `pages of ${limit}`).toEqual(all);
  }
  const plans = [...db.statements.keys()]
    .filter((sql) => sql.includes('ORDER BY revision'))
    .map((sql) => db.connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...sql.split('?').slice(1).fill('')))
    .map((rows) =>
      (rows as { detail: string }[]).map(({ detail }) => detail).find((detail) => detail.includes('photo ')),
    );
  expect(plans).toEqual([
    'SEARCH photo USING INDEX photo_by_revision (revision=? AND rowid>?)',
    'SEARCH photo USING INDEX photo_by_revision (revision>?)',
  ]);
});
