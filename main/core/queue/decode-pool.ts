import { createJobClient, type JobClient, WorkerGone } from '../../../shared/job-client.ts';
import type { DecodeRequest, DecodeResponse, WorkerPort } from '../../../shared/workers.ts';
import { closeClient } from './close-client.ts';

type DecodeClient = JobClient<DecodeRequest, DecodeResponse>;

/** One file's way through a decode worker: both steps must reach the same one, which keeps the bytes between them. */
export interface DecodeJob {
  /** @throws WorkerGone */
  identify(path: string): Promise<DecodeResponse>;
  /** @throws WorkerGone */
  decode(request: Omit<Extract<DecodeRequest, { kind: 'decode' }>, 'kind' | 'job'>): Promise<DecodeResponse>;
  /** Lets the worker forget the bytes. */
  release(): void;
}

/** Decode workers, started when first needed and again after one has ended. */
export interface DecodePool {
  start(): DecodeJob;
  /** Makes one thumbnail. @throws WorkerGone */
  render(request: Omit<Extract<DecodeRequest, { kind: 'render' }>, 'kind' | 'job'>): Promise<DecodeResponse>;
  /** Makes the network's picture of a file. @throws WorkerGone */
  frame(request: Omit<Extract<DecodeRequest, { kind: 'frame' }>, 'kind' | 'job'>): Promise<DecodeResponse>;
  close(): Promise<void>;
}

/**
 * A worker that decodes and answers nothing for so long is stuck in code that can't be interrupted: its own limits end a file
 * in two minutes at most.
 */
const SILENCE_LIMIT_MS = 180_000;

/** @param silenceLimitMs after which a worker that decodes is ended */
export function createDecodePool(
  spawn: () => WorkerPort<DecodeRequest, DecodeResponse>,
  size: number,
  silenceLimitMs = SILENCE_LIMIT_MS,
): DecodePool {
  const clients: DecodeClient[] = [];
  const watches = new WeakMap<DecodeClient, Watch>();
  let lastJob = 0;
  let closed = false;

  /** The least busy worker; one more is started while all are busy and there may be more. */
  function pick(): DecodeClient {
    for (let i = clients.length - 1; i >= 0; i--) if (clients[i]?.gone) clients.splice(i, 1);
    const idlest = clients.reduce<DecodeClient | undefined>(
      (best, client) => (best && best.busy <= client.busy ? best : client),
      undefined,
    );
    if (idlest && (idlest.busy === 0 || clients.length >= size)) return idlest;
    if (closed) throw new WorkerGone('The library is closed.');
    const client = createJobClient(spawn());
    clients.push(client);
    watches.set(client, createWatch(client, silenceLimitMs));
    return client;
  }

  function decodeWith(client: DecodeClient, request: DecodeRequest): Promise<DecodeResponse> {
    const answer = client.ask(request);
    return watches.get(client)?.(answer) ?? answer;
  }

  return {
    start() {
      const client = pick();
      const job = ++lastJob;
      return {
        identify: (path) => client.ask({ kind: 'identify', job, path }),
        decode: (request) => decodeWith(client, { kind: 'decode', job, ...request }),
        release: () => client.tell({ kind: 'release', job }),
      };
    },
    render: (request) => decodeWith(pick(), { kind: 'render', job: ++lastJob, ...request }),
    frame: (request) => decodeWith(pick(), { kind: 'frame', job: ++lastJob, ...request }),
    async close() {
      closed = true;
      await Promise.all(clients.splice(0).map(closeClient));
    },
  };
}

/** Follows a worker's answers to what makes it decode. */
type Watch = (answer: Promise<DecodeResponse>) => Promise<DecodeResponse>;

/** Ends a worker that has something to decode and answers nothing for so long. */
function createWatch(client: DecodeClient, limitMs: number): Watch {
  let decoding = 0;
  let isStuck = false;
  let timer: NodeJS.Timeout | undefined;

  function restart(): void {
    clearTimeout(timer);
    if (decoding === 0) return;
    timer = setTimeout(() => {
      isStuck = true;
      void client.close();
    }, limitMs);
  }

  return async (answer) => {
    decoding++;
    restart();
    try {
      return await answer;
    } catch (error) {
      throw isStuck ? new WorkerGone(`it gave no answer for ${Math.round(limitMs / 1000)} seconds`) : error;
    } finally {
      decoding--;
      restart();
    }
  };
}
