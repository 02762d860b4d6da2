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
}

/** A pack that the library knows. */
export interface ModelInfo {
  id: string;
  version: string;
  name: string;
  licence: string;
  source: string;
  classes: number;
  /** Bytes of all its files. */
  sizeBytes: number;
  active: boolean;
  /** Came with the program; can't be removed. */
  builtIn: boolean;
  /** Photos that have a result of this model. */
  photos: number;
}
