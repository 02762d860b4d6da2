import { join } from 'node:path';
import { readManifest } from '../../main/core/classify/pack.ts';
import { createDecodeService } from '../../main/core/decode/decode-service.ts';
import type { Workers } from '../../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../../main/faces/runtime.ts';
import type {
  ClassifyRequest,
  ClassifyResponse,
  DecodeRequest,
  DecodeResponse,
  WorkerPort,
} from '../../shared/workers.ts';

const { outputs } = readManifest(join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet'));

/** A worker within this thread. */
function portOf<In, Out>(
  answer: (message: In) => Promise<Out | null>,
  close: () => Promise<void>,
): WorkerPort<In, Out> {
  let onMessage: (message: Out) => void = () => undefined;
  let isOpen = true;
  return {
    post: (message) =>
      void answer(message).then((out) => {
        if (out && isOpen) onMessage(out);
      }),
    onMessage(listener) {
      onMessage = listener;
    },
    onExit: () => undefined,
    async terminate() {
      isOpen = false;
      await close();
    },
  };
}

function spawnDecode(): WorkerPort<DecodeRequest, DecodeResponse> {
  const service = createDecodeService();
  return portOf(service.handle, service.close);
}

/** In the place of the network: a class that goes by the colour in the middle of the picture. */
function spawnClassify(): WorkerPort<ClassifyRequest, ClassifyResponse> {
  return portOf(
    async (request) => {
      const { job } = request;
      switch (request.kind) {
        case 'load':
          return { kind: 'loaded', job, id: 'stand-in', version: '1' };
        case 'map':
          return { kind: 'mapped', job, map: null };
        case 'classify':
          return {
            kind: 'classified',
            job,
            ms: 1,
            predictions: request.frames.map(({ width, height, data }) => ({
              classes: [{ index: (data[(width * height * 3) >> 1] ?? 0) + 200, probability: 0.9 }],
              embedding: new Float32Array(outputs.embedding.size).fill(0.1),
            })),
          };
      }
    },
    async () => undefined,
  );
}

/** Real decoding without a thread of its own, and no network: for tests that open many libraries one after the other. */
export function createTestWorkers(): Workers {
  return { ...createThreadWorkers(), spawnDecode, spawnClassify };
}
