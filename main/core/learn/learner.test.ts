import { expect, test } from 'vitest';
import type { LearnRequest, LearnResponse, WorkerPort } from '../../../shared/workers.ts';
import { addModel, openTestDatabase } from '../../../test/support/database.ts';
import type { Courses } from './courses.ts';
import { createLearner } from './learner.ts';

/** A learner whose worker only says how many photos it has read; tells how many workers began and ended. */
function makeLearner(restAfterMs: number) {
  const db = openTestDatabase();
  const modelId = addModel(db, ['n02123597']);
  const workers = { begun: 0, ended: 0 };
  const spawn = (): WorkerPort<LearnRequest, LearnResponse> => {
    workers.begun++;
    let answer = (_: LearnResponse) => {};
    let exit = (_: string) => {};
    return {
      post: ({ job }) => queueMicrotask(() => answer({ kind: 'warm', job, photos: 0 })),
      onMessage: (listener) => {
        answer = listener;
      },
      onExit: (listener) => {
        exit = listener;
      },
      async terminate() {
        workers.ended++;
        exit('it was ended');
      },
    };
  };
  const learner = createLearner({
    db,
    databasePath: '',
    spawn,
    activeModelId: () => modelId,
    augment: async () => [],
    courses: {} as Courses,
    now: () => 0,
    restAfterMs,
    onLearnt: () => {},
  });
  return { learner, workers };
}

test('the worker that holds the vectors ends when nobody asks for a while, and begins anew with the next question', async () => {
  const { learner, workers } = makeLearner(20);
  await learner.warm();
  await expect.poll(() => workers.ended).toBe(1);
  await learner.warm();
  expect(workers).toEqual({ begun: 2, ended: 1 });
  await learner.close();
  expect(workers.ended).toBe(2);
});

test('as long as questions come, one worker answers them', async () => {
  const { learner, workers } = makeLearner(60_000);
  for (let i = 0; i < 5; i++) await learner.warm();
  expect(workers).toEqual({ begun: 1, ended: 0 });
  await learner.close();
});
