import { expect, test } from 'vitest';
import { hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { insertChange, listDecisions, undoChange } from './decisions.ts';

test('a change says what it changed and can be undone once', () => {
  const db = openTestDatabase();
  const wanted = ['a', 'b'].map((name) => ({ photoHash: hashOf(name), concept: 'n02123597', after: -1 as const }));
  const first = insertChange(db, wanted.slice(0, 1), 1);
  const second = insertChange(db, wanted, 2);
  expect(first.items).toHaveLength(1);
  expect(second.items.map((item) => [item.before, item.after])).toEqual([[0, -1]]);
  expect(undoChange(db, second.id, 3)).toHaveLength(1);
  expect(undoChange(db, second.id, 4)).toBeUndefined();
  expect(listDecisions(db, hashOf('a'))).toEqual([{ concept: 'n02123597', verdict: -1 }]);
  expect(listDecisions(db, hashOf('b'))).toEqual([]);
});

test('undoing puts back the verdict that was there before, not nothing', () => {
  const db = openTestDatabase();
  const item = { photoHash: hashOf('a'), concept: 'n02123597' };
  insertChange(db, [{ ...item, after: 1 }], 1);
  const change = insertChange(db, [{ ...item, after: -1 }], 2);
  undoChange(db, change.id, 3);
  expect(listDecisions(db, item.photoHash)).toEqual([{ concept: 'n02123597', verdict: 1 }]);
});

test('decisions on photos that the library does not hold are kept', () => {
  const db = openTestDatabase();
  insertChange(db, [{ photoHash: hashOf('gone'), concept: 'own:1', after: 1 }], 1);
  expect(listDecisions(db, hashOf('gone'))).toEqual([{ concept: 'own:1', verdict: 1 }]);
});
