import type { ServerResponse } from 'node:http';
import type { Push } from '../../../shared/api.ts';

/** What the core says unasked, to all who listen (server-sent events). */
export interface EventStream {
  add(response: ServerResponse): void;
  send(push: Push): void;
  close(): void;
}

const KEEP_ALIVE_MS = 20_000;

/** @param maxWaitingBytes a listener that reads so slowly that more than this waits for it is cut off: it asks anew */
export function createEventStream(maxWaitingBytes: number): EventStream {
  const listeners = new Set<ServerResponse>();
  const keepAlive = setInterval(() => write(': here\n\n'), KEEP_ALIVE_MS);
  keepAlive.unref();

  function write(text: string): void {
    for (const response of listeners) {
      if (response.writableLength > maxWaitingBytes) response.destroy();
      else response.write(text);
    }
  }

  return {
    add(response) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write(': hello\n\n');
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    },
    send: (push) => write(`data: ${JSON.stringify(push)}\n\n`),
    close() {
      clearInterval(keepAlive);
      for (const response of listeners) response.end();
    },
  };
}
