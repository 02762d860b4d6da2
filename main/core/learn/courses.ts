import { AppError } from '../../../shared/errors.ts';
import { createJobClient, type JobClient, WorkerGone } from '../../../shared/job-client.ts';
import type { TeachingProgress } from '../../../shared/model/status.ts';
import type { LearnRequest, LearnResponse, WorkerPort } from '../../../shared/workers.ts';

export interface CoursesDeps {
  databasePath: string;
  spawn(): WorkerPort<LearnRequest, LearnResponse>;
  activeModelId(): number;
  /** Monotonic, in ms. */
  clock(): number;
  /** A course has begun, is further on, or has ended. */
  onProgress(): void;
}

type Plain<R> = R extends LearnRequest ? Omit<R, 'job' | 'databasePath' | 'modelId'> : never;

/** A question to the learn worker without what every question says. */
export type LearnQuestion = Plain<LearnRequest>;

/** Something long to learn, as the one who teaches it sees it. */
export interface Course {
  /** Asks a worker that works for this course alone. @throws AppError not-found, cancelled */
  ask<K extends LearnResponse['kind']>(
    kind: K,
    question: LearnQuestion,
    onStep?: (done: number, total: number) => void,
  ): Promise<Extract<LearnResponse, { kind: K }>>;
  /** Tells how many steps of all are done. @throws AppError cancelled */
  step(done: number, total: number): void;
}

/**
 * What takes long to learn, one after the other, each in a worker of its own that ends with it: so quick lessons need not
 * wait, and cancelling is ending the worker.
 */
export interface Courses {
  /** Of the course that is given now; null where there is none. */
  readonly progress: TeachingProgress | null;
  /** Gives a course when those before it have ended. @throws AppError cancelled, and what the work throws */
  run<T>(name: string, work: (course: Course) => Promise<T>): Promise<T>;
  /** Ends the course that is given now; its `run` rejects. */
  cancel(): void;
  close(): Promise<void>;
}

/** What a course took so far says nothing of the rest before that. */
const LEAST_TO_ESTIMATE_MS = 1_000;

export function createCourses(deps: CoursesDeps): Courses {
  const { onProgress, clock } = deps;
  let current: { name: string; done: number; total: number; startedMs: number; cancel(): void } | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  let lastJob = 0;

  async function give<T>(name: string, work: (course: Course) => Promise<T>): Promise<T> {
    if (closed) throw new WorkerGone('The library is closed.');
    let client: JobClient<LearnRequest, LearnResponse> | undefined;
    let isCancelled = false;
    let listener: ((done: number, total: number) => void) | undefined;
    const running = { name, done: 0, total: 0, startedMs: clock(), cancel };
    current = running;
    onProgress();

    function cancel(): void {
      isCancelled = true;
      void client?.close();
    }
    function check(): void {
      if (isCancelled) throw new AppError('cancelled', `“${name}” was stopped; what was learnt before is as it was.`);
    }
    function step(done: number, total: number): void {
      check();
      Object.assign(running, { done, total });
      onProgress();
    }
    function takeProgress(message: LearnResponse): boolean {
      if (message.kind !== 'progress') return false;
      if (!isCancelled) (listener ?? step)(message.done, message.total);
      return true;
    }

    const course: Course = {
      step,
      async ask(kind, question, onStep) {
        check();
        listener = onStep;
        client ??= createJobClient(deps.spawn(), takeProgress);
        const { databasePath } = deps;
        try {
          const answer = await client.ask({ ...question, job: ++lastJob, databasePath, modelId: deps.activeModelId() });
          check();
          if (answer.kind === 'failed') throw new AppError('not-found', answer.reason);
          if (answer.kind !== kind) throw new Error(`The learn worker answered ${answer.kind} to ${question.kind}.`);
          return answer as Extract<LearnResponse, { kind: typeof kind }>;
        } catch (error) {
          check();
          throw error;
        }
      },
    };
    try {
      return await work(course);
    } finally {
      current = undefined;
      await client?.close();
      onProgress();
    }
  }

  return {
    get progress() {
      if (!current) return null;
      const { name, done, total, startedMs } = current;
      const elapsedMs = clock() - startedMs;
      const isTold = done > 0 && elapsedMs >= LEAST_TO_ESTIMATE_MS;
      const secondsLeft = isTold ? Math.round((elapsedMs * (total - done)) / done / 1_000) : null;
      return { name, done, total, secondsLeft };
    },
    run(name, work) {
      const given = last.then(() => give(name, work));
      last = given.catch(() => undefined);
      return given;
    },
    cancel: () => current?.cancel(),
    async close() {
      closed = true;
      current?.cancel();
      await last;
    },
  };
}
