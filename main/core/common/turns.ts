/** For how long such work has the thread at a time. */
const TURN_MS = 4;

/** Long work in steps of a millisecond or two: between them it may rest. */
export type Steps<T> = Generator<undefined, T>;

/** Does all of it at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does it in short turns: whatever else there is to do comes in between. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const endMs = performance.now() + TURN_MS;
    while (performance.now() < endMs) {
      const step = steps.next();
      if (step.done) return step.value;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
