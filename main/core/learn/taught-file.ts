import * as v from 'valibot';
import { AppError } from '../../../shared/errors.ts';
import { classifierKinds } from '../../../shared/model/taught.ts';
import type { TrainedLabel } from './classifier.ts';

const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const measure = v.nullable(probability);
const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200));

const fileSchema = v.object({
  format: v.literal(1),
  kind: v.literal('bowerbird-taught-label'),
  name: text,
  /** Of the vocabulary; null for a label of the user's own. */
  concept: v.nullable(text),
  parent: v.nullable(text),
  model: v.object({ id: text, version: text }),
  classifier: v.object({
    kind: v.picklist(classifierKinds),
    penalty: v.nullable(v.number()),
    neighbours: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
    positiveVectors: count,
    bias: v.number(),
    slope: v.number(),
    offset: v.number(),
    foundProbability: probability,
    factProbability: v.nullable(probability),
    reason: v.pipe(v.string(), v.maxLength(1_000)),
    positives: count,
    negatives: count,
    background: count,
    averagePrecision: measure,
    precision: measure,
    recall: measure,
  }),
  /** float32, little-endian, row by row, base64. */
  vectors: v.pipe(v.string(), v.base64(), v.maxLength(4_000_000)),
});

/** A taught label on its own, as it is taken from one library to another: JSON. */
export type TaughtFile = v.InferOutput<typeof fileSchema>;

/** What a taught label's file says. */
export type PortableLabel = TrainedLabel & Pick<TaughtFile, 'name' | 'concept' | 'parent' | 'model'>;

/** The label as it is written to a file; nothing is rounded. */
export function packLabel({ vectors, ...label }: PortableLabel): TaughtFile {
  const bytes = Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  return { format: 1, kind: 'bowerbird-taught-label', ...label, vectors: bytes.toString('base64') };
}

/** The reverse. @throws AppError invalid-request where it is no such file */
export function unpackLabel(file: unknown): PortableLabel {
  const parsed = v.safeParse(fileSchema, file);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new AppError('invalid-request', `That is no taught label: "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
  }
  const { name, concept, parent, model, classifier, vectors } = parsed.output;
  const bytes = Uint8Array.from(Buffer.from(vectors, 'base64'));
  if (bytes.byteLength === 0 || bytes.byteLength % 4 !== 0) {
    throw new AppError('invalid-request', 'That is no taught label: its numbers are cut off.');
  }
  return { name, concept, parent, model, classifier, vectors: new Float32Array(bytes.buffer) };
}
