import { expect, test } from 'vitest';
import { addModel, addPhoto, openTestDatabase } from '../../test/support/database.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import { ids, numberOf, vocabulary } from '../../test/support/vocabulary.ts';
import { createAdaptation } from './adaptation.ts';
import { insertPrediction } from './db/predictions.ts';
import { listSearchableById } from './db/searchable.ts';
import { createConceptSpace } from './labels/concept-space.ts';
import { createDecisions } from './labels/decisions.ts';
import { openJournal } from './labels/journal.ts';
import { createLabeller } from './labels/labeller.ts';
import { createLearnService } from './learn/learn-service.ts';

/** A library whose model calls every photo a Siamese cat; only what lies in the first dimension is one. */
function openLibrary() {
  const db = openTestDatabase();
  const modelId = addModel(db, [ids.siamese, ids.husky]);
  const space = createConceptSpace(db, vocabulary);
  const labeller = createLabeller(db, space, () => 0.95);
  const journal = openJournal(`${makeTemporaryFolder()}/decisions.jsonl`);
  const decisions = createDecisions(db, space, journal, Date.now);
  const service = createLearnService();
  let job = 0;
  const adaptation = createAdaptation({
    db,
    space,
    labeller,
    async learn(request) {
      const source = { job: ++job, databasePath: db.connection.name, modelId };
      const answer = service.handle({ kind: 'adapt', ...request, ...source }, () => undefined);
      if (answer.kind !== 'adapted') throw new Error(JSON.stringify(answer));
      return answer;
    },
    activeModelId: () => modelId,
    now: () => 5,
    onLearnt: () => labeller.refresh(),
  });
  const predictionOf = (i: number, isCat: boolean) => ({
    classes: [{ index: 0, probability: 0.4 + (i % 5) / 50 }],
    embedding: Float32Array.from({ length: 8 }, (_, d) =>
      d === 0 ? (isCat ? 1 : 0.1) : d === 1 + (i % 7) ? 0.5 : 0.2,
    ),
  });
  const photos = Array.from({ length: 60 }, (_, i) => {
    const isCat = i % 2 === 0;
    const id = addPhoto(db, `${i}.jpg`, modelId, []);
    insertPrediction(db, id, modelId, predictionOf(i, isCat));
    return { id, isCat };
  });
  const of = (isCat: boolean) => photos.filter((photo) => photo.isCat === isCat).map(({ id }) => id);
  const isFound = (id: number) => {
    const [photo] = listSearchableById(db, modelId, [id]);
    const concepts = photo ? labeller.contentOf(photo).concepts : [];
    return concepts.find(({ concept }) => concept === numberOf(ids.siamese))?.isFound ?? false;
  };
  return { db, modelId, adaptation, decisions, cats: of(true), others: of(false), isFound, predictionOf };
}

test('enough corrections teach a label of the model, new photos get it so, and undoing them takes it back', async () => {
  const { db, modelId, adaptation, decisions, cats, others, isFound, predictionOf } = openLibrary();
  expect([isFound(cats[20] ?? 0), isFound(others[20] ?? 0)]).toEqual([true, true]);
  decisions.decide(cats.slice(0, 12), ids.siamese, 'accepted');
  const rejected = decisions.decide(others.slice(0, 12), ids.siamese, 'rejected');
  expect(adaptation.list().labels).toMatchObject([{ confirmed: 12, rejected: 12, why: 'waiting', applied: false }]);

  await adaptation.learnBehind();
  const [label] = adaptation.list().labels;
  expect(label).toMatchObject({ concept: ids.siamese, name: 'Siamese cat', why: 'better', applied: true });
  expect(label?.before?.error).toBe(0.5);
  expect(label?.after?.error).toBeLessThan(0.1);
  expect(cats.slice(12).filter(isFound)).toHaveLength(18);
  expect(others.slice(12).filter(isFound)).toHaveLength(0);

  const late = addPhoto(db, 'late.jpg', modelId, []);
  const prediction = predictionOf(1, false);
  insertPrediction(db, late, modelId, prediction);
  adaptation.scorePhoto(late, modelId, prediction);
  expect(isFound(late)).toBe(false);

  decisions.undo(rejected.changeId);
  await adaptation.learnBehind();
  expect(adaptation.list().labels).toEqual([]);
  expect(isFound(others[20] ?? 0)).toBe(true);
  await adaptation.close();
});

test('corrections that teach nothing change nothing, and that is told', async () => {
  const { adaptation, decisions, cats, others, isFound } = openLibrary();
  const mixed = cats.flatMap((id, i) => [id, others[i] ?? 0]);
  decisions.decide(mixed.slice(0, 12), ids.siamese, 'accepted');
  decisions.decide(mixed.slice(12, 20), ids.siamese, 'rejected');
  await adaptation.learnBehind();
  expect(adaptation.list().labels).toMatchObject([{ why: 'not-better', applied: false }]);
  expect(isFound(others[25] ?? 0)).toBe(true);
});
