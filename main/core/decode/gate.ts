/** Runs tasks one after another, in the order they came. A task that fails does not hold up the next. */
export type Gate = <T>(task: () => Promise<T>) => Promise<T>;

export function createGate(): Gate {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}
