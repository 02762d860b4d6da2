import type { WorkerPort } from './workers.ts';

/** Requests and answers that belong together carry the same job number. */
interface Numbered {
  job: number;
}

/** A worker as something that can be asked. */
export interface JobClient<In extends Numbered, Out extends Numbered> {
  /** Sends a request and waits for its answer. Rejects with `WorkerGone` where the worker ends first. */
  ask(request: In, transfer?: readonly ArrayBuffer[]): Promise<Out>;
  /** Sends a request that has no answer. */
  tell(request: In): void;
  readonly busy: number;
  /** Becomes true when the worker has ended; it answers nothing any more. */
  readonly gone: boolean;
  /** Resolves when everything that was asked has been answered, or the worker has ended. */
  whenIdle(): Promise<void>;
  close(): Promise<void>;
}

/** The worker ended while it had the job. */
export class WorkerGone extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'WorkerGone';
  }
}

/**
 * Matches answers to requests by their job numbers.
 * @param isInterim tells what comes before an answer, and takes note of it
 */
export function createJobClient<In extends Numbered, Out extends Numbered>(
  port: WorkerPort<In, Out>,
  isInterim: (message: Out) => boolean = () => false,
): JobClient<In, Out> {
  const waiting = new Map<number, { resolve(answer: Out): void; reject(error: Error): void }>();
  let gone = false;
  let idleListeners: (() => void)[] = [];

  function tellIdle(): void {
    if (waiting.size > 0) return;
    for (const listener of idleListeners) listener();
    idleListeners = [];
  }

  port.onMessage((answer) => {
    if (isInterim(answer)) return;
    const job = waiting.get(answer.job);
    waiting.delete(answer.job);
    job?.resolve(answer);
    tellIdle();
  });
  port.onExit((reason) => {
    gone = true;
    for (const job of waiting.values()) job.reject(new WorkerGone(reason));
    waiting.clear();
    tellIdle();
  });

  return {
    ask(request, transfer) {
      if (gone) return Promise.reject(new WorkerGone('The worker has ended.'));
      return new Promise((resolve, reject) => {
        waiting.set(request.job, { resolve, reject });
        port.post(request, transfer);
      });
    },
    tell(request) {
      if (!gone) port.post(request);
    },
    get busy() {
      return waiting.size;
    },
    get gone() {
      return gone;
    },
    whenIdle: () =>
      new Promise((resolve) => {
        idleListeners.push(resolve);
        tellIdle();
      }),
    close: () => port.terminate(),
  };
}
