import { PbfReader } from 'pbf';
import { bytesOf, readFields, WITH_LENGTH } from '../common/protobuf.ts';

/** Field numbers of ONNX's messages (onnx.proto3). */
const MODEL = { graph: 7, training: 20, functions: 25 } as const;
const GRAPH = { node: 1, constant: 5, sparse: 15 } as const;
const FUNCTION = { node: 7, domain: 10, attribute: 11 } as const;
const NODE = { operator: 4, attribute: 5, domain: 7 } as const;
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparse: 22, sparses: 23 } as const;
const SPARSE = { values: 1, indices: 2 } as const;
const TENSOR = { shape: 1, external: 13, location: 14 } as const;

/** Sets of operators that ONNX Runtime brings along. */
const DOMAINS: ReadonlySet<string> = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);
/** Nothing tells how often it goes round. */
const ENDLESS = 'Loop';
/** Graphs within graphs; networks that look at pictures have one or two. */
const MOST_LEVELS = 16;
/** The smallest numbers that ONNX knows are packed four to a byte. */
const MOST_VALUES_PER_BYTE = 4;

/** What is looked for all over a network. */
interface Seen {
  domains: Set<string>;
  /** Sets of operators that the network itself brings, made of others. */
  ownDomains: Set<string>;
}

/** What a network asks for that it may not have. */
class Fault extends Error {}

/**
 * Looks a network from elsewhere through before it is run: nothing of it may lie in other files, which it could name
 * anywhere on the disk; its operators have to be those that the runtime knows; and its tables must be as large as they say.
 * @param file bytes of the ONNX file
 * @returns in words what is wrong with it, or undefined
 */
export function findGraphFault(file: Uint8Array): string | undefined {
  const seen: Seen = { domains: new Set(), ownDomains: new Set() };
  try {
    readFields(file, (field, reader) => {
      if (field === MODEL.graph) checkGraph(bytesOf(reader), seen, 0);
      else if (field === MODEL.functions) checkFunction(bytesOf(reader), seen);
      else if (field === MODEL.training) throw new Fault('it brings a way to train it, which is not needed');
    });
  } catch (error) {
    return error instanceof Fault ? error.message : 'its network is no ONNX file, or a damaged one';
  }
  const foreign = [...seen.domains].find((domain) => !(DOMAINS.has(domain) || seen.ownDomains.has(domain)));
  return foreign === undefined
    ? undefined
    : `its network needs operators of “${foreign.slice(0, 100)}”, which are not here`;
}

function checkGraph(bytes: Uint8Array, seen: Seen, level: number): void {
  if (level > MOST_LEVELS) throw new Fault('its network is made of too many levels');
  readFields(bytes, (field, reader) => {
    if (field === GRAPH.node) checkNode(bytesOf(reader), seen, level);
    else if (field === GRAPH.constant) checkTensor(bytesOf(reader));
    else if (field === GRAPH.sparse) checkSparse(bytesOf(reader));
  });
}

function checkFunction(bytes: Uint8Array, seen: Seen): void {
  readFields(bytes, (field, reader) => {
    if (field === FUNCTION.node) checkNode(bytesOf(reader), seen, 0);
    else if (field === FUNCTION.domain) seen.ownDomains.add(reader.readString());
    else if (field === FUNCTION.attribute) checkAttribute(bytesOf(reader), seen, 0);
  });
}

function checkNode(bytes: Uint8Array, seen: Seen, level: number): void {
  let domain = '';
  readFields(bytes, (field, reader) => {
    if (field === NODE.domain) domain = reader.readString();
    else if (field === NODE.attribute) checkAttribute(bytesOf(reader), seen, level);
    else if (field === NODE.operator && reader.readString() === ENDLESS) {
      throw new Fault('its network has a loop, which may never end');
    }
  });
  seen.domains.add(domain);
}

function checkAttribute(bytes: Uint8Array, seen: Seen, level: number): void {
  readFields(bytes, (field, reader) => {
    if (field === ATTRIBUTE.tensor || field === ATTRIBUTE.tensors) checkTensor(bytesOf(reader));
    else if (field === ATTRIBUTE.graph || field === ATTRIBUTE.graphs) checkGraph(bytesOf(reader), seen, level + 1);
    else if (field === ATTRIBUTE.sparse || field === ATTRIBUTE.sparses) checkSparse(bytesOf(reader));
  });
}

function checkSparse(bytes: Uint8Array): void {
  readFields(bytes, (field, reader) => {
    if (field === SPARSE.values || field === SPARSE.indices) checkTensor(bytesOf(reader));
  });
}

function checkTensor(bytes: Uint8Array): void {
  // A length below zero is read as one beyond all.
  let size = 1;
  readFields(bytes, (field, reader) => {
    if (field === TENSOR.shape) {
      const lengths = reader.type === WITH_LENGTH ? new PbfReader(bytesOf(reader)) : reader;
      do size *= lengths.readVarint();
      while (lengths !== reader && lengths.pos < lengths.length);
    } else if (field === TENSOR.external || (field === TENSOR.location && reader.readVarint() !== 0)) {
      throw new Fault('its network keeps numbers in other files');
    }
  });
  if (!(size <= bytes.length * MOST_VALUES_PER_BYTE)) {
    throw new Fault('its network has a table that is larger than its numbers');
  }
}
