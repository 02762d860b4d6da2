import { assertNever } from '../../../shared/errors.ts';
import type { ClassifyRequest, ClassifyResponse } from '../../../shared/workers.ts';
import { type Classifier, createClassifier } from './classifier.ts';
import { loadPack } from './pack.ts';

/** Answers the messages of the classify worker; one network at a time. */
export function createClassifyService(): {
  handle(request: ClassifyRequest): Promise<ClassifyResponse>;
  close(): Promise<void>;
} {
  let classifier: Classifier | undefined;

  async function handle(request: ClassifyRequest): Promise<ClassifyResponse> {
    const job = request.job;
    try {
      switch (request.kind) {
        case 'load': {
          const pack = loadPack(request.packFolder);
          const before = classifier;
          // Where the new one can't be run there is none: one that is closed answers nothing, and can't be closed again.
          classifier = undefined;
          await before?.close();
          classifier = await createClassifier(pack, request.threads);
          return { kind: 'loaded', job, id: pack.manifest.id, version: pack.manifest.version };
        }
        case 'classify': {
          if (!classifier) return { kind: 'failed', job, reason: 'No model is loaded.' };
          const started = performance.now();
          const predictions = await classifier.classify(request.frames);
          return { kind: 'classified', job, predictions, ms: performance.now() - started };
        }
        case 'map': {
          if (!classifier) return { kind: 'failed', job, reason: 'No model is loaded.' };
          return { kind: 'mapped', job, map: await classifier.map(request.frame, request.classes) };
        }
        default:
          return assertNever(request);
      }
    } catch (error) {
      return { kind: 'failed', job, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  return { handle, close: async () => classifier?.close() };
}
