import type { Method, Push, Request, Response } from '../../shared/api.ts';
import type { Answer } from '../../shared/bridge.ts';
import { t } from '../i18n/texts.ts';
import { ConnectionError, createClient, type Transport } from './client.ts';

/** The browser reconnects by itself after a broken line, but not after an HTTP error: then we do. */
const RECONNECT_MS = 2000;

/** Talks to the server this page came from. The session is a cookie; the header keeps forms of other sites out. */
export function createHttpTransport(base = ''): Transport {
  const pushListeners = new Set<(push: Push) => void>();
  const connectionListeners = new Set<(connected: boolean) => void>();
  let connected = true;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function setConnected(now: boolean): void {
    if (connected === now) return;
    connected = now;
    for (const listener of connectionListeners) listener(now);
  }

  function listen(): void {
    clearTimeout(retry);
    source?.close();
    const opened = new EventSource(`${base}/events`);
    source = opened;
    opened.onopen = () => setConnected(true);
    opened.onmessage = (message: MessageEvent<string>) => {
      const push: Push = JSON.parse(message.data);
      for (const listener of pushListeners) listener(push);
    };
    opened.onerror = () => {
      setConnected(false);
      if (opened.readyState === EventSource.CLOSED) retry = setTimeout(listen, RECONNECT_MS);
    };
  }

  function stopListening(): void {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  }

  async function call<M extends Method>(method: M, request: Request<M>): Promise<Answer<Response<M>>> {
    try {
      const response = await fetch(`${base}/api/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-bowerbird': '1' },
        body: JSON.stringify(request),
      });
      return await response.json();
    } catch {
      // Either no line, or something between that does not speak the contract.
      throw new ConnectionError(t.connection.lost);
    }
  }

  return {
    client: createClient(call),
    onPush(listener) {
      pushListeners.add(listener);
      if (!source) listen();
      return () => {
        pushListeners.delete(listener);
        if (pushListeners.size === 0) stopListening();
      };
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      return () => connectionListeners.delete(listener);
    },
    mediaUrl: (id, size) => `${base}/media/${id}/${size}`,
  };
}
