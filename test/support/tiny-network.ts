import { makeFloats, makeNode, writeOnnx } from '../../main/core/learn/onnx-graph.ts';
import type { Backbone } from '../../main/core/learn/taught-onnx.ts';
import type { PackManifest } from '../../shared/model/pack.ts';
import { createRandom } from '../../shared/random.ts';

const manifest: PackManifest = {
  format: 1,
  id: 'tiny',
  version: '1.0.0',
  name: 'Tiny',
  licence: 'MIT',
  source: 'this test',
  files: {},
  model: 'model.onnx',
  labels: 'labels.tsv',
  input: {
    name: 'input',
    width: 16,
    height: 16,
    mean: [0, 0, 0],
    scale: [1, 1, 1],
    centreCrop: 1,
    resample: 'bicubic',
    freeSize: false,
  },
  outputs: { probabilities: 'probabilities', embedding: { name: 'embedding', size: 1 } },
};

/** ValueInfoProto of float32 numbers, whatever their shape: its name, and a type with nothing but the kind of number. */
function makeValue(name: string): Uint8Array {
  return Buffer.concat([Buffer.from([0x0a, name.length]), Buffer.from(name), Buffer.from([0x12, 4, 0x0a, 2, 8, 1])]);
}

/**
 * A network of two outputs, one of which is not needed to teach: rows of numbers become their products with a matrix, at least 0.
 * @param opset version of ONNX's operators
 */
export function makeTinyBackbone(size: number, opset = 17): Backbone {
  const random = createRandom(3);
  const matrix = Float32Array.from({ length: size * size }, () => random() - 0.5);
  const model = writeOnnx(
    {
      irVersion: 8,
      // OperatorSetIdProto { version }
      opsets: [Uint8Array.from([0x10, opset])],
      functions: [],
      metadata: new Map(),
      nodes: [
        makeNode('MatMul', ['input', 'matrix'], ['product']),
        makeNode('Relu', ['product'], ['embedding']),
        makeNode('Mul', ['embedding', 'other'], ['probabilities']),
      ],
      constants: [makeFloats('matrix', [size, size], matrix), makeFloats('other', [1], [2])],
      inputs: new Map([['input', makeValue('input')]]),
      outputs: new Map(['embedding', 'probabilities'].map((name) => [name, makeValue(name)])),
    },
    { graph: 'tiny', producerVersion: '1', doc: 'For a test.' },
  );
  const outputs = { ...manifest.outputs, embedding: { name: 'embedding', size } };
  return { manifest: { ...manifest, outputs }, model };
}

/** A pack of it with all that a pack may bring; the manifest says nothing of its files yet. */
export function tinyPack(size: number): { manifest: PackManifest; files: Record<string, Uint8Array> } {
  const backbone = makeTinyBackbone(size);
  const labels = Array.from({ length: size - 1 }, (_, i) => `n0${2_121_620 + i}\tword ${i}\n`).join('');
  const calibration = {
    stored: { from: 0.003, atMost: 40 },
    probability: { slope: 1, offset: 0, least: 1e-6 },
    label: { factProbability: 0.6, maxClasses: 420, neverShown: ['n02121620'] },
    search: { probability: 0.15 },
    alsoUnder: { n02121620: ['n00015388'] },
  };
  const heads = {
    heads: [{ name: 'beach', concept: 'n09217230', factProbability: 0.9, searchProbability: 0.5 }],
  };
  return {
    manifest: { ...backbone.manifest, calibration: 'calibration.json', heads: 'heads.json' },
    files: {
      'model.onnx': backbone.model,
      'labels.tsv': Buffer.from(labels),
      'calibration.json': Buffer.from(JSON.stringify(calibration)),
      'heads.json': Buffer.from(JSON.stringify(heads)),
    },
  };
}
