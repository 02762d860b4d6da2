import { setTimeout as sleep } from 'node:timers/promises';
import type { JobClient } from '../../../shared/job-client.ts';

/** How long a worker may go on with what it has begun. */
const GRACE_MS = 3_000;

/**
 * Ends a worker when it has finished what it was asked: one that is ended in the midst of native code (a network's run, a
 * picture's decoding) can take the whole process with it.
 */
export async function closeClient<In extends { job: number }, Out extends { job: number }>(
  client: JobClient<In, Out>,
): Promise<void> {
  const grace = new AbortController();
  await Promise.race([client.whenIdle(), sleep(GRACE_MS, undefined, { signal: grace.signal }).catch(() => undefined)]);
  grace.abort();
  await client.close();
}
