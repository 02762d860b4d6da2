import { readFileSync } from 'node:fs';
import type { FetchAnswer } from '../electron/messages.ts';
import { runPreload } from '../electron/preload-host.ts';
import { Stage } from '../electron/stage.ts';
import { describeContract } from './contract.ts';

describeContract('Electron (the built main and preload on the stand-in)', async (dataFolder) => {
  const stage = new Stage(['--data', dataFolder]);
  const { window, preload } = await stage.first('window');
  const { url } = await stage.first('load');
  const bridge = runPreload(readFileSync(preload, 'utf8'), {
    invoke: (channel, args) => stage.ask({ kind: 'invoke', window, frame: { url, isMain: true }, channel, args }),
    send: (channel, args) => void stage.ask({ kind: 'send', window, frame: { url, isMain: true }, channel, args }),
    pathOf: () => '',
    onMessage: (deliver) => {
      stage.on((event) => {
        if (event.kind === 'send') deliver(event.channel, event.args);
      });
    },
  });
  return {
    // What a page can do whatever the types say.
    call: bridge.call as (method: string, request: unknown) => ReturnType<typeof bridge.call>,
    onPush: bridge.onPush,
    async fetchMedia(id, size) {
      const address = `${bridge.mediaBase}/${id}/${size}`;
      const { status, headers, body } = (await stage.ask({
        kind: 'fetch',
        url: address,
        method: 'GET',
      })) as FetchAnswer;
      return { status, type: headers['content-type'] ?? null, bytes: body };
    },
    close: () => stage.close(),
  };
});
