import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { createRandom } from '../../../shared/random.ts';
import { sharedModels, testWithSharedModels } from '../../../test/support/shared-models.ts';
import { makeTinyBackbone } from '../../../test/support/tiny-network.ts';
import { loadPack } from '../classify/pack.ts';
import {
  type Candidate,
  createScorer,
  type GroupClassifier,
  type LabelClassifier,
  likenessToGroup,
  scoreGroup,
  toProbability,
} from './classifier.ts';
import { toShares } from './linear-models.ts';
import { readOnnx, writeOnnx } from './onnx-graph.ts';
import { normalise } from './samples.ts';
import {
  isLabel,
  type Portable,
  type PortableClassifier,
  type PortableLabel,
  packTaught,
  unpackTaught,
} from './taught-file.ts';
import { readTaughtOnnx, writeTaughtOnnx } from './taught-onnx.ts';

const SIZE = 24;
const TOLERANCE = 1e-4;

const backbone = makeTinyBackbone(SIZE);
const model = { id: 'tiny', version: '1.0.0' };
const random = createRandom(8);
const numbers = (count: number) => Float32Array.from({ length: count }, () => random() - 0.2);
const rows = (count: number) =>
  Float32Array.from(Array.from({ length: count }, () => [...normalise(numbers(SIZE))]).flat());
const inputs = Array.from({ length: 12 }, () => numbers(SIZE));

function makeLabel(candidate: Candidate, positiveVectors = 0, vectors = rows(1)): PortableLabel {
  const classifier: LabelClassifier = {
    ...candidate,
    positiveVectors,
    bias: candidate.kind === 'logistic' ? -0.3 : 0,
    slope: 7.5,
    offset: -1.25,
    foundProbability: 0.4,
    factProbability: null,
    reason: 'For a test.',
    positives: 3,
    negatives: 1,
    background: 20,
    averagePrecision: 0.9,
    precision: 0.8,
    recall: null,
  };
  const identity = { name: 'My “bike”', concept: null, parent: 'n02834778' };
  const about: PortableLabel['about'] = { format: 1, kind: 'bowerbird-taught-label', ...identity, model, classifier };
  return { about, classifier, vectors };
}

const logistic: Candidate = { kind: 'logistic', penalty: 0.001, neighbours: null };
const nearest: Candidate = { kind: 'nearest', penalty: null, neighbours: 3 };
const labels: [string, PortableLabel][] = [
  ['logistic regression', makeLabel({ ...logistic, dropout: 0.3, isUnweighted: true })],
  ['class means', makeLabel({ kind: 'class-mean', penalty: null, neighbours: null })],
  ['nearest neighbours', makeLabel(nearest, 5, rows(9))],
  ['nearest neighbours by L1', makeLabel({ ...nearest, distance: 'l1' }, 5, rows(9))],
  ['nearest neighbours, fewer than are asked for, and no counter-examples', makeLabel(nearest, 2, rows(2))],
];

function makeGroup(candidate: Candidate, classOf: number[] = []): PortableClassifier {
  const own = labels.map(([, label]) => label).slice(0, 3);
  const names = ['rose', 'tulip', 'daisy', 'other'];
  const rest = candidate.kind === 'nearest' ? classOf.length : candidate.kind === 'logistic' ? names.length : 0;
  return {
    about: {
      format: 1,
      kind: 'bowerbird-classifier',
      name: 'flowers',
      model,
      classifier: {
        ...candidate,
        biases: names.map((_, k) => (candidate.kind === 'logistic' ? k / 7 : 0)),
        scale: 8,
        unknownBelow: 0.6,
        strangeBelow: 0.1,
        reason: 'For a test.',
        accuracy: 0.9,
        testAccuracy: 0.85,
        testPhotos: 20,
        knownAccuracy: 0.95,
        knownShare: 0.8,
        classOf,
      },
      labels: names.map((name, k) => ({ name, concept: null, parent: null, classifier: own[k]?.classifier ?? null })),
    },
    vectors: rows(names.length + rest),
    labelVectors: names.map((_, k) => own[k]?.vectors ?? null),
  };
}

const groups: [string, PortableClassifier][] = [
  ['logistic regression', makeGroup(logistic)],
  ['class means', makeGroup({ kind: 'class-mean', penalty: null, neighbours: null })],
  ['nearest neighbours, a class without any', makeGroup(nearest, [0, 2, 0, 1, 1, 2, 0, 0])],
  ['nearest neighbours by L1', makeGroup({ ...nearest, distance: 'l1' }, [3, 2, 0, 1, 1, 2, 0, 0])],
];

/** What the program says of a vector of the network. */
function answer(portable: Portable, embedding: Float32Array): Record<string, number[]> {
  const unit = normalise(embedding);
  const alone = ({ classifier, vectors }: Pick<PortableLabel, 'classifier' | 'vectors'>) =>
    toProbability(classifier, createScorer({ classifier, vectors }, SIZE)(unit));
  if (isLabel(portable)) return { probability: [alone(portable)] };
  const { about, vectors, labelVectors } = portable;
  const classifier: GroupClassifier = { ...about.classifier, classes: about.labels.map(({ name }) => name) };
  const trained = { classifier, vectors };
  return {
    likeness: [likenessToGroup(trained, unit)],
    probabilities: [...toShares(scoreGroup(trained, unit).map((score) => score * classifier.scale))],
    labelProbabilities: about.labels.flatMap((label, k) => {
      const own = labelVectors[k];
      return label.classifier && own ? [alone({ classifier: label.classifier, vectors: own })] : [];
    }),
  };
}

async function runAll(file: Uint8Array): Promise<Record<string, number[]>[]> {
  const session = await InferenceSession.create(file);
  const values = Float32Array.from(inputs.flatMap((row) => [...row]));
  const outputs = await session.run({ input: new Tensor('float32', values, [inputs.length, SIZE]) });
  await session.release();
  return inputs.map((_, row) =>
    Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => {
        const columns = tensor.dims[1] ?? 0;
        return [name, [...(tensor.data as Float32Array).slice(row * columns, (row + 1) * columns)]];
      }),
    ),
  );
}

const greatestDifference = (a: Record<string, number[]>, b: Record<string, number[]>): number =>
  Math.max(
    ...Object.entries(a).map(([name, values]) => {
      expect(b[name]).toHaveLength(values.length);
      return Math.max(...values.map((value, i) => Math.abs(value - (b[name]?.[i] ?? Number.NaN))));
    }),
  );

const sizeOf = () => SIZE;
const write = (portable: Portable) => writeTaughtOnnx(portable, backbone, '0.1.0');

test.each<[string, Portable]>([
  ...labels.map(([name, label]): [string, Portable] => [`a label of ${name}`, label]),
  ...groups.map(([name, group]): [string, Portable] => [`a classifier of ${name}`, group]),
])('%s says the same as one ONNX file, and after it was read back from it or from JSON', async (_, portable) => {
  const file = write(portable);
  const outputs = await runAll(file);
  const fromOnnx = readTaughtOnnx(file, sizeOf);
  const fromJson = unpackTaught(JSON.parse(JSON.stringify(packTaught(portable))));
  expect(fromJson).toEqual(portable);
  for (const output of outputs) {
    const { embedding = [], ...said } = output;
    const expected = answer(portable, Float32Array.from(embedding));
    expect(Object.keys(said).sort()).toEqual(Object.keys(expected).sort());
    expect(greatestDifference(expected, said)).toBeLessThan(TOLERANCE);
    expect(greatestDifference(expected, answer(fromOnnx, Float32Array.from(embedding)))).toBeLessThan(1e-12);
  }
});

test('the file says what it is, how pictures become its input, and leaves out what it does not need', () => {
  const { metadata, nodes, outputs, inputs: given } = readOnnx(write(makeGroup(logistic)));
  expect([...outputs.keys()]).toEqual(['probabilities', 'likeness', 'labelProbabilities', 'embedding']);
  expect([...given.keys()]).toEqual(['input']);
  expect(nodes.flatMap((node) => node.inputs)).not.toContain('other');
  const said = (key: string): unknown => JSON.parse(metadata.get(`bowerbird.${key}`) ?? '');
  expect(said('format')).toBe(1);
  expect(said('labels')).toEqual(['rose', 'tulip', 'daisy', 'other']);
  expect(said('labels-alone')).toEqual(['rose', 'tulip', 'daisy']);
  expect(said('input')).toEqual({
    name: 'input',
    layout: 'NCHW',
    colours: 'RGB',
    width: 16,
    height: 16,
    mean: [0, 0, 0],
    scale: [1, 1, 1],
    centreCrop: 1,
    resample: 'bicubic',
    freeSize: false,
    wholeFrame: null,
  });
  expect(said('backbone')).toMatchObject({ ...model, licence: 'MIT' });
  expect(said('taught')).toMatchObject({ kind: 'bowerbird-classifier', name: 'flowers' });
});

const someOfEach: [string, Portable][] = [
  ['a label', makeLabel({ ...nearest, distance: 'l1' }, 5, rows(9))],
  ['a classifier', makeGroup(logistic)],
  ['a classifier of neighbours', makeGroup({ ...nearest, distance: 'l1' }, [3, 2, 0, 1])],
];

test.each(someOfEach)('%s runs in the oldest set of operators that is taken', async (_, portable) => {
  const [output] = await runAll(writeTaughtOnnx(portable, makeTinyBackbone(SIZE, 11), '0.1.0'));
  const { embedding = [], ...said } = output ?? {};
  expect(greatestDifference(answer(portable, Float32Array.from(embedding)), said)).toBeLessThan(TOLERANCE);
  expect(() => writeTaughtOnnx(portable, makeTinyBackbone(SIZE, 10), '0.1.0')).toThrow(/can’t be exported/);
});

testWithSharedModels('another network is taken along as well', async () => {
  const folder = sharedModels.mobilenetPack();
  const { manifest } = loadPack(folder);
  const { name, size } = manifest.outputs.embedding;
  const { about, classifier } = makeLabel(logistic);
  const vectors = normalise(Float32Array.from({ length: size }, () => random() - 0.4));
  const bytes = readFileSync(join(folder, manifest.model));
  const file = writeTaughtOnnx({ about, classifier, vectors }, { manifest, model: bytes }, '0.1.0');
  expect(file.length).toBeLessThan(bytes.length);
  const { width, height } = manifest.input;
  const pixels = Float32Array.from({ length: 3 * width * height }, () => random() * 2 - 1);
  const given = { [manifest.input.name]: new Tensor('float32', pixels, [1, 3, height, width]) };
  const [before, after] = await Promise.all([bytes, file].map((one) => InferenceSession.create(one)));
  const embedding = (await before?.run(given, [name]))?.[name]?.data as Float32Array;
  const said = (await after?.run(given))?.probability?.data as Float32Array;
  await Promise.all([before?.release(), after?.release()]);
  const expected = toProbability(classifier, createScorer({ classifier, vectors }, size)(normalise(embedding)));
  expect(Math.abs(expected - (said[0] ?? Number.NaN))).toBeLessThan(TOLERANCE);
  expect(readTaughtOnnx(file, () => size)).toEqual({ about, classifier, vectors });
});

test('another model, numbers that are cut off, and other ONNX files are refused in words', () => {
  const file = write(makeLabel(logistic));
  const wrongModel = () =>
    readTaughtOnnx(file, () => {
      throw new Error('another model');
    });
  expect(wrongModel).toThrow('another model');
  expect(() => readTaughtOnnx(file, () => SIZE + 1)).toThrow(/"taught\/0\/weights" is not what it should be/);
  expect(() => readTaughtOnnx(backbone.model, sizeOf)).toThrow(/holds nothing that was taught/);
  expect(() => readTaughtOnnx(file.subarray(0, file.length / 2), sizeOf)).toThrow(/damaged|holds nothing/);
  expect(() => readTaughtOnnx(new TextEncoder().encode('not a model'), sizeOf)).toThrow(/no ONNX file|no network/);
  expect(() => writeTaughtOnnx(makeLabel(logistic, 0, rows(2)), backbone, '0.1.0')).toThrow(/cut off, or too many/);
  const infinite = rows(1).fill(Number.POSITIVE_INFINITY, 3, 4);
  expect(() => writeTaughtOnnx(makeLabel(logistic, 0, infinite), backbone, '0.1.0')).toThrow(/cut off, or too many/);
});

test('a file whose numbers lie in another file is refused', () => {
  // TensorProto { data_type: 1, name: "w", data_location: EXTERNAL }
  const bytes = Uint8Array.from([0x10, 1, 0x42, 1, 0x77, 0x70, 1]);
  const { opset: _, ...network } = readOnnx(backbone.model);
  const file = writeOnnx(
    { ...network, constants: [...network.constants, { name: 'w', bytes }] },
    { graph: 'tiny', producerVersion: '1', doc: '' },
  );
  expect(() => readTaughtOnnx(file, sizeOf)).toThrow(/in another file/);
});

test('a file that was tampered with is refused, or gives finite numbers of the right size', () => {
  const files = [write(makeLabel(nearest, 5, rows(9))), write(makeGroup(logistic))];
  const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(
      fc.constantFrom(...files),
      fc.array(change, { minLength: 1, maxLength: 8 }),
      fc.nat(),
      (file, changes, cut) => {
        const bytes = Uint8Array.from(file);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const damaged = cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
        try {
          const { vectors } = readTaughtOnnx(damaged, sizeOf);
          expect(vectors.length % SIZE).toBe(0);
          expect(vectors.every(Number.isFinite)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ name: 'AppError', code: 'invalid-request' });
        }
      },
    ),
    { numRuns: 400 },
  );
});
