import { readFile } from 'node:fs/promises';
import { PbfReader } from 'pbf';
import { AppError } from '../../../shared/errors.ts';

/** A tensor of constants that lies in a graph. */
export interface GraphTensor {
  shape: number[];
  /** Row by row. */
  values: Float32Array;
}

/** Field numbers of ONNX's messages (onnx.proto3). */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR = { shape: 1, type: 2, floats: 4, name: 8, raw: 9 } as const;
/** Numbers of ONNX's types of values. */
const FLOAT32 = 1;
const INT8 = 3;

interface Found {
  name: string;
  shape: number[];
  type: number;
  /** Floats are written in either of two ways. */
  floats: number[];
  raw: Uint8Array | undefined;
}

/**
 * Reads constants out of an ONNX file: what a network weighs its features with is asked for by nobody but who wants to
 * know where in a picture something is, and ONNX Runtime gives out results only.
 * @throws AppError model-invalid where one of the names is not there, or is neither float32 nor int8
 */
export async function readGraphTensors(path: string, names: readonly string[]): Promise<GraphTensor[]> {
  const reader = new PbfReader(await readFile(path));
  const found = new Map<string, Found>();
  reader.readFields((field) => {
    if (field !== MODEL_GRAPH) return;
    reader.readMessage((inGraph) => {
      if (inGraph !== GRAPH_INITIALIZER) return;
      const tensor = readTensor(reader);
      if (names.includes(tensor.name)) found.set(tensor.name, tensor);
    }, null);
  }, null);
  return names.map((name) => {
    const tensor = found.get(name);
    const values = tensor && toFloats(tensor);
    if (!values)
      throw new AppError('model-invalid', `The network in ${path} has no weights "${name}" that can be read.`);
    return { shape: tensor.shape, values };
  });
}

function readTensor(reader: PbfReader): Found {
  return reader.readMessage(
    (field, tensor) => {
      if (field === TENSOR.shape) reader.readPackedVarint(tensor.shape);
      else if (field === TENSOR.type) tensor.type = reader.readVarint();
      else if (field === TENSOR.floats) reader.readPackedFloat(tensor.floats);
      else if (field === TENSOR.name) tensor.name = reader.readString();
      else if (field === TENSOR.raw) tensor.raw = reader.readBytes();
    },
    { name: '', shape: [], type: 0, floats: [], raw: undefined } as Found,
  );
}

function toFloats({ type, shape, floats, raw }: Found): Float32Array | null {
  const size = shape.reduce((product, length) => product * length, 1);
  if (type === FLOAT32 && floats.length === size) return Float32Array.from(floats);
  if (raw === undefined) return null;
  if (type === INT8 && raw.length === size) return Float32Array.from(new Int8Array(raw.buffer, raw.byteOffset, size));
  // Copied, for floats in the file need not lie at a multiple of 4.
  if (type === FLOAT32 && raw.length === size * 4) return new Float32Array(Uint8Array.from(raw).buffer);
  return null;
}
