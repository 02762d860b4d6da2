import { expect, test } from 'vitest';
import type { LearnRequest, LearnResponse, WorkerPort } from '../../../shared/workers.ts';
import { createCourses } from './courses.ts';

type Told = (message: LearnResponse) => void;

/** Workers that are told what to say, by hand. */
function makeWorkers() {
  const workers: { requests: LearnRequest[]; say: Told; ended: boolean }[] = [];
  let nowMs = 0;
  const spawn = (): WorkerPort<LearnRequest, LearnResponse> => {
    const exits: ((reason: string) => void)[] = [];
    const worker = { requests: [] as LearnRequest[], say: (() => {}) as Told, ended: false };
    workers.push(worker);
    return {
      post: (request) => void worker.requests.push(request),
      onMessage(listener) {
        worker.say = listener;
      },
      onExit: (listener) => void exits.push(listener),
      async terminate() {
        worker.ended = true;
        for (const exit of exits.splice(0)) exit('It was ended.');
      },
    };
  };
  const told: (number | null)[] = [];
  const courses = createCourses({
    databasePath: '/library.sqlite',
    spawn,
    activeModelId: () => 1,
    clock: () => nowMs,
    onProgress: () => told.push(courses.progress?.done ?? null),
  });
  return {
    workers,
    courses,
    told,
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

const question = { kind: 'train-group' as const, classes: [] };
const settle = () => new Promise((resolve) => setImmediate(resolve));
const firstOf = <T>(list: readonly T[]): T => list[0] as T;

test('progress comes from the worker, with the time that is left; the worker ends with the course', async () => {
  const { workers, courses, told, pass } = makeWorkers();
  const run = courses.run('flowers', (course) => course.ask('trained-group', question));
  await settle();
  const worker = firstOf(workers);
  const { job } = firstOf(worker.requests);
  worker.say({ kind: 'progress', job, done: 1, total: 4 });
  expect(courses.progress).toEqual({ name: 'flowers', done: 1, total: 4, secondsLeft: null });
  pass(4_000);
  worker.say({ kind: 'progress', job, done: 2, total: 4 });
  expect(courses.progress).toEqual({ name: 'flowers', done: 2, total: 4, secondsLeft: 4 });
  worker.say({ kind: 'trained-group', job, classifier: '{}', vectors: new Float32Array(0) });
  expect(await run).toMatchObject({ kind: 'trained-group' });
  expect([worker.ended, courses.progress]).toEqual([true, null]);
  expect(told).toEqual([0, 1, 2, null]);
});

test('a course that is cancelled rejects, and the next one begins', async () => {
  const { workers, courses } = makeWorkers();
  const first = courses.run('first', (course) => course.ask('trained-group', question));
  const second = courses.run('second', (course) => course.ask('reported', question));
  await settle();
  expect(workers).toHaveLength(1);
  courses.cancel();
  await expect(first).rejects.toMatchObject({ code: 'cancelled', message: expect.stringContaining('first') });
  await settle();
  const worker = workers[1];
  const { job = 0 } = worker?.requests[0] ?? {};
  worker?.say({ kind: 'reported', job, report: '{}' });
  expect(await second).toMatchObject({ report: '{}' });
});

test('work without a worker is cancelled at its next step', async () => {
  const { courses } = makeWorkers();
  let steps = 0;
  const run = courses.run('', async (course) => {
    for (; steps < 100; steps++) {
      course.step(steps, 100);
      await settle();
      if (steps === 3) courses.cancel();
    }
  });
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  expect(steps).toBe(4);
});

test('what the worker could not do is told, and closing waits for nothing', async () => {
  const { workers, courses } = makeWorkers();
  const run = courses.run('flowers', (course) => course.ask('trained-group', question));
  await settle();
  const worker = firstOf(workers);
  worker.say({ kind: 'failed', job: firstOf(worker.requests).job, reason: 'None was looked at.' });
  await expect(run).rejects.toMatchObject({ code: 'not-found', message: 'None was looked at.' });
  const open = courses.run('open', (course) => course.ask('trained-group', question));
  await settle();
  await Promise.all([courses.close(), expect(open).rejects.toMatchObject({ code: 'cancelled' })]);
  await expect(courses.run('late', async () => {})).rejects.toThrow('closed');
});
