import * as v from 'valibot';
import { AppError } from '../../../shared/errors.ts';
import { classifierKinds } from '../../../shared/model/taught.ts';
import type { GroupClassifier, LabelClassifier, TrainedLabel } from './classifier.ts';

const finite = v.pipe(v.number(), v.finite());
const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const measure = v.nullable(probability);
const text = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200));
const model = v.object({ id: text, version: text });
/** float32, little-endian, row by row, base64. */
const numbers = v.pipe(v.string(), v.nonEmpty());

/** How it was learnt (`Candidate`), and what it was compared with. */
const learnt = {
  kind: v.picklist(classifierKinds),
  penalty: v.nullable(finite),
  neighbours: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  distance: v.optional(v.literal('l1')),
  dropout: v.optional(probability),
  isUnweighted: v.optional(v.boolean()),
  compared: v.optional(
    v.pipe(v.array(v.object({ name: v.string(), score: finite, isChosen: v.boolean() })), v.maxLength(100)),
  ),
  reason: v.pipe(v.string(), v.maxLength(10_000)),
};

/** What a label is called and where it belongs; `concept` null: a label of the user's own. */
const identity = { name: text, concept: v.nullable(text), parent: v.nullable(text) };

const labelClassifier = v.object({
  ...learnt,
  positiveVectors: count,
  bias: finite,
  slope: finite,
  offset: finite,
  foundProbability: probability,
  factProbability: v.nullable(probability),
  positives: count,
  negatives: count,
  background: count,
  averagePrecision: measure,
  precision: measure,
  recall: measure,
}) satisfies v.GenericSchema<unknown, LabelClassifier>;

const groupClassifier = v.object({
  ...learnt,
  biases: v.array(finite),
  scale: finite,
  unknownBelow: finite,
  strangeBelow: finite,
  accuracy: measure,
  testAccuracy: v.optional(measure),
  testPhotos: v.optional(count),
  knownAccuracy: measure,
  knownShare: measure,
  classOf: v.array(count),
}) satisfies v.GenericSchema<unknown, Omit<GroupClassifier, 'classes'>>;

const labelEntries = {
  format: v.literal(1),
  kind: v.literal('bowerbird-taught-label'),
  ...identity,
  model,
  classifier: labelClassifier,
};

const classifierEntries = {
  format: v.literal(1),
  kind: v.literal('bowerbird-classifier'),
  name: text,
  model,
  classifier: groupClassifier,
  /** The classes in their order, and how each is told by itself, where it is. */
  labels: v.pipe(
    v.array(v.object({ ...identity, classifier: v.nullable(labelClassifier) })),
    v.minLength(1),
    v.maxLength(1_000),
  ),
};

const aboutSchema = v.variant('kind', [v.object(labelEntries), v.object(classifierEntries)]);
const fileSchema = v.variant('kind', [
  v.object({ ...labelEntries, vectors: numbers }),
  v.object({ ...classifierEntries, vectors: numbers, labelVectors: v.array(v.nullable(numbers)) }),
]);

/** All that a file says of what was learnt, but its vectors. */
export type TaughtAbout = v.InferOutput<typeof aboutSchema>;

/** Something learnt on its own, as it is taken from one library to another: JSON. */
export type TaughtFile = v.InferOutput<typeof fileSchema>;

type LabelAbout = Extract<TaughtAbout, { kind: 'bowerbird-taught-label' }>;
type ClassifierAbout = Extract<TaughtAbout, { kind: 'bowerbird-classifier' }>;

/** A taught label with its vectors. */
export interface PortableLabel extends TrainedLabel {
  about: LabelAbout;
}

/** A classifier over several labels with its vectors, and each label with its own. */
export interface PortableClassifier {
  about: ClassifierAbout;
  vectors: Float32Array;
  labelVectors: (Float32Array | null)[];
}

/** What is in a file; `about.kind` tells which. */
export type Portable = PortableLabel | PortableClassifier;

/** Whether it is a label; else it is a classifier over several. */
export const isLabel = (portable: Portable): portable is PortableLabel =>
  portable.about.kind === 'bowerbird-taught-label';

/** As it is written to a JSON file; nothing is rounded. */
export function packTaught(portable: Portable): TaughtFile {
  if (isLabel(portable)) return { ...portable.about, vectors: toBase64(portable.vectors) };
  const { about, vectors, labelVectors } = portable;
  return {
    ...about,
    vectors: toBase64(vectors),
    labelVectors: labelVectors.map((own) => (own === null ? null : toBase64(own))),
  };
}

/** The reverse. @throws AppError invalid-request where it is no such file */
export function unpackTaught(file: unknown): Portable {
  const parsed = parse(fileSchema, file);
  if (parsed.kind === 'bowerbird-taught-label') {
    const { vectors, ...about } = parsed;
    return { about, classifier: about.classifier, vectors: toFloats(vectors) };
  }
  const { vectors, labelVectors, ...about } = parsed;
  const own = labelVectors.map((text) => (text === null ? null : toFloats(text)));
  return { about, vectors: toFloats(vectors), labelVectors: own };
}

/** Reads what a file says besides its vectors. @throws AppError invalid-request */
export function parseAbout(about: unknown): TaughtAbout {
  return parse(aboutSchema, about);
}

/**
 * Refuses vectors that are not as many or as long as what is said of them wants.
 * @param size dimensions of the model's vectors
 * @throws AppError invalid-request
 */
export function checkVectors(portable: Portable, size: number): void {
  if (isLabel(portable)) {
    checkLabel(portable, size);
    return;
  }
  const { about, vectors, labelVectors } = portable;
  const { kind, biases, classOf } = about.classifier;
  const classes = about.labels.length;
  const rest = kind === 'nearest' ? classOf.length : kind === 'logistic' ? classes : 0;
  if (vectors.length !== (classes + rest) * size) throw cutOff();
  if (biases.length !== classes || labelVectors.length !== classes) throw cutOff();
  if (kind === 'nearest' && classOf.length === 0) throw cutOff();
  if (classOf.some((k) => k >= classes) || !vectors.every(Number.isFinite)) throw cutOff();
  about.labels.forEach(({ classifier }, k) => {
    const own = labelVectors[k] ?? null;
    if ((classifier === null) !== (own === null)) throw cutOff();
    if (classifier && own) checkLabel({ classifier, vectors: own }, size);
  });
}

function checkLabel({ classifier, vectors }: TrainedLabel, size: number): void {
  const rows = vectors.length / size;
  const fits =
    classifier.kind === 'nearest'
      ? Number.isInteger(rows) && classifier.positiveVectors >= 1 && classifier.positiveVectors <= rows
      : rows === 1;
  if (!fits || !vectors.every(Number.isFinite)) throw cutOff();
}

function parse<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new AppError(
    'invalid-request',
    `It holds nothing that was taught: "${v.getDotPath(issue) ?? ''}": ${issue.message}`,
  );
}

const cutOff = () => new AppError('invalid-request', 'It is damaged: its numbers are cut off, or too many.');

function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function toFloats(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  if (bytes.byteLength === 0 || bytes.byteLength % 4 !== 0) throw cutOff();
  return new Float32Array(bytes.buffer);
}
