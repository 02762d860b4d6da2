import { AppError } from '../../../shared/errors.ts';
import type { PackManifest } from '../../../shared/model/pack.ts';
import {
  type FloatConstant,
  type GraphConstant,
  makeOutput,
  type OnnxModel,
  prune,
  readFloats,
  readOnnx,
  writeOnnx,
} from './onnx-graph.ts';
import { CONSTANTS, makeClassifierHead, makeLabelHead } from './onnx-head.ts';
import { checkVectors, isLabel, type Portable, parseAbout } from './taught-file.ts';

/** The network that something was learnt with. */
export interface Backbone {
  manifest: PackManifest;
  /** Bytes of its ONNX file. */
  model: Uint8Array;
}

/** Keys of the file's metadata; all values but that of `format` are JSON. */
const METADATA = {
  format: 'bowerbird.format',
  /** What a JSON file says as well, all but the vectors. */
  about: 'bowerbird.taught',
  /** Names of the columns of `probabilities` (of a label: its name). */
  labels: 'bowerbird.labels',
  /** Names of the columns of `labelProbabilities`. */
  labelsAlone: 'bowerbird.labels-alone',
  /** How a picture becomes the network's input. */
  input: 'bowerbird.input',
  /** Which network it is, and whose. */
  backbone: 'bowerbird.backbone',
} as const;
const FORMAT = '1';
const LEAST_OPSET = 11;

/**
 * Network and head as one ONNX file that every program which runs ONNX can use; `docs/teaching.md` says how.
 * @param version of this program
 * @throws AppError unsupported where the network is made in a way that nothing can be put behind it
 */
export function writeTaughtOnnx(portable: Portable, { manifest, model }: Backbone, version: string): Uint8Array {
  const { about } = portable;
  const { embedding } = manifest.outputs;
  checkVectors(portable, embedding.size);
  const network = readOnnx(model);
  const embeddingOutput = network.outputs.get(embedding.name);
  if (network.opset < LEAST_OPSET || !embeddingOutput) {
    throw new AppError('unsupported', `The network ${manifest.id} can’t be exported with what was taught.`);
  }
  const { nodes, constants, inputs } = prune(network, [embedding.name]);
  const head = isLabel(portable)
    ? makeLabelHead(portable, embedding.name, embedding.size)
    : makeClassifierHead(portable, embedding.name, embedding.size);
  const taken = new Set([...nodes.flatMap(({ outputs }) => outputs), ...constants.map(({ name }) => name)]);
  const added = [...head.nodes.flatMap(({ outputs }) => outputs), ...head.constants.map(({ name }) => name)];
  if (added.some((name) => taken.has(name))) {
    throw new AppError(
      'unsupported',
      `The network ${manifest.id} has names of its own for what would be put behind it.`,
    );
  }
  const outputs = [...head.outputs].map(([name, columns]) => [name, makeOutput(name, columns)] as const);
  return writeOnnx(
    {
      ...network,
      nodes: [...nodes, ...head.nodes],
      constants: [...constants, ...head.constants],
      inputs,
      outputs: new Map([...outputs, [embedding.name, embeddingOutput]]),
      metadata: new Map([...network.metadata, ...describe(portable, manifest)]),
    },
    {
      graph: about.name,
      producerVersion: version,
      doc: `${about.name}, taught with Bowerbird. Network: ${manifest.name}, ${manifest.licence}, from ${manifest.source}; the outputs that are not needed were taken out, and a classifier was put behind it.`,
    },
  );
}

function describe({ about }: Portable, manifest: PackManifest): [string, string][] {
  const labels = about.kind === 'bowerbird-classifier' ? about.labels : [about];
  const { id, version, name, licence, source } = manifest;
  const { width, height, mean, scale, centreCrop, resample, freeSize, wholeFrame } = manifest.input;
  const said: Record<string, unknown> = {
    [METADATA.about]: about,
    [METADATA.labels]: labels.map((label) => label.name),
    [METADATA.labelsAlone]: labels.flatMap((label) => (label.classifier ? [label.name] : [])),
    [METADATA.input]: {
      name: manifest.input.name,
      layout: 'NCHW',
      colours: 'RGB',
      ...{ width, height, mean, scale, centreCrop, resample, freeSize },
      wholeFrame: wholeFrame ?? null,
    },
    [METADATA.backbone]: {
      ...{ id, version, name, licence, source },
      sha256: manifest.files[manifest.model]?.sha256 ?? null,
    },
  };
  return [
    [METADATA.format, FORMAT],
    ...Object.entries(said).map(([key, value]): [string, string] => [key, JSON.stringify(value)]),
  ];
}

/**
 * Reads what was learnt back out of such a file. Only the head's own constants and the metadata are looked at: nothing in
 * the file is run.
 * @param sizeOf dimensions of a model's vectors; throws where that model is not in use
 * @throws AppError invalid-request where it is no such file, or was changed
 */
export function readTaughtOnnx(file: Uint8Array, sizeOf: (model: { id: string; version: string }) => number): Portable {
  const network = readForeign(file);
  if (network.metadata.get(METADATA.format) !== FORMAT) {
    throw new AppError('invalid-request', 'It is an ONNX file, but holds nothing that was taught with this program.');
  }
  const about = parseAbout(parseJson(network.metadata.get(METADATA.about)));
  const size = sizeOf(about.model);
  const constants = new Map(network.constants.map((constant) => [constant.name, constant]));
  const rows = (name: string) => readRows(constants, name, size);
  const labelRows = (classifier: { kind: string }, k: number) =>
    classifier.kind === 'nearest'
      ? join([
          rows(CONSTANTS.positives(k)),
          constants.has(CONSTANTS.negatives(k)) ? rows(CONSTANTS.negatives(k)) : none,
        ])
      : rows(CONSTANTS.weights(k));
  let portable: Portable;
  if (about.kind === 'bowerbird-taught-label') {
    portable = { about, classifier: about.classifier, vectors: labelRows(about.classifier, 0) };
  } else {
    const { classifier, labels } = about;
    const labelVectors = labels.map((label, k) => (label.classifier ? labelRows(label.classifier, k) : null));
    const means = rows(CONSTANTS.means);
    if (classifier.kind === 'nearest') {
      const examples = labels.map((_, k) =>
        constants.has(CONSTANTS.examples(k)) ? rows(CONSTANTS.examples(k)) : none,
      );
      // In the file the examples lie by class.
      const classOf = examples.flatMap((own, k) => new Array<number>(own.length / size).fill(k));
      const sorted = { ...about, classifier: { ...classifier, classOf } };
      portable = { about: sorted, vectors: join([means, ...examples]), labelVectors };
    } else {
      const weights = classifier.kind === 'logistic' ? rows(CONSTANTS.classWeights) : none;
      portable = { about, vectors: join([means, weights]), labelVectors };
    }
  }
  checkVectors(portable, size);
  return portable;
}

const none = new Float32Array();

function readForeign(file: Uint8Array): OnnxModel {
  try {
    return readOnnx(file);
  } catch (error) {
    throw new AppError('invalid-request', error instanceof Error ? error.message : 'It is no ONNX file.');
  }
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new AppError('invalid-request', 'It does not say what was taught.');
  }
}

function readRows(constants: ReadonlyMap<string, GraphConstant>, name: string, size: number): Float32Array {
  const constant = constants.get(name);
  const read = constant && readFloatsSafely(constant);
  if (read?.shape.length !== 2 || read.shape[1] !== size) {
    throw new AppError('invalid-request', `It was changed: "${name}" is not what it should be.`);
  }
  return read.values;
}

function readFloatsSafely(constant: GraphConstant): FloatConstant | undefined {
  try {
    return readFloats(constant);
  } catch {
    return undefined;
  }
}

function join(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
