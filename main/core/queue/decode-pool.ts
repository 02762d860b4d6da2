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

export function createDecodePool(spawn: () => WorkerPort<DecodeRequest, DecodeResponse>, size: number): DecodePool {
  const clients: DecodeClient[] = [];
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
    return client;
  }

  return {
    start() {
      const client = pick();
      const job = ++lastJob;
      return {
        identify: (path) => client.ask({ kind: 'identify', job, path }),
        decode: (request) => client.ask({ kind: 'decode', job, ...request }),
        release: () => client.tell({ kind: 'release', job }),
      };
    },
    render: (request) => pick().ask({ kind: 'render', job: ++lastJob, ...request }),
    frame: (request) => pick().ask({ kind: 'frame', job: ++lastJob, ...request }),
    async close() {
      closed = true;
      await Promise.all(clients.splice(0).map(closeClient));
    },
  };
}
