/** A disk or share that does not answer in this time counts as unreachable. Disks that have to spin up take up to 8 s. */
export const ANSWER_LIMIT_MS = 10_000;

/** The disk or share did not answer. */
export class NoAnswer extends Error {
  /** Resolves when it does after all. */
  readonly answered: Promise<void>;

  constructor(answered: Promise<void>) {
    super(NO_ANSWER);
    this.name = 'NoAnswer';
    this.answered = answered;
  }
}

/** The same in words for the user. */
export const NO_ANSWER = 'The disk or share does not answer.';

let unanswered = 0;

/**
 * How many questions to disks this process has given up. Each holds one of the threads that work for Node, until the disk
 * answers or the process ends; as long as there are some, the process can't end in order.
 */
export function countUnanswered(): number {
  return unanswered;
}

/**
 * Waits for an answer of the file system, but not for ever: a share whose server is gone may never give one.
 * @throws NoAnswer after the time given; what else the question fails with
 */
export async function inTime<T>(question: Promise<T>, limitMs = ANSWER_LIMIT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Where this process itself was busy all the time, the answer may be there: it is read before this comes to pass.
      timer = setTimeout(() => {
        unanswered++;
        const settle = () => {
          unanswered--;
        };
        reject(new NoAnswer(question.then(settle, settle)));
      }, 1);
    }, limitMs);
  });
  try {
    return await Promise.race([question, limit]);
  } finally {
    clearTimeout(timer);
  }
}
