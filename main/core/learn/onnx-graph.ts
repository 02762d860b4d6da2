import { PbfWriter } from 'pbf';
import { AppError } from '../../../shared/errors.ts';
import { bytesOf, readFields } from '../common/protobuf.ts';

/** One step of a graph. */
export interface GraphNode {
  inputs: string[];
  outputs: string[];
  /** The message as it is written. */
  bytes: Uint8Array;
}

/** A constant of a graph. */
export interface GraphConstant {
  name: string;
  bytes: Uint8Array;
}

/** A network as it lies in an ONNX file: the messages stay as they are, only names are read. */
export interface OnnxModel {
  irVersion: number;
  /** Of the standard operators. */
  opset: number;
  /** Messages of `ModelProto` that are taken over as they are: sets of operators, functions. */
  opsets: Uint8Array[];
  functions: Uint8Array[];
  metadata: Map<string, string>;
  nodes: GraphNode[];
  constants: GraphConstant[];
  /** Inputs and outputs by name, as messages. */
  inputs: Map<string, Uint8Array>;
  outputs: Map<string, Uint8Array>;
}

/** A float32 constant that was read. */
export interface FloatConstant {
  shape: number[];
  values: Float32Array;
}

/** Field numbers of ONNX's messages (onnx.proto3). */
const MODEL = {
  irVersion: 1,
  producer: 2,
  producerVersion: 3,
  doc: 6,
  graph: 7,
  opset: 8,
  metadata: 14,
  functions: 25,
} as const;
const OPSET = { domain: 1, version: 2 } as const;
const ENTRY = { key: 1, value: 2 } as const;
const GRAPH = { node: 1, name: 2, constant: 5, input: 11, output: 12, sparse: 15 } as const;
const NODE = { input: 1, output: 2, name: 3, operator: 4, attribute: 5 } as const;
const ATTRIBUTE = { name: 1, integer: 3, graph: 6, graphs: 11, type: 20 } as const;
const TENSOR = { shape: 1, type: 2, name: 8, raw: 9, external: 13, location: 14 } as const;
const VALUE = { name: 1, type: 2 } as const;
const INTEGER_ATTRIBUTE = 2;
/** Numbers of ONNX's types of values. */
const FLOAT32 = 1;
const INT64 = 7;
/** A tensor of more dimensions is none that was exported here. */
const MOST_DIMENSIONS = 8;
/** Nodes or constants; large networks have a few thousand. */
const MOST_PARTS = 100_000;

/**
 * Reads an ONNX file. What may come from anywhere is bounded by the file's own length; nothing outside of it is opened.
 * @throws AppError model-invalid where it is none, or keeps its numbers in other files
 */
export function readOnnx(file: Uint8Array): OnnxModel {
  const model: OnnxModel = {
    irVersion: 0,
    opset: 0,
    opsets: [],
    functions: [],
    metadata: new Map(),
    nodes: [],
    constants: [],
    inputs: new Map(),
    outputs: new Map(),
  };
  try {
    readFields(file, (field, reader) => {
      if (field === MODEL.irVersion) model.irVersion = reader.readVarint();
      else if (field === MODEL.graph) readGraph(bytesOf(reader), model);
      else if (field === MODEL.opset) readOpset(bytesOf(reader), model);
      else if (field === MODEL.functions) model.functions.push(bytesOf(reader));
      else if (field === MODEL.metadata) readEntry(bytesOf(reader), model.metadata);
    });
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('model-invalid', 'It is no ONNX file, or a damaged one.');
  }
  if (model.nodes.length === 0) throw new AppError('model-invalid', 'It is no ONNX file: there is no network in it.');
  return model;
}

function readOpset(bytes: Uint8Array, model: OnnxModel): void {
  let domain = '';
  let version = 0;
  readFields(bytes, (field, reader) => {
    if (field === OPSET.domain) domain = reader.readString();
    else if (field === OPSET.version) version = reader.readVarint();
  });
  model.opsets.push(bytes);
  if (domain === '' || domain === 'ai.onnx') model.opset = version;
}

function readEntry(bytes: Uint8Array, metadata: Map<string, string>): void {
  let key = '';
  let value = '';
  readFields(bytes, (field, reader) => {
    if (field === ENTRY.key) key = reader.readString();
    else if (field === ENTRY.value) value = reader.readString();
  });
  metadata.set(key, value);
}

function readGraph(bytes: Uint8Array, model: OnnxModel): void {
  readFields(bytes, (field, reader) => {
    if (field === GRAPH.node) model.nodes.push(readNode(bytesOf(reader)));
    else if (field === GRAPH.constant) model.constants.push(readConstantName(bytesOf(reader)));
    else if (field === GRAPH.input) readValue(bytesOf(reader), model.inputs);
    else if (field === GRAPH.output) readValue(bytesOf(reader), model.outputs);
    if (model.nodes.length > MOST_PARTS || model.constants.length > MOST_PARTS)
      throw new RangeError('There are more parts than a network has.');
    if (field === GRAPH.sparse) throw new AppError('model-invalid', 'Networks with sparse numbers are not read.');
  });
}

function readNode(bytes: Uint8Array): GraphNode {
  const node: GraphNode = { inputs: [], outputs: [], bytes };
  readFields(bytes, (field, reader) => {
    if (field === NODE.input) node.inputs.push(reader.readString());
    else if (field === NODE.output) node.outputs.push(reader.readString());
    else if (field === NODE.attribute) readInnerInputs(bytesOf(reader), node.inputs);
  });
  return node;
}

/** What the graphs inside a node (of a loop, of a branch) may take from around it. */
function readInnerInputs(attribute: Uint8Array, inputs: string[]): void {
  readFields(attribute, (field, reader) => {
    if (field !== ATTRIBUTE.graph && field !== ATTRIBUTE.graphs) return;
    readFields(bytesOf(reader), (inGraph, graph) => {
      if (inGraph === GRAPH.node) inputs.push(...readNode(bytesOf(graph)).inputs);
    });
  });
}

function readConstantName(bytes: Uint8Array): GraphConstant {
  let name = '';
  readFields(bytes, (field, reader) => {
    if (field === TENSOR.name) name = reader.readString();
    else if (field === TENSOR.external || (field === TENSOR.location && reader.readVarint() !== 0)) {
      throw new AppError('model-invalid', 'Its numbers are in another file. Only what is whole in one file is read.');
    }
  });
  return { name, bytes };
}

function readValue(bytes: Uint8Array, values: Map<string, Uint8Array>): void {
  readFields(bytes, (field, reader) => {
    if (field === VALUE.name) values.set(reader.readString(), bytes);
  });
}

/** A float32 constant as this program writes it (bytes, little-endian); undefined where it is another. */
export function readFloats({ bytes }: GraphConstant): FloatConstant | undefined {
  const shape: number[] = [];
  let type = 0;
  let raw: Uint8Array | undefined;
  readFields(bytes, (field, reader) => {
    if (field === TENSOR.shape && shape.length < MOST_DIMENSIONS) reader.readPackedVarint(shape);
    else if (field === TENSOR.type) type = reader.readVarint();
    else if (field === TENSOR.raw) raw = bytesOf(reader);
  });
  const size = shape.reduce((product, length) => product * length, 1);
  if (type !== FLOAT32 || !raw || shape.length > MOST_DIMENSIONS || raw.length !== size * 4) return undefined;
  // Copied, for floats in the file need not lie at a multiple of 4.
  return { shape, values: new Float32Array(Uint8Array.from(raw).buffer) };
}

/** Nodes, constants and inputs that some values need; the others are left out. */
export function prune(model: OnnxModel, wanted: readonly string[]): Pick<OnnxModel, 'nodes' | 'constants' | 'inputs'> {
  const makerOf = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const needed = new Set<string>();
  const nodes = new Set<GraphNode>();
  const open = [...wanted];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const node = makerOf.get(name);
    if (!node || nodes.has(node)) continue;
    nodes.add(node);
    open.push(...node.inputs);
  }
  return {
    nodes: model.nodes.filter((node) => nodes.has(node)),
    constants: model.constants.filter(({ name }) => needed.has(name)),
    inputs: new Map([...model.inputs].filter(([name]) => needed.has(name))),
  };
}

/** A whole file of a network. `about` says what it is and from whom. */
export function writeOnnx(
  model: Omit<OnnxModel, 'opset'>,
  about: { graph: string; producerVersion: string; doc: string },
): Uint8Array {
  const bytes = write((pbf) => {
    pbf.writeVarintField(MODEL.irVersion, model.irVersion);
    pbf.writeStringField(MODEL.producer, 'bowerbird');
    pbf.writeStringField(MODEL.producerVersion, about.producerVersion);
    pbf.writeStringField(MODEL.doc, about.doc);
    pbf.writeBytesField(
      MODEL.graph,
      write((graph) => {
        for (const { bytes } of model.nodes) graph.writeBytesField(GRAPH.node, bytes);
        graph.writeStringField(GRAPH.name, about.graph);
        for (const { bytes } of model.constants) graph.writeBytesField(GRAPH.constant, bytes);
        for (const bytes of model.inputs.values()) graph.writeBytesField(GRAPH.input, bytes);
        for (const bytes of model.outputs.values()) graph.writeBytesField(GRAPH.output, bytes);
      }),
    );
    for (const bytes of model.opsets) pbf.writeBytesField(MODEL.opset, bytes);
    for (const [key, value] of model.metadata) {
      pbf.writeBytesField(
        MODEL.metadata,
        write((entry) => {
          entry.writeStringField(ENTRY.key, key);
          entry.writeStringField(ENTRY.value, value);
        }),
      );
    }
    for (const bytes of model.functions) pbf.writeBytesField(MODEL.functions, bytes);
  });
  return Uint8Array.from(bytes);
}

/** A node of a standard operator; attributes are whole numbers. */
export function makeNode(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Record<string, number> = {},
): GraphNode {
  const bytes = write((pbf) => {
    for (const name of inputs) pbf.writeStringField(NODE.input, name);
    for (const name of outputs) pbf.writeStringField(NODE.output, name);
    pbf.writeStringField(NODE.name, outputs[0] ?? operator);
    pbf.writeStringField(NODE.operator, operator);
    for (const [name, value] of Object.entries(attributes)) {
      pbf.writeBytesField(
        NODE.attribute,
        write((attribute) => {
          attribute.writeStringField(ATTRIBUTE.name, name);
          attribute.writeVarintField(ATTRIBUTE.integer, value);
          attribute.writeVarintField(ATTRIBUTE.type, INTEGER_ATTRIBUTE);
        }),
      );
    }
  });
  return { inputs: [...inputs], outputs: [...outputs], bytes };
}

/** A float32 constant. */
export function makeFloats(name: string, shape: readonly number[], values: ArrayLike<number>): GraphConstant {
  return makeConstant(name, FLOAT32, shape, new Uint8Array(Float32Array.from(values).buffer));
}

/** A constant of whole numbers of 64 bits. */
export function makeIntegers(name: string, values: readonly number[]): GraphConstant {
  return makeConstant(name, INT64, [values.length], new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer));
}

function makeConstant(name: string, type: number, shape: readonly number[], raw: Uint8Array): GraphConstant {
  const bytes = write((pbf) => {
    pbf.writePackedVarint(TENSOR.shape, [...shape]);
    pbf.writeVarintField(TENSOR.type, type);
    pbf.writeStringField(TENSOR.name, name);
    pbf.writeBytesField(TENSOR.raw, raw);
  });
  return { name, bytes };
}

/** The description of a float32 output of shape [batch, columns]. */
export function makeOutput(name: string, columns: number): Uint8Array {
  // TypeProto.tensor_type { elem_type, shape { dim { dim_param | dim_value } ... } }
  const dimension = (field: number, value: number | string) =>
    write((pbf) => {
      if (typeof value === 'string') pbf.writeStringField(field, value);
      else pbf.writeVarintField(field, value);
    });
  const shape = write((pbf) => {
    pbf.writeBytesField(1, dimension(2, 'batch'));
    pbf.writeBytesField(1, dimension(1, columns));
  });
  const tensor = write((pbf) => {
    pbf.writeVarintField(1, FLOAT32);
    pbf.writeBytesField(2, shape);
  });
  return write((pbf) => {
    pbf.writeStringField(VALUE.name, name);
    pbf.writeBytesField(
      VALUE.type,
      write((type) => type.writeBytesField(1, tensor)),
    );
  });
}

function write(fill: (pbf: PbfWriter) => void): Uint8Array {
  const pbf = new PbfWriter();
  fill(pbf);
  return pbf.finish();
}
