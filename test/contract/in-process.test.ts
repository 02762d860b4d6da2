import { readFile } from 'node:fs/promises';
import { createDispatcher } from '../../main/rpc/dispatch.ts';
import { isMediaSize } from '../../shared/model/photo.ts';
import { describeContract } from './contract.ts';
import { openTestLibrary } from './open-library.ts';

describeContract('in-process calls', async (dataFolder) => {
  const library = await openTestLibrary(dataFolder);
  const dispatcher = createDispatcher(library.api);
  return {
    call: dispatcher.call,
    onPush: library.onPush,
    async fetchMedia(id, size) {
      const file =
        isMediaSize(size) && Number.isInteger(Number(id)) ? await library.media.find(Number(id), size) : null;
      if (!file) return { status: 404, type: null, bytes: new Uint8Array() };
      return { status: 200, type: file.type, bytes: await readFile(file.path) };
    },
    close: () => library.close(),
  };
});
