import { AppError, assertNever } from '../../../shared/errors.ts';
import type { ClassifyRequest, ClassifyResponse } from '../../../shared/workers.ts';
import { makeWithThreads } from './choose-threads.ts';
import { type Classifier, createClassifier } from './classifier.ts';
import { loadPack, type VerifiedPack } from './pack.ts';

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
          classifier = await createTriedClassifier(pack, request.mostThreads);
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

/**
 * Loads a network and shows it an empty picture: one that can't look at any is refused as such, and not every photo. It gets
 * as many threads as pay.
 * @throws AppError model-invalid
 */
async function createTriedClassifier(pack: VerifiedPack, mostThreads: number): Promise<Classifier> {
  const { id, input } = pack.manifest;
  const width = input.wholeFrame?.longSides[0] ?? input.width;
  const height = input.wholeFrame?.shortSide ?? input.height;
  const empty = { width, height, data: new Uint8Array(width * height * 3) };
  async function make(threads: number) {
    const classifier = await createClassifier(pack, threads);
    try {
      await classifier.classify([empty]);
    } catch (error) {
      await classifier.close();
      throw new AppError('model-invalid', `The network of ${id} can't look at a picture: ${(error as Error).message}`);
    }
    return { classifier, run: () => classifier.classify([empty]), close: () => classifier.close() };
  }
  return (await makeWithThreads(make, mostThreads)).classifier;
}
