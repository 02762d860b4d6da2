import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { ids, vocabulary } from '../../../test/support/vocabulary.ts';
import { FAVOURITE, getDecision, HIDDEN, listAllDecisions, listDecisions } from '../db/decisions.ts';
import { getDescription } from '../db/descriptions.ts';
import { listOwnConcepts } from '../db/own-concepts.ts';
import { createBackup } from './backup.ts';
import { createConceptSpace } from './concept-space.ts';
import { createDecisions } from './decisions.ts';
import { isVerdictLine, openJournal, parseJournal } from './journal.ts';

/** A library with these photos, whose clock the test sets. */
function makeLibrary(...names: string[]) {
  const db = openTestDatabase();
  const journalPath = join(makeTemporaryFolder(), 'decisions.jsonl');
  const model = addModel(db, [ids.siamese]);
  const photoIds = names.map((name) => addPhoto(db, name, model, [{ index: 0, probability: 0.9 }]));
  const space = createConceptSpace(db, vocabulary);
  const clock = { now: 1_000 };
  const journal = openJournal(journalPath);
  const decisions = createDecisions(db, space, journal, () => clock.now);
  const { nameOf } = decisions;
  const backup = createBackup({ db, space, journal, nameOf, now: () => clock.now });
  return { db, journalPath, photoIds, space, clock, decisions, backup };
}

const lineOf = (change: object) => `${JSON.stringify({ ...siameseLine, ...change })}\n`;
const siameseLine = {
  at: 500,
  photo: Buffer.from(hashOf('mitzi.jpg')).toString('hex'),
  concept: ids.siamese,
  name: 'Siamese cat',
  verdict: -1,
};

test('what was said in one library is said in another, own labels by name and marks too', () => {
  const from = makeLibrary('mitzi.jpg', 'rex.jpg');
  const [mitzi = 0, rex = 0] = from.photoIds;
  from.decisions.decide([mitzi, rex], 'First of my labels', 'accepted');
  from.decisions.decide([mitzi], ids.siamese, 'rejected');
  from.decisions.setFavourite([mitzi], true);
  from.decisions.decide([rex], 'Our Rex', 'accepted');
  const taken = from.decisions.decide([rex], 'tabby', 'accepted');
  from.decisions.undo(taken.changeId);
  const file = from.backup.exportDecisions();
  expect(file.decisions).toBe(5);

  const to = makeLibrary('mitzi.jpg', 'other.jpg');
  to.decisions.decide([to.photoIds[1] ?? 0], 'Our Rex', 'accepted');
  to.clock.now = 2_000;
  expect(to.backup.importDecisions(file.text)).toEqual({
    decisions: 5,
    unchanged: 0,
    photos: 2,
    photosKnown: 1,
    skipped: 0,
    changeId: expect.any(Number),
  });
  expect(listDecisions(to.db, hashOf('mitzi.jpg'))).toEqual([
    { concept: FAVOURITE, verdict: 1 },
    { concept: ids.siamese, verdict: -1 },
    { concept: 'own:2', verdict: 1 },
  ]);
  expect(listDecisions(to.db, hashOf('rex.jpg'))).toEqual([
    { concept: 'own:1', verdict: 1 },
    { concept: 'own:2', verdict: 1 },
  ]);
  expect(to.space.find('first of my labels')).toHaveLength(1);
  expect(to.backup.importDecisions(file.text)).toMatchObject({ decisions: 0, unchanged: 5, changeId: null });
  const lines = (text: string) =>
    parseJournal(text)
      .lines.filter(isVerdictLine)
      .map(({ concept, ...line }) => ({ ...line, own: /^own/u.test(concept) }));
  expect(lines(to.backup.exportDecisions().text)).toEqual(expect.arrayContaining(lines(file.text)));
});

test('it is one change: undone it leaves what was there before', () => {
  const { backup, decisions, db, photoIds, clock } = makeLibrary('mitzi.jpg');
  decisions.decide(photoIds, ids.siamese, 'accepted');
  clock.now = 2_000;
  const text = lineOf({ at: 1_500 }) + lineOf({ concept: HIDDEN, name: 'Hidden', verdict: 1 });
  const { changeId, decisions: count } = backup.importDecisions(text);
  expect(count).toBe(2);
  expect(decisions.undo(changeId ?? 0)).toEqual({ photos: 1 });
  expect(listDecisions(db, hashOf('mitzi.jpg'))).toEqual([{ concept: ids.siamese, verdict: 1 }]);
});

test('the later word stands, whichever side it is on', () => {
  const { backup, decisions, db, photoIds, clock } = makeLibrary('mitzi.jpg');
  decisions.decide(photoIds, ids.siamese, 'accepted');
  clock.now = 3_000;
  expect(backup.importDecisions(lineOf({ at: 999 }))).toMatchObject({ decisions: 0, unchanged: 1 });
  expect(backup.importDecisions(lineOf({ at: 1_001 }))).toMatchObject({ decisions: 1, unchanged: 0 });
  expect(getDecision(db, hashOf('mitzi.jpg'), ids.siamese)).toEqual({ verdict: -1, decidedAtMs: 1_001 });
});

test('a clock that was ahead makes no word that stands for ever', () => {
  const { backup, decisions, db, photoIds, clock } = makeLibrary('mitzi.jpg');
  backup.importDecisions(lineOf({ at: 9_999_999 }));
  expect(getDecision(db, hashOf('mitzi.jpg'), ids.siamese)?.decidedAtMs).toBe(1_000);
  clock.now = 1_001;
  decisions.decide(photoIds, ids.siamese, 'accepted');
  expect(parseJournal(backup.exportDecisions().text).lines).toMatchObject([{ at: 1_001, verdict: 1 }]);
});

test('a journal can be brought in as it is: of each photo and label its last line counts', () => {
  const from = makeLibrary('mitzi.jpg');
  from.decisions.decide(from.photoIds, 'Our Rex', 'accepted');
  const wrong = from.decisions.decide(from.photoIds, 'tabby', 'accepted');
  from.decisions.undo(wrong.changeId);
  const text = openJournal(from.journalPath)
    .read()
    .map((line) => JSON.stringify(line))
    .join('\r\n');
  const to = makeLibrary('mitzi.jpg');
  expect(to.backup.importDecisions(`\uFEFF${text}\n\n`)).toMatchObject({ decisions: 1, skipped: 0 });
  expect(listDecisions(to.db, hashOf('mitzi.jpg'))).toEqual([{ concept: 'own:1', verdict: 1 }]);
});

test('lines that can not be read are left out and counted', () => {
  const { backup } = makeLibrary('mitzi.jpg');
  const bad = [
    '{"at":1,"photo":"cut sho\n',
    '<html>\n',
    'null\n',
    lineOf({ photo: '12' }),
    lineOf({ at: 1.5 }),
    lineOf({ at: -1 }),
    lineOf({ verdict: 2 }),
    lineOf({ name: ' ' }),
    lineOf({ concept: '' }),
    lineOf({ name: 'x'.repeat(201) }),
  ];
  expect(backup.importDecisions(bad.join('') + lineOf({}))).toMatchObject({ decisions: 1, skipped: bad.length });
});

test('where the journal can not be written nothing is taken in, and no label is left behind', () => {
  const { backup, db, journalPath, space } = makeLibrary('mitzi.jpg');
  rmSync(journalPath, { force: true });
  mkdirSync(journalPath);
  const text = lineOf({}) + lineOf({ concept: 'own:7', name: 'Our Rex', verdict: 1 });
  expect(() => backup.importDecisions(text)).toThrow();
  expect([listAllDecisions(db), space.find('our rex'), existsSync(journalPath)]).toEqual([[], [], true]);
});

test('what was brought in is in the journal with the time at which it was said', () => {
  const { backup, journalPath } = makeLibrary('mitzi.jpg');
  backup.importDecisions(lineOf({}));
  expect(openJournal(journalPath).read()).toEqual([
    { ...siameseLine, name: vocabulary.concept(vocabulary.numberOf(ids.siamese) ?? 0).name },
  ]);
});

test('what was said after the clock was set back stands when a copy is brought to what the journal says', () => {
  const now = makeLibrary('mitzi.jpg');
  const copy = makeLibrary('mitzi.jpg');
  for (const { clock, decisions, photoIds } of [now, copy]) {
    clock.now = 90_000;
    decisions.decide(photoIds, ids.siamese, 'accepted');
  }
  now.clock.now = 2_000;
  now.decisions.decide(now.photoIds, ids.siamese, 'rejected');
  copyFileSync(now.journalPath, copy.journalPath);
  copy.clock.now = 3_000;
  copy.backup.replayJournal('any');
  expect(listDecisions(copy.db, hashOf('mitzi.jpg'))).toEqual([{ concept: ids.siamese, verdict: -1 }]);
});

test('a label that was renamed is not there under its old name when the journal is replayed', () => {
  const now = makeLibrary('mitzi.jpg');
  const copy = makeLibrary('mitzi.jpg');
  const { label } = now.decisions.decide(now.photoIds, 'Our Mitzi', 'accepted');
  now.decisions.rename(label.concept, 'Mitzi the cat');
  copyFileSync(now.journalPath, copy.journalPath);
  copy.backup.replayJournal('any');
  expect(listOwnConcepts(copy.db).map(({ name }) => name)).toEqual(['Mitzi the cat']);
});

test('a line that a crash cut short spoils nothing that is said after it', () => {
  const library = makeLibrary('mitzi.jpg');
  library.decisions.decide(library.photoIds, ids.siamese, 'accepted');
  appendFileSync(library.journalPath, lineOf({ at: 700 }).slice(0, 40));
  library.decisions.decide(library.photoIds, 'Our Mitzi', 'accepted');
  const { lines, skipped } = parseJournal(readFileSync(library.journalPath, 'utf8'));
  expect([lines.filter(isVerdictLine).map(({ name }) => name), skipped]).toEqual([['Siamese cat', 'Our Mitzi'], 1]);
});

test('what could not be written to the database in the end is not in the journal, and no label is left of it', () => {
  const { decisions, photoIds, journalPath, db, space } = makeLibrary('mitzi.jpg');
  decisions.decide(photoIds, ids.siamese, 'accepted');
  const before = readFileSync(journalPath, 'utf8');
  const failing = () =>
    decisions.together(() => {
      decisions.decide(photoIds, 'Our Mitzi', 'accepted');
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect(readFileSync(journalPath, 'utf8')).toBe(before);
  expect([listOwnConcepts(db), space.resolveLabel('Our Mitzi')]).toEqual([[], undefined]);
});

test('descriptions go with the rest: later words stand, hostile ones are skipped, a lost journal has them', () => {
  const { backup, decisions, db, photoIds, clock, journalPath } = makeLibrary('mitzi.jpg');
  const text = () => getDescription(db, hashOf('mitzi.jpg'));
  const describedAt = (at: number, description: unknown) =>
    `${JSON.stringify({ at, photo: siameseLine.photo, description })}\n`;
  decisions.describe(photoIds, 'ours');
  clock.now = 3_000;
  expect(backup.importDecisions(describedAt(999, 'earlier'))).toMatchObject({ decisions: 0, unchanged: 1 });
  const hostile = [7, ['a'], 'x'.repeat(5_001), undefined].map((one) => describedAt(2_000, one)).join('');
  expect(backup.importDecisions(hostile)).toMatchObject({ decisions: 0, skipped: 4 });
  const report = backup.importDecisions(describedAt(1_500, 'between') + describedAt(1_400, 'later\u0000\r\n'));
  expect([report.decisions, text()]).toEqual([1, { text: 'later', describedAtMs: 1_400 }]);
  expect(decisions.undo(report.changeId ?? 0)).toEqual({ photos: 1 });
  expect(text()?.text).toBe('ours');

  rmSync(journalPath);
  backup.beginJournal();
  expect(openJournal(journalPath).read()).toEqual([{ at: 3_000, photo: siameseLine.photo, description: 'ours' }]);
  expect(backup.exportDecisions()).toMatchObject({ decisions: 1, text: describedAt(3_000, 'ours') });
});
