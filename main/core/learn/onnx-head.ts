import type { Candidate, TrainedLabel } from './classifier.ts';
import { type GraphConstant, type GraphNode, makeFloats, makeIntegers, makeNode } from './onnx-graph.ts';
import type { PortableClassifier } from './taught-file.ts';

/** Names of what a head gives: float32, [batch, columns]. */
export const OUTPUTS = {
  /** Of a label: its probability. */
  probability: 'probability',
  /** Of a classifier: shares of its labels, which exclude each other; a row adds up to 1. */
  probabilities: 'probabilities',
  /** Of a classifier: likeness (cosine) to the most similar mean of a label. */
  likeness: 'likeness',
  /** Of a classifier: the probability of each label by itself, as the label would be told without the others. */
  labelProbabilities: 'labelProbabilities',
} as const;

/** Names of the constants that a head can be read back from; each is [rows, dimensions]. */
export const CONSTANTS = {
  /** One row of weights, or of a nearest-neighbour label its examples and counter-examples. */
  weights: (label: number) => `taught/${label}/weights`,
  positives: (label: number) => `taught/${label}/positives`,
  negatives: (label: number) => `taught/${label}/negatives`,
  means: 'taught/means',
  classWeights: 'taught/weights',
  examples: (label: number) => `taught/${label}/examples`,
} as const;

/** A shorter vector is taken for one of nothing but zeros. */
const SHORTEST = 1e-12;

/** The part of a graph that makes answers of a network's vector; all of standard operators that are the same since set 11. */
export interface Head {
  nodes: GraphNode[];
  constants: GraphConstant[];
  /** Columns of each output. */
  outputs: Map<string, number>;
}

/** Opens a head on a network's output `embedding` ([batch, size]): from here on vectors have length 1. */
function openHead(embedding: string, size: number) {
  const nodes: GraphNode[] = [];
  const constants: GraphConstant[] = [];
  const node = (operator: string, inputs: readonly string[], name: string, attributes?: Record<string, number>) => {
    nodes.push(makeNode(operator, inputs, [name], attributes));
    return name;
  };
  const floats = (name: string, shape: readonly number[], values: ArrayLike<number>) => {
    constants.push(makeFloats(name, shape, values));
    return name;
  };
  const square = node('Mul', [embedding, embedding], 'taught/square');
  const sum = node('MatMul', [square, floats('taught/ones', [size, 1], new Float32Array(size).fill(1))], 'taught/sum');
  const length = node('Sqrt', [sum], 'taught/length');
  const safe = node('Max', [length, floats('taught/shortest', [1], [SHORTEST])], 'taught/safe-length');
  const unit = node('Div', [embedding, safe], 'taught/unit');
  /** The number 0, made when it is first needed: what no node uses is warned of. */
  const zero = () =>
    constants.some(({ name }) => name === 'taught/zero') ? 'taught/zero' : floats('taught/zero', [1], [0]);

  /** Products of each vector with some rows, plus a number a row: [batch, rows]. */
  function multiply(rows: string, vectors: Float32Array, name: string, biases?: readonly number[]): string {
    const count = vectors.length / size;
    const bias = biases ? floats(`${name}/bias`, [count], biases) : zero();
    return node('Gemm', [unit, floats(rows, [count, size], vectors), bias], name, { transB: 1 });
  }

  /** The mean of the largest values of each row: [batch, 1]. */
  function meanOfLargest(values: string, count: number, name: string): string {
    constants.push(makeIntegers(`${name}/count`, [count]));
    const largest = `${name}/largest`;
    nodes.push(makeNode('TopK', [values, `${name}/count`], [largest, `${name}/places`], { axis: 1 }));
    return node('MatMul', [largest, floats(`${name}/shares`, [count, 1], new Array(count).fill(1 / count))], name);
  }

  /** `1 - distance / sqrt(size)` by L1 to each of some rows: [batch, rows]. */
  function likenessByL1(rows: string, vectors: Float32Array, name: string): string {
    const count = vectors.length / size;
    constants.push(makeIntegers(`${name}/one-row`, [0, 1, size]), makeIntegers(`${name}/no-column`, [0, count]));
    const alone = node('Reshape', [unit, `${name}/one-row`], `${name}/vector`);
    const apart = node('Sub', [alone, floats(rows, [count, size], vectors)], `${name}/differences`);
    const share = floats(`${name}/share`, [size, 1], new Float32Array(size).fill(1 / Math.sqrt(size)));
    const sums = node('MatMul', [node('Abs', [apart], `${name}/distances`), share], `${name}/sums`);
    const flat = node('Reshape', [sums, `${name}/no-column`], `${name}/flat`);
    return node('Sub', [floats(`${name}/one`, [1], [1]), flat], name);
  }

  /** Mean likeness to the nearest of some rows: [batch, 1]. */
  function nearest(
    rows: string,
    vectors: Float32Array,
    { neighbours, distance }: Pick<Candidate, 'neighbours' | 'distance'>,
    name: string,
  ): string {
    const all = (distance === 'l1' ? likenessByL1 : multiply)(rows, vectors, `${name}/all`);
    return meanOfLargest(all, Math.min(neighbours ?? 1, vectors.length / size), name);
  }

  /** Probability of a label: [batch, 1]. */
  function label({ classifier, vectors }: TrainedLabel, k: number, name: string): string {
    const score = `taught/${k}/score`;
    if (classifier.kind === 'nearest') {
      const border = classifier.positiveVectors * size;
      const like = nearest(CONSTANTS.positives(k), vectors.subarray(0, border), classifier, `taught/${k}/like`);
      const others = vectors.subarray(border);
      const unlike =
        others.length > 0 ? nearest(CONSTANTS.negatives(k), others, classifier, `taught/${k}/unlike`) : zero();
      node('Sub', [like, unlike], score);
    } else {
      multiply(CONSTANTS.weights(k), vectors, score, [classifier.bias]);
    }
    const steep = node(
      'Mul',
      [score, floats(`taught/${k}/slope`, [1], [classifier.slope])],
      `taught/${k}/score-by-slope`,
    );
    const logit = node('Add', [steep, floats(`taught/${k}/offset`, [1], [classifier.offset])], `taught/${k}/log-odds`);
    return node('Sigmoid', [logit], name);
  }

  return { nodes, constants, node, floats, zero, multiply, meanOfLargest, nearest, label };
}

/** The head of one label. @param embedding the network's output, [batch, size] */
export function makeLabelHead(trained: TrainedLabel, embedding: string, size: number): Head {
  const head = openHead(embedding, size);
  head.label(trained, 0, OUTPUTS.probability);
  return { nodes: head.nodes, constants: head.constants, outputs: new Map([[OUTPUTS.probability, 1]]) };
}

/** The head of a classifier over several labels, and of each label by itself. */
export function makeClassifierHead(portable: PortableClassifier, embedding: string, size: number): Head {
  const { about, vectors, labelVectors } = portable;
  const { kind, biases, scale, classOf } = about.classifier;
  const count = about.labels.length;
  const head = openHead(embedding, size);
  const means = vectors.subarray(0, count * size);
  const rest = vectors.subarray(count * size);
  const outputs = new Map<string, number>();

  const likeness = head.multiply(CONSTANTS.means, means, 'taught/likeness-to-each');
  head.meanOfLargest(likeness, 1, OUTPUTS.likeness);

  const scores =
    kind === 'nearest'
      ? head.node(
          'Concat',
          about.labels.map((_, k) => {
            const own = pickRowsOf(rest, classOf, k, size);
            const name = `taught/${k}/class-score`;
            return own.length > 0
              ? head.nearest(CONSTANTS.examples(k), own, about.classifier, name)
              : head.node('Mul', ['taught/length', head.zero()], name);
          }),
          'taught/scores',
          { axis: 1 },
        )
      : kind === 'logistic'
        ? head.multiply(CONSTANTS.classWeights, rest, 'taught/scores', biases)
        : head.node('Add', [likeness, head.floats('taught/biases', [count], biases)], 'taught/scores');
  const scaled = head.node('Mul', [scores, head.floats('taught/scale', [1], [scale])], 'taught/scaled-scores');
  head.node('Softmax', [scaled], OUTPUTS.probabilities, { axis: 1 });
  // The first output is the answer.
  outputs.set(OUTPUTS.probabilities, count).set(OUTPUTS.likeness, 1);

  const alone = about.labels.flatMap(({ classifier }, k) => {
    const own = labelVectors[k];
    return classifier && own ? [head.label({ classifier, vectors: own }, k, `taught/${k}/probability`)] : [];
  });
  if (alone.length > 0) {
    head.node('Concat', alone, OUTPUTS.labelProbabilities, { axis: 1 });
    outputs.set(OUTPUTS.labelProbabilities, alone.length);
  }
  return { nodes: head.nodes, constants: head.constants, outputs };
}

/** The rows of one class, one behind the other. */
function pickRowsOf(vectors: Float32Array, classOf: readonly number[], k: number, size: number): Float32Array {
  const rows = classOf.flatMap((other, i) => (other === k ? [i] : []));
  const own = new Float32Array(rows.length * size);
  rows.forEach((row, i) => {
    own.set(vectors.subarray(row * size, (row + 1) * size), i * size);
  });
  return own;
}
