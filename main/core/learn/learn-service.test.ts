import { expect, test } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import type { LearnResponse } from '../../../shared/workers.ts';
import { addModel, addPhoto, openTestDatabase } from '../../../test/support/database.ts';
import { run } from '../db/connection.ts';
import { decodeEmbedding, encodeEmbedding, listEmbeddings } from '../db/predictions.ts';
import { createScorer, type LabelClassifier, toProbability } from './classifier.ts';
import { createLearnService } from './learn-service.ts';
import { normalise } from './samples.ts';

const SIZE = 24;
const PHOTOS = 60;

const plain: LabelClassifier = {
  kind: 'logistic',
  penalty: null,
  neighbours: null,
  positiveVectors: 0,
  bias: 0.1,
  slope: 3,
  offset: -0.5,
  foundProbability: 0.5,
  factProbability: null,
  averagePrecision: null,
  precision: null,
  recall: null,
  reason: '',
  positives: 4,
  negatives: 3,
  background: 0,
};

test.each([
  ['one row of weights', plain, 1],
  ['neighbours by cosine', { ...plain, kind: 'nearest', neighbours: 3, positiveVectors: 4 } as const, 7],
  ['fewer neighbours than are wanted', { ...plain, kind: 'nearest', neighbours: 5, positiveVectors: 2 } as const, 3],
  ['neighbours by L1', { ...plain, kind: 'nearest', neighbours: 2, positiveVectors: 4, distance: 'l1' } as const, 7],
])('all photos at once get the scores that each would get by itself: %s', (_, classifier, rows) => {
  const db = openTestDatabase();
  const modelId = addModel(db, ['n02123597']);
  const random = createRandom(8);
  const draw = () => Float32Array.from({ length: SIZE }, () => random() - 0.5);
  for (let i = 0; i < PHOTOS; i++) {
    const photoId = addPhoto(db, `photo ${i}`, modelId, []);
    run(db, 'UPDATE embedding SET vector = ? WHERE photo_id = ?', encodeEmbedding(draw()), photoId);
  }
  const vectors = new Float32Array(rows * SIZE);
  for (let row = 0; row < rows; row++) vectors.set(normalise(draw()), row * SIZE);
  const answer = createLearnService().handle(
    {
      kind: 'score',
      job: 1,
      databasePath: db.connection.name,
      modelId,
      classifier: JSON.stringify(classifier),
      vectors,
    },
    () => {},
  ) as LearnResponse & { kind: 'scored' };
  const score = createScorer({ classifier, vectors }, SIZE);
  const expected = new Map(
    listEmbeddings(db, modelId, { revision: 0, photoId: 0 }, PHOTOS).map(({ photoId, vector }) => [
      photoId,
      toProbability(classifier, score(normalise(decodeEmbedding(vector as Uint8Array)))),
    ]),
  );
  expect(answer.scores.photoIds).toHaveLength(PHOTOS);
  answer.scores.photoIds.forEach((photoId, i) => {
    expect(answer.scores.values[i]).toBeCloseTo(expected.get(photoId) as number, 3);
  });
});
