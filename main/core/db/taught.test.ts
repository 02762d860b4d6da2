import { expect, test } from 'vitest';
import { addModel, addPhoto, openTestDatabase } from '../../../test/support/database.ts';
import { run } from './connection.ts';
import { getRevision } from './revisions.ts';
import { listSearchableById } from './searchable.ts';
import {
  deleteTaught,
  deleteTaughtGroup,
  getGroupStamp,
  getPreviousVersion,
  getTaughtReport,
  insertTaught,
  insertTaughtGroup,
  insertTaughtVersion,
  listTaught,
  listTaughtGroups,
  listTaughtThresholds,
  listTaughtVersions,
  listUndecidedScores,
  updateChosenProbability,
  updateGroupReport,
  updateTaughtReport,
  updateTaughtVersion,
} from './taught.ts';

const classifier = (foundProbability: number) => JSON.stringify({ foundProbability, factProbability: null });

test('the version in use and the one before are kept; scores are of the one in use and touch their photos', () => {
  const db = openTestDatabase();
  const modelId = addModel(db, ['n02123597']);
  const [one, two] = [addPhoto(db, 'one.jpg', modelId, []), addPhoto(db, 'two.jpg', modelId, [])];
  const id = insertTaught(db, 'own:1', 5);
  expect(insertTaught(db, 'own:1', 6)).toBe(id);
  const learn = (found: number, photoId: number) => {
    const version = {
      taughtId: id,
      modelId,
      madeAtMs: 7,
      classifier: classifier(found),
      vectors: Float32Array.of(found),
    };
    const versionId = insertTaughtVersion(db, version);
    updateTaughtVersion(db, id, versionId, '0 0 0', [{ photoId, probability: 0.75 }]);
    return versionId;
  };
  const taughtOf = (photoId: number) => listSearchableById(db, modelId, [photoId])[0]?.taught;
  learn(0.25, one);
  const second = learn(0.5, one);
  expect(getRevision(db)).toBe(listSearchableById(db, modelId, [one])[0]?.revision);
  learn(0.75, two);
  expect([taughtOf(one), taughtOf(two)]).toEqual([[], [{ taughtId: id, probability: 0.75 }]]);
  expect(listTaughtVersions(db)).toMatchObject([{ vectors: Float32Array.of(0.75) }]);
  expect(listTaughtThresholds(db)).toEqual([{ id, concept: 'own:1', foundProbability: 0.75, factProbability: null }]);
  expect(listTaught(db)).toMatchObject([{ id, hasPrevious: 1, positives: 0, examples: '0 0 0', settledFor: '0 0 0' }]);
  expect(getPreviousVersion(db, id)).toMatchObject({ id: second, vectors: Float32Array.of(0.5) });

  updateTaughtVersion(db, id, second, '0 0 0', []);
  expect([getPreviousVersion(db, id), taughtOf(two)]).toEqual([undefined, []]);
  learn(0.9, one);
  expect(getPreviousVersion(db, id)?.id).toBe(second);

  deleteTaught(db, id);
  expect([listTaught(db), listTaughtVersions(db), taughtOf(one)]).toEqual([[], [], []]);
});

test('the user’s own bound goes before what was measured, also for facts, and touches the photos that have a score', () => {
  const db = openTestDatabase();
  const modelId = addModel(db, ['n02123597']);
  const photoId = addPhoto(db, 'one.jpg', modelId, []);
  const id = insertTaught(db, 'own:1', 5);
  const learn = (found: number, fact: number | null) => {
    const learnt = JSON.stringify({ foundProbability: found, factProbability: fact });
    const version = { taughtId: id, modelId, madeAtMs: 7, classifier: learnt, vectors: Float32Array.of(1) };
    const versionId = insertTaughtVersion(db, version);
    updateTaughtVersion(db, id, versionId, '', [{ photoId, probability: 0.5 }]);
    return versionId;
  };
  const bounds = () =>
    listTaughtThresholds(db).map(({ foundProbability, factProbability }) => [foundProbability, factProbability]);
  learn(0.25, 0.75);
  expect(bounds()).toEqual([[0.25, 0.75]]);
  const before = getRevision(db);
  updateChosenProbability(db, id, 0.875);
  expect(bounds()).toEqual([[0.875, 0.875]]);
  expect(listSearchableById(db, modelId, [photoId])[0]?.revision).toBeGreaterThan(before);
  learn(0.5, null);
  expect(bounds()).toEqual([[0.875, null]]);
  expect(listTaught(db)).toMatchObject([{ chosenProbability: 0.875 }]);
  updateChosenProbability(db, id, null);
  expect(bounds()).toEqual([[0.5, null]]);
});

test('a report lies beside the version it tells of', () => {
  const db = openTestDatabase();
  const modelId = addModel(db, ['n02123597']);
  const id = insertTaught(db, 'own:1', 5);
  const version = { taughtId: id, modelId, madeAtMs: 7, classifier: classifier(0.5), vectors: Float32Array.of(1) };
  const [first, second] = [insertTaughtVersion(db, version), insertTaughtVersion(db, version)];
  updateTaughtReport(db, first, '{"of":"the first"}');
  expect([getTaughtReport(db, first), getTaughtReport(db, second)]).toEqual(['{"of":"the first"}', undefined]);
});

test('a group is settled for the examples of its classes, and loses its report when it is learnt anew', () => {
  const db = openTestDatabase();
  const modelId = addModel(db, ['n02123597']);
  const photoId = addPhoto(db, 'one.jpg', modelId, []);
  for (const concept of ['own:1', 'own:2']) insertTaught(db, concept, 5);
  const group = { name: 'pets', modelId, concepts: ['own:1', 'own:2'], classifier: '{}', vectors: Float32Array.of(1) };
  insertTaughtGroup(db, group, 9);
  const isSettled = () => listTaughtGroups(db)[0]?.settledFor === getGroupStamp(db, group.concepts);
  expect(isSettled()).toBe(true);
  updateGroupReport(db, 'pets', '{}');
  expect(listTaughtGroups(db)).toMatchObject([{ ...group, madeAtMs: 9, report: '{}' }]);
  run(
    db,
    'INSERT INTO decision (photo_hash, concept, verdict, decided_at_ms) SELECT hash, ?, 1, 3 FROM photo WHERE id = ?',
    'own:2',
    photoId,
  );
  expect(isSettled()).toBe(false);
  insertTaughtGroup(db, group, 10);
  expect([isSettled(), listTaughtGroups(db)[0]?.report]).toEqual([true, null]);
  expect([deleteTaughtGroup(db, 'pets'), deleteTaughtGroup(db, 'pets'), listTaughtGroups(db)]).toEqual([
    true,
    false,
    [],
  ]);
});

test('what the user has decided on is not asked about again', () => {
  const db = openTestDatabase();
  const modelId = addModel(db, ['n02123597']);
  const ids = ['a.jpg', 'b.jpg'].map((name) => addPhoto(db, name, modelId, []));
  const id = insertTaught(db, 'own:1', 5);
  const version = { taughtId: id, modelId, madeAtMs: 7, classifier: classifier(0.5), vectors: Float32Array.of(1) };
  const scores = ids.map((photoId, i) => ({ photoId, probability: 0.5 + i / 4 }));
  updateTaughtVersion(db, id, insertTaughtVersion(db, version), '', scores);
  expect(listUndecidedScores(db, id, 10).map(({ photoId }) => photoId)).toEqual([...ids].reverse());
  run(
    db,
    'INSERT INTO decision (photo_hash, concept, verdict, decided_at_ms) SELECT hash, ?, -1, 0 FROM photo WHERE id = ?',
    'own:1',
    ids[1] ?? 0,
  );
  expect(listUndecidedScores(db, id, 10).map(({ photoId }) => photoId)).toEqual([ids[0]]);
});
