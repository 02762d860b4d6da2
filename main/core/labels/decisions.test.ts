import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { ids, vocabulary } from '../../../test/support/vocabulary.ts';
import type { WriteDb } from '../db/connection.ts';
import { listDecisions } from '../db/decisions.ts';
import { getDescription } from '../db/descriptions.ts';
import { createBackup } from './backup.ts';
import { createConceptSpace } from './concept-space.ts';
import { createDecisions } from './decisions.ts';
import { openJournal } from './journal.ts';

function makeDecisions(journalPath = join(makeTemporaryFolder(), 'decisions.jsonl')) {
  const db = openTestDatabase();
  const model = addModel(db, [ids.siamese]);
  const photoId = addPhoto(db, 'mitzi.jpg', model, [{ index: 0, probability: 0.9 }]);
  const space = createConceptSpace(db, vocabulary);
  const journal = openJournal(journalPath);
  const decisions = createDecisions(db, space, journal, () => 7);
  createBackup({ db, space, journal, nameOf: decisions.nameOf, now: () => 7 }).replayJournal('any');
  return { db, photoId, space, decisions, journalPath };
}

test('a label that is a noun becomes its concept; any other text a label of the user', () => {
  const { decisions, photoId, db } = makeDecisions();
  expect(decisions.decide([photoId], 'siamese cats', 'rejected').label).toEqual({
    name: 'Siamese cat',
    concept: ids.siamese,
  });
  const own = decisions.decide([photoId], 'Our Rex', 'accepted');
  expect(own.label).toEqual({ name: 'Our Rex', concept: 'own:1' });
  expect(decisions.decide([photoId], '  our  REX ', 'accepted')).toMatchObject({ label: own.label, photos: 0 });
  expect(listDecisions(db, hashOf('mitzi.jpg'))).toEqual([
    { concept: ids.siamese, verdict: -1 },
    { concept: 'own:1', verdict: 1 },
  ]);
});

test('where one photo is unknown nothing is changed at all', () => {
  const { decisions, photoId, db, journalPath } = makeDecisions();
  expect(() => decisions.decide([photoId, 999], 'cat', 'accepted')).toThrowError(
    expect.objectContaining({ code: 'not-found' }),
  );
  expect(listDecisions(db, hashOf('mitzi.jpg'))).toEqual([]);
  expect(openJournal(journalPath).read()).toEqual([]);
});

test('a lost database gets its descriptions back from the journal, and knows which were emptied or taken back', () => {
  const lost = makeDecisions();
  const ofPhotos = ['mitzi.jpg', 'rex.jpg', 'tom.jpg', 'max.jpg'];
  const photoIds = ofPhotos.map((name) => addPhoto(lost.db, name, 1, []));
  const [mitzi = 0, rex = 0, tom = 0, max = 0] = photoIds;
  lost.decisions.describe([mitzi, rex, tom], 'first');
  lost.decisions.describe([mitzi], 'Mitzi’s\r\nbirthday ');
  lost.decisions.describe([rex], '');
  expect(lost.decisions.describe([max], ' ')).toMatchObject({ photos: 0, description: null });
  expect(lost.decisions.undo(lost.decisions.describe([tom, max], 'second').changeId)).toEqual({ photos: 2 });
  const said = ['Mitzi’s\nbirthday', '', 'first', undefined];
  const textsIn = (db: WriteDb) => ofPhotos.map((name) => getDescription(db, hashOf(name))?.text);
  expect(textsIn(lost.db)).toEqual(said);
  const taken = lost.decisions.takeIn({
    labels: [],
    dates: [],
    descriptions: ofPhotos.map((name) => ({ photoHash: hashOf(name), text: 'theirs' })),
  });
  expect([taken.descriptions, textsIn(lost.db)]).toEqual([1, [...said.slice(0, 3), 'theirs']]);
  lost.decisions.undo(taken.changeId ?? 0);

  const fresh = makeDecisions(lost.journalPath);
  expect(textsIn(fresh.db)).toEqual(said);
});

test('a lost database gets its decisions back from the journal, own labels by name', () => {
  const lost = makeDecisions();
  lost.decisions.decide([lost.photoId], 'Our Rex', 'accepted');
  lost.decisions.decide([lost.photoId], ids.siamese, 'rejected');
  const change = lost.decisions.decide([lost.photoId], 'tabby', 'accepted');
  lost.decisions.undo(change.changeId);
  appendFileSync(lost.journalPath, '{"at":1,"photo":"cut sho');

  const fresh = makeDecisions(lost.journalPath);
  expect(listDecisions(fresh.db, hashOf('mitzi.jpg'))).toEqual([
    { concept: ids.siamese, verdict: -1 },
    { concept: 'own:1', verdict: 1 },
  ]);
  expect(fresh.space.find('our rex')).toHaveLength(1);
  expect(readFileSync(lost.journalPath, 'utf8')).toContain('"verdict":0');
});

test('rather something else is one change: said and undone together', () => {
  const { decisions, photoId, db } = makeDecisions();
  const change = decisions.replace([photoId], ids.siamese, ids.persian);
  expect(change).toMatchObject({ label: { concept: ids.persian }, verdict: 'accepted', photos: 1 });
  expect(listDecisions(db, hashOf('mitzi.jpg'))).toEqual([
    { concept: ids.persian, verdict: 1 },
    { concept: ids.siamese, verdict: -1 },
  ]);
  expect(decisions.undo(change.changeId)).toEqual({ photos: 1 });
  expect(listDecisions(db, hashOf('mitzi.jpg'))).toEqual([]);
});

test('a cat that is rather a Siamese stays a cat', () => {
  const { decisions, photoId, db } = makeDecisions();
  decisions.decide([photoId], ids.cat, 'accepted');
  decisions.replace([photoId], ids.cat, ids.siamese);
  expect(listDecisions(db, hashOf('mitzi.jpg'))).toEqual([{ concept: ids.siamese, verdict: 1 }]);
});

test('an own label gets another name, on all photos and in the journal', () => {
  const { decisions, photoId, db, space, journalPath } = makeDecisions();
  const { label } = decisions.decide([photoId], 'Our Rex', 'accepted');
  const named = { concept: label.concept, name: 'Mitzi', before: 'Our Rex' };
  expect(decisions.rename(label.concept, ' Mitzi ')).toEqual(named);
  expect([space.find('mitzi').length, space.find('our rex').length]).toEqual([1, 0]);
  expect(listDecisions(db, hashOf('mitzi.jpg'))).toEqual([{ concept: label.concept, verdict: 1 }]);
  const fresh = makeDecisions(journalPath);
  const concepts = listDecisions(fresh.db, hashOf('mitzi.jpg')).map(
    ({ concept }) => fresh.space.numberOf(concept) ?? 0,
  );
  expect(concepts.map((number) => fresh.space.concept(number).name)).toEqual(['Mitzi']);
});

test('a name that another label has is refused, and so is a label that is not the user’s own', () => {
  const { decisions, photoId } = makeDecisions();
  const { label } = decisions.decide([photoId], 'Our Rex', 'accepted');
  decisions.decide([photoId], 'Our Mitzi', 'accepted');
  const rename = (concept: string, name: string) => () => decisions.rename(concept, name);
  expect(rename(label.concept, 'our mitzi')).toThrowError(expect.objectContaining({ code: 'invalid-request' }));
  expect(rename(label.concept, 'cat')).toThrowError(expect.objectContaining({ code: 'invalid-request' }));
  expect(rename(label.concept, 'OUR REX')).not.toThrow();
  expect(rename(ids.siamese, 'Mitzi')).toThrowError(expect.objectContaining({ code: 'not-found' }));
  expect(rename('own:99', 'Mitzi')).toThrowError(expect.objectContaining({ code: 'not-found' }));
});
