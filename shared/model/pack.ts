/** How a network wants its picture: RGB, `(value - mean) / scale` on 0..255, planes [N, 3, height, width]. */
export interface PackInput {
  name: string;
  width: number;
  height: number;
  mean: [number, number, number];
  scale: [number, number, number];
  /** Side of the centre square that is cut out, as a share of the short side. */
  centreCrop: number;
  resample: 'bicubic' | 'bilinear';
  /** Whether other sizes than width x height may be given. */
  freeSize: boolean;
  /** Where it is given, the whole picture is looked at, brought to the nearest of these shapes, instead of its centre. */
  wholeFrame?: WholeFrame | undefined;
}

/** Shapes of whole frames: the short side, and the long sides it may have, in pixels. */
export interface WholeFrame {
  shortSide: number;
  longSides: number[];
}

/** Names of constants of the graph, with which a cell of the feature map can be asked what it shows. */
export interface PackClassifier {
  /** [classes, channels], int8 or float32. */
  weights: string;
  /** [classes]: what the weights are multiplied by. */
  scales: string;
  /** [channels, heads]. */
  headWeights: string;
}

/** Names of the graph's outputs. */
export interface PackOutputs {
  /** [N, classes], sums to 1. */
  probabilities: string;
  /** [N, classes] before the softmax. */
  logits?: string | undefined;
  embedding: { name: string; size: number };
  /** Last feature map, [N, channels, h, w]; fetched on demand only. */
  features?: { name: string; channels: number } | undefined;
}

/** Outputs of a graph that looks at a frame through several windows and sums up what it saw (`docs/labels.md`, 2). */
export interface PackWindows extends WholeFrame {
  /** [N, classes]: evidence for each class; comparable within one picture, no probabilities. */
  classScores: string;
  /** [N, heads]: probability of each concept of `heads`. */
  headScores: string;
}

/** How a class's stored scores become probabilities, and from where on they are shown and found (`docs/labels.md`, 3 to 6). */
export interface Calibration {
  /** Which class scores are kept. */
  stored: { from: number; atMost: number };
  /** probability = sigmoid(slope * logit(S) + offset), S the sum of stored scores, kept `least` away from 0 and 1. */
  probability: { slope: number; offset: number; least: number };
  label: { factProbability: number; maxClasses: number; neverShown: string[]; curve?: PrecisionPoint[] | undefined };
  /** From `probability` on a photo is a result, if at least one is as probable as `sureProbability`. */
  search: { probability: number; sureProbability?: number | undefined };
  /** Concepts that a class counts below, besides what WordNet says. */
  alsoUnder: Record<string, string[]>;
}

/** One thing a model tells apart: a class, or a concept with a detector of its own. */
export interface PackClass {
  /** '' for a class that is no concept, such as "background". */
  concept: string;
  words: string;
  /** Only where it has a detector of its own: from where on it is a fact (null: never) and a search result. */
  head?: { factProbability: number | null; searchProbability: number };
}

/** `manifest.json` of a model pack: a folder with a network, its labels and papers, each with size and SHA-256. */
export interface PackManifest {
  format: 1;
  id: string;
  version: string;
  name: string;
  licence: string;
  source: string;
  files: Record<string, { bytes: number; sha256: string }>;
  /** File name of the ONNX graph. */
  model: string;
  /** File name of the label list: one line a class, `synset<TAB>words`; an empty synset is a class without a concept. */
  labels: string;
  input: PackInput;
  outputs: PackOutputs;
  windows?: PackWindows | undefined;
  /** Without it, and without `outputs.features`, the model can't show where it sees something. */
  classifier?: PackClassifier | undefined;
  /** File name of the calibration; without one, probabilities are taken as they come. */
  calibration?: string | undefined;
  /** File name of the list of heads, in the order of the output `headScores`. */
  heads?: string | undefined;
}

/** A pack that the library knows. */
export interface ModelInfo {
  id: string;
  version: string;
  name: string;
  licence: string;
  source: string;
  /** Things it tells apart. */
  classes: number;
  /** Bytes of all its files. */
  sizeBytes: number;
  active: boolean;
  /** Came with the program; can't be removed. */
  builtIn: boolean;
  /** Photos that have a result of this model. */
  photos: number;
  /** What was measured for its labels: how often facts are right, and on how many photos one is shown. */
  curve: PrecisionPoint[];
}

/** One point of a measured curve: from this probability on, facts were right so often, on so many photos. Shares 0..1. */
export interface PrecisionPoint {
  threshold: number;
  precision: number;
  coverage: number;
}
