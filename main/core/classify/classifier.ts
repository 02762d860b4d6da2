import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AppError, assert } from '../../../shared/errors.ts';
import type { PackInput } from '../../../shared/model/pack.ts';
import type { Prediction, RgbImage } from '../../../shared/workers.ts';
import type { VerifiedPack } from './pack.ts';

/** Classes below this probability are not kept; nor are more than `MAX_CLASSES`. */
const MIN_PROBABILITY = 0.003;
const MAX_CLASSES = 40;

/** A network ready to look at pictures. */
export interface Classifier {
  readonly pack: VerifiedPack;
  /** One prediction per frame; all frames of a call have the same size. Blocks the thread while the network runs. */
  classify(frames: readonly RgbImage[]): Promise<Prediction[]>;
  close(): Promise<void>;
}

/**
 * Loads the pack's network on the CPU.
 * @param threads that one run may use
 * @throws AppError model-invalid where the graph can't be loaded or has not the outputs that the manifest names
 */
export async function createClassifier(pack: VerifiedPack, threads: number): Promise<Classifier> {
  const { manifest } = pack;
  let session: InferenceSession;
  try {
    session = await InferenceSession.create(join(pack.folder, manifest.model), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      // Waiting threads that spin would take the cores from the decoders.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    throw new AppError('model-invalid', `The network of ${manifest.id} can't be loaded: ${(error as Error).message}`);
  }
  const { probabilities, embedding } = manifest.outputs;
  const wanted = [probabilities, embedding.name];
  const missing = wanted.find((name) => !session.outputNames.includes(name));
  if (missing !== undefined) {
    throw new AppError('model-invalid', `The network of ${manifest.id} has no output "${missing}".`);
  }

  return {
    pack,
    async classify(frames) {
      if (frames.length === 0) return [];
      const outputs = await session.run({ [manifest.input.name]: toTensor(frames, manifest.input) }, wanted);
      const rows = readRows(outputs[probabilities], frames.length);
      const vectors = readRows(outputs[embedding.name], frames.length);
      return rows.map((row, i) => ({ classes: bestClasses(row), embedding: vectors[i] ?? new Float32Array() }));
    },
    close: () => session.release(),
  };
}

/** Planes [N, 3, height, width] of `(value - mean) / scale` from RGB bytes. */
export function toTensor(frames: readonly RgbImage[], input: PackInput): Tensor {
  const first = frames[0];
  assert(first, 'a batch has at least one frame');
  const { width, height } = first;
  const plane = width * height;
  const values = new Float32Array(frames.length * 3 * plane);
  const lookup = input.mean.map((mean, c) =>
    Float32Array.from({ length: 256 }, (_, byte) => (byte - mean) / (input.scale[c] ?? 1)),
  );
  frames.forEach((frame, n) => {
    assert(frame.width === width && frame.height === height, 'all frames of a batch have one size');
    lookup.forEach((table, c) => {
      const start = (n * 3 + c) * plane;
      for (let i = 0; i < plane; i++) values[start + i] = table[frame.data[i * 3 + c] ?? 0] ?? 0;
    });
  });
  return new Tensor('float32', values, [frames.length, 3, height, width]);
}

function readRows(tensor: Tensor | undefined, count: number): Float32Array[] {
  assert(tensor && tensor.data instanceof Float32Array, 'the network answers in float32');
  const size = tensor.data.length / count;
  const { data } = tensor;
  return Array.from({ length: count }, (_, i) => data.slice(i * size, (i + 1) * size));
}

/** Best classes first, without those that are next to impossible. */
function bestClasses(probabilities: Float32Array): Prediction['classes'] {
  const classes: Prediction['classes'] = [];
  probabilities.forEach((probability, index) => {
    if (probability >= MIN_PROBABILITY) classes.push({ index, probability });
  });
  return classes.sort((a, b) => b.probability - a.probability).slice(0, MAX_CLASSES);
}
