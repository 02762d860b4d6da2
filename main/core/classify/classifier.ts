import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { AppError, assert } from '../../../shared/errors.ts';
import type { Calibration, PackClass, PackInput } from '../../../shared/model/pack.ts';
import type { ClassMap, ClassShare, Prediction, RgbImage } from '../../../shared/workers.ts';
import { createClassWeights, mapClasses } from './class-map.ts';
import type { VerifiedPack } from './pack.ts';

/** Of a head's probability, what is below this share of what a search wants is not kept. */
const MIN_HEAD_SHARE = 0.1;

/** A network ready to look at pictures. */
export interface Classifier {
  readonly pack: VerifiedPack;
  /** One prediction per frame; all frames of a call have the same size. Blocks the thread while the network runs. */
  classify(frames: readonly RgbImage[]): Promise<Prediction[]>;
  /** Where in a frame some classes are seen; null where the pack does not say how its classes see. */
  map(frame: RgbImage, classes: readonly ClassShare[]): Promise<ClassMap | null>;
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
  const { windows } = manifest;
  const { embedding } = manifest.outputs;
  const scoresName = windows?.classScores ?? manifest.outputs.probabilities;
  const wanted = [scoresName, embedding.name, ...(windows ? [windows.headScores] : [])];
  const missing = wanted.find((name) => !session.outputNames.includes(name));
  if (missing !== undefined) {
    throw new AppError('model-invalid', `The network of ${manifest.id} has no output "${missing}".`);
  }
  const weights = createClassWeights(pack);

  return {
    pack,
    async classify(frames) {
      if (frames.length === 0) return [];
      const outputs = await session.run({ [manifest.input.name]: toTensor(frames, manifest.input) }, wanted);
      const rows = readRows(outputs[scoresName], frames.length);
      const heads = windows ? readRows(outputs[windows.headScores], frames.length) : [];
      const vectors = readRows(outputs[embedding.name], frames.length);
      return rows.map((row, i) => ({
        classes: [
          ...keepClasses(row, pack.calibration, windows !== undefined),
          ...keepHeads(heads[i] ?? new Float32Array(), pack.classes),
        ],
        embedding: vectors[i] ?? new Float32Array(),
      }));
    },
    async map(frame, classes) {
      const name = manifest.outputs.features?.name;
      if (!weights || name === undefined) return null;
      const combined = await weights.combine(classes);
      const { [name]: features } = await session.run({ [manifest.input.name]: toTensor([frame], manifest.input) }, [
        name,
      ]);
      assert(features, 'the network gives what it was asked for');
      return mapClasses(features, combined);
    },
    close: () => session.release(),
  };
}

const noTable = new Float32Array(256);

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
  const [red = noTable, green = noTable, blue = noTable] = lookup;
  frames.forEach(({ data, ...frame }, n) => {
    assert(frame.width === width && frame.height === height, 'all frames of a batch have one size');
    const start = n * 3 * plane;
    for (let i = 0, at = 0; i < plane; i++, at += 3) {
      values[start + i] = red[data[at] as number] as number;
      values[start + plane + i] = green[data[at + 1] as number] as number;
      values[start + 2 * plane + i] = blue[data[at + 2] as number] as number;
    }
  });
  return new Tensor('float32', values, [frames.length, 3, height, width]);
}

function readRows(tensor: Tensor | undefined, count: number): Float32Array[] {
  assert(tensor && tensor.data instanceof Float32Array, 'the network answers in float32');
  const size = tensor.data.length / count;
  const { data } = tensor;
  return Array.from({ length: count }, (_, i) => data.slice(i * size, (i + 1) * size));
}

/**
 * The classes that are stored, best first. Scores of windows are no probabilities (a picture is seen more than once): what
 * is kept of them is divided by its sum, as the calibration expects.
 */
function keepClasses(scores: Float32Array, { stored }: Calibration, areOfWindows: boolean): Prediction['classes'] {
  const kept: Prediction['classes'] = [];
  scores.forEach((probability, index) => {
    if (probability >= stored.from) kept.push({ index, probability });
  });
  const best = kept.sort((a, b) => b.probability - a.probability).slice(0, stored.atMost);
  const sum = best.reduce((total, { probability }) => total + probability, 0);
  return areOfWindows ? best.map(({ index, probability }) => ({ index, probability: probability / sum })) : best;
}

/** The heads that are not next to certainly wrong, numbered behind the classes. */
function keepHeads(scores: Float32Array, classes: readonly PackClass[]): Prediction['classes'] {
  const first = classes.length - scores.length;
  return Array.from(scores, (probability, i) => ({ index: first + i, probability })).filter(
    ({ index, probability }) => probability >= MIN_HEAD_SHARE * (classes[index]?.head?.searchProbability ?? 1),
  );
}
