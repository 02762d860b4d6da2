import { parentPort } from 'node:worker_threads';
import type { ParentPort } from '../../shared/workers.ts';

/** What Electron gives a `utilityProcess` as `process.parentPort`. It transfers message ports only, so bytes are copied. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/**
 * The way back to the process or thread that started this one. The caller names the protocol, which both ends share
 * (`shared/workers.ts`); messages come from the program itself and are not checked.
 * @throws Error where nobody started this as a worker
 */
export function connectToParent<In, Out>(): ParentPort<In, Out> {
  const thread = parentPort;
  if (thread) {
    return {
      post: (message, transfer = []) => thread.postMessage(message, [...transfer]),
      onMessage: (listener) => void thread.on('message', (message: In) => listener(message)),
    };
  }
  if ('parentPort' in process && isUtilityPort(process.parentPort)) {
    const utility = process.parentPort;
    return {
      post: (message) => utility.postMessage(message),
      onMessage: (listener) => utility.on('message', ({ data }) => listener(data as In)),
    };
  }
  if (process.send) return connectToProcess();
  throw new Error('This file runs as a worker only.');
}

/** The way back from a process that Node's `fork` has started. It ends with the one that started it, and not before. */
function connectToProcess<In, Out>(): ParentPort<In, Out> {
  process.on('disconnect', () => process.exit());
  // From a terminal they reach both; the program ends its workers itself, when they have finished what they do.
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
  return {
    post: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => void process.on('message', (message) => listener(message as In)),
  };
}

function isUtilityPort(value: unknown): value is UtilityPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;
}
