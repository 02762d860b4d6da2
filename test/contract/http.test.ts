import { tmpdir } from 'node:os';
import { startHttpFace } from '../../main/faces/http/server.ts';
import type { Push } from '../../shared/api.ts';
import { describeContract } from './contract.ts';
import { openTestLibrary } from './open-library.ts';

/** Reads server-sent events, whose data is one push each, until the stream is aborted. */
async function readPushes(response: Response, deliver: (push: Push) => void): Promise<void> {
  let text = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      if (event.startsWith('data: ')) deliver(JSON.parse(event.slice('data: '.length)));
    }
  }
}

describeContract('HTTP', async (dataFolder) => {
  const library = await openTestLibrary(dataFolder);
  const face = await startHttpFace(library, { port: 0, rendererFolder: tmpdir() });
  const { origin } = new URL(face.url);
  const login = await fetch(face.url, { redirect: 'manual' });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const abort = new AbortController();
  const listeners = new Set<(push: Push) => void>();
  const events = await fetch(`${origin}/events`, { headers: { cookie }, signal: abort.signal });
  const reading = readPushes(events, (push) => {
    for (const listener of listeners) listener(push);
  }).catch(() => undefined);
  return {
    async call(method, request) {
      const headers = { cookie, 'content-type': 'application/json', 'x-bowerbird': '1' };
      const body = JSON.stringify(request);
      const response = await fetch(`${origin}/api/${method}`, { method: 'POST', headers, body });
      return response.json();
    },
    onPush(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async fetchMedia(id, size) {
      const response = await fetch(`${origin}/media/${id}/${size}`, { headers: { cookie } });
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { status: response.status, type: response.headers.get('content-type'), bytes };
    },
    async close() {
      abort.abort();
      await reading;
      await face.close();
      await library.close();
    },
  };
});
