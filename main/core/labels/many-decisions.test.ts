import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { ids, vocabulary } from '../../../test/support/vocabulary.ts';
import { HIDDEN, listDecisions } from '../db/decisions.ts';
import { createConceptSpace } from './concept-space.ts';
import { createDecisions } from './decisions.ts';
import { isVerdictLine, openJournal } from './journal.ts';

const names = Array.from({ length: 30 }, (_, i) => `${i}.jpg`);

function makeMany() {
  const db = openTestDatabase();
  const model = addModel(db, [ids.siamese]);
  const photoIds = names.map((name) => addPhoto(db, name, model, [{ index: 0, probability: 0.9 }]));
  const journalPath = join(makeTemporaryFolder(), 'decisions.jsonl');
  const decisions = createDecisions(db, createConceptSpace(db, vocabulary), openJournal(journalPath), () => 7);
  const verdicts = () => names.map((name) => listDecisions(db, hashOf(name)).map(({ verdict }) => verdict));
  return { db, photoIds, decisions, verdicts, journalPath };
}

test('what is said of many photos is one change, which leaves out what was said before and puts that back', () => {
  const { decisions, photoIds, verdicts, journalPath } = makeMany();
  decisions.decide(photoIds.slice(0, 3), 'cat', 'accepted');
  decisions.decide(photoIds.slice(3, 5), 'cat', 'rejected');
  const before = verdicts();
  const change = decisions.decide([...photoIds, ...photoIds.slice(0, 9)], 'cat', 'rejected');
  expect(change.photos).toBe(names.length - 2);
  expect(verdicts()).toEqual(names.map(() => [-1]));
  expect(openJournal(journalPath).read()).toHaveLength(5 + names.length - 2);
  expect(decisions.undo(change.changeId)).toEqual({ photos: names.length - 2 });
  expect(verdicts()).toEqual(before);
});

test('where the journal can not be written nothing is said, and nothing taken back', () => {
  const { decisions, photoIds, verdicts, journalPath } = makeMany();
  const change = decisions.setHidden(photoIds.slice(0, 2), true);
  rmSync(journalPath);
  mkdirSync(journalPath);
  const before = verdicts();
  expect(() => decisions.decide(photoIds, 'cat', 'rejected')).toThrow();
  expect(() => decisions.undo(change.changeId)).toThrow();
  expect(verdicts()).toEqual(before);
});

test('hidden photos are kept in the journal like everything else', () => {
  const { decisions, photoIds, journalPath } = makeMany();
  decisions.setHidden(photoIds.slice(0, 2), true);
  expect(
    openJournal(journalPath)
      .read()
      .filter(isVerdictLine)
      .map(({ concept, verdict }) => [concept, verdict]),
  ).toEqual([
    [HIDDEN, 1],
    [HIDDEN, 1],
  ]);
});
