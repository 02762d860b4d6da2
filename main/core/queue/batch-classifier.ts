import { AppError } from '../../../shared/errors.ts';
import { createJobClient, type JobClient, WorkerGone } from '../../../shared/job-client.ts';
import type {
  ClassifyRequest,
  ClassifyResponse,
  ClassMap,
  ClassShare,
  Prediction,
  RgbImage,
  WorkerPort,
} from '../../../shared/workers.ts';
import { type BatchSize, createBatchSize } from './batch-size.ts';
import { closeClient } from './close-client.ts';

/** The classify worker, which gets frames one by one and looks at them in batches. */
export interface BatchClassifier {
  /** @throws AppError model-invalid where the pack can't be loaded, WorkerGone where the worker ended */
  classify(frame: RgbImage): Promise<Prediction>;
  /**
   * Where in a frame some classes are seen, after the batch that is looked at now; null where the pack can't tell.
   * @throws AppError model-invalid, WorkerGone
   */
  map(frame: RgbImage, classes: ClassShare[]): Promise<ClassMap | null>;
  /** Changes to another pack, now or when the next frame comes. */
  use(packFolder: string): void;
  /** Milliseconds that the network has worked so far. */
  readonly busyMs: number;
  close(): Promise<void>;
}

interface Waiting {
  frame: RgbImage;
  resolve(prediction: Prediction): void;
  reject(error: Error): void;
}

/** @param mostThreads that one run of the network may use; how many it does is found out when it is loaded */
export function createBatchClassifier(
  spawn: () => WorkerPort<ClassifyRequest, ClassifyResponse>,
  mostThreads: number,
): BatchClassifier {
  let client: JobClient<ClassifyRequest, ClassifyResponse> | undefined;
  let wanted: string | undefined;
  let loaded: string | undefined;
  /** Another network may be quicker with others. */
  let size: BatchSize = createBatchSize();
  let lastJob = 0;
  let busyMs = 0;
  let running = false;
  let closed = false;
  const queue: Waiting[] = [];

  async function ensureLoaded(): Promise<JobClient<ClassifyRequest, ClassifyResponse>> {
    if (closed) throw new WorkerGone('The library is closed.');
    if (!client || client.gone) {
      client = createJobClient(spawn());
      loaded = undefined;
    }
    if (wanted === undefined) throw new AppError('model-invalid', 'No model is chosen.');
    if (loaded !== wanted) {
      const packFolder = wanted;
      // Whatever comes of it, the one before is closed.
      loaded = undefined;
      const answer = await client.ask({ kind: 'load', job: ++lastJob, packFolder, mostThreads });
      if (answer.kind === 'failed') throw new AppError('model-invalid', answer.reason);
      loaded = packFolder;
      size = createBatchSize();
    }
    return client;
  }

  async function runBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const worker = await ensureLoaded();
      const answer = await worker.ask({ kind: 'classify', job: ++lastJob, frames: batch.map((item) => item.frame) });
      if (answer.kind !== 'classified') {
        throw new Error(answer.kind === 'failed' ? answer.reason : 'The network gave no answer.');
      }
      busyMs += answer.ms;
      size.add(batch.length, answer.ms);
      batch.forEach((item, i) => {
        const prediction = answer.predictions[i];
        if (prediction) item.resolve(prediction);
        else item.reject(new Error('The network gave no answer.'));
      });
    } catch (error) {
      for (const item of batch) item.reject(error instanceof Error ? error : new WorkerGone(String(error)));
    }
  }

  async function drain(): Promise<void> {
    if (running) return;
    running = true;
    while (queue.length > 0) await runBatch(takeBatch());
    running = false;
  }

  /** The frame that has waited longest, with others of its size. */
  function takeBatch(): Waiting[] {
    const first = queue[0]?.frame;
    const batch = queue
      .filter(({ frame }) => frame.width === first?.width && frame.height === first?.height)
      .slice(0, size.most);
    for (const item of batch) queue.splice(queue.indexOf(item), 1);
    return batch;
  }

  return {
    classify(frame) {
      return new Promise((resolve, reject) => {
        queue.push({ frame, resolve, reject });
        void drain();
      });
    },
    async map(frame, classes) {
      const worker = await ensureLoaded();
      const answer = await worker.ask({ kind: 'map', job: ++lastJob, frame, classes });
      if (answer.kind !== 'mapped') {
        throw new AppError('model-invalid', answer.kind === 'failed' ? answer.reason : 'The network gave no answer.');
      }
      return answer.map;
    },
    use(packFolder) {
      wanted = packFolder;
    },
    get busyMs() {
      return busyMs;
    },
    async close() {
      closed = true;
      if (client) await closeClient(client);
    },
  };
}
