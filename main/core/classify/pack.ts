import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { AppError } from '../../../shared/errors.ts';
import type { Calibration, PackClass, PackManifest } from '../../../shared/model/pack.ts';
import { findGraphFault } from './check-graph.ts';

export const MANIFEST_NAME = 'manifest.json';

/** No pack needs more. */
export const MAX_PACK_BYTES = 4 * 1024 ** 3;
const MAX_FILES = 64;
const MAX_MANIFEST_BYTES = 1024 ** 2;
/** Of what is read as text: a list of 100,000 classes is 5 MB. */
const MAX_TEXT_BYTES = 32 * 1024 ** 2;
/** Of a network: one file of ONNX can't be larger. */
const MAX_MODEL_BYTES = 2 * 1024 ** 3 - 1;
const MAX_CLASSES = 100_000;
const MAX_WORDS = 1_000;
/** Bytes of a file that are hashed at a time. */
const CHUNK_BYTES = 1024 ** 2;

const triple = v.tuple([v.number(), v.number(), v.number()]);
const side = v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(4096));
/** Names that Windows takes for devices, with any suffix. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;
/** A file directly in the pack's folder: no path may lead out of it, on any system. */
const fileName = v.pipe(
  v.string(),
  v.regex(/^\w(?:[\w.-]{0,98}[\w-])?$/u),
  v.check(
    (name) => !DEVICE_NAME.test(name) && name.toLowerCase() !== MANIFEST_NAME,
    'it is no name for a file of a pack',
  ),
);
/** Of a class or head: never one of the user's own labels or marks, which have a colon. Classes may mean nothing at all. */
const CONCEPT = /^[\w. -]{0,100}$/u;
const shortText = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200));

const manifestSchema = v.object({
  format: v.literal(1),
  // It is the name of the pack's folder.
  id: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9-]{0,99}$/u),
    v.check((id) => !DEVICE_NAME.test(id), 'it is no name for a pack'),
  ),
  version: v.pipe(v.string(), v.regex(/^[\w.+-]{1,50}$/u)),
  name: shortText,
  licence: shortText,
  source: shortText,
  files: v.pipe(
    v.record(
      fileName,
      v.object({
        bytes: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
      }),
    ),
    v.check((files) => Object.keys(files).length <= MAX_FILES, `there are more than ${MAX_FILES}`),
    v.check((files) => {
      const names = Object.keys(files).map((name) => name.toLowerCase());
      return new Set(names).size === names.length;
    }, 'some systems take two of them for one'),
    v.check(
      (files) => Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0) <= MAX_PACK_BYTES,
      'they are larger than a pack may be',
    ),
  ),
  model: fileName,
  labels: fileName,
  input: v.object({
    name: shortText,
    width: side,
    height: side,
    mean: triple,
    scale: v.pipe(
      triple,
      v.check((values) => values.every((value) => value !== 0)),
    ),
    centreCrop: v.pipe(v.number(), v.gtValue(0), v.maxValue(1)),
    resample: v.picklist(['bicubic', 'bilinear']),
    freeSize: v.boolean(),
  }),
  outputs: v.object({
    probabilities: shortText,
    logits: v.optional(shortText),
    embedding: v.object({ name: shortText, size: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
    features: v.optional(v.object({ name: shortText, channels: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
  }),
  windows: v.optional(
    v.object({
      shortSide: side,
      longSides: v.pipe(v.array(side), v.nonEmpty()),
      classScores: shortText,
      headScores: shortText,
    }),
  ),
  classifier: v.optional(v.object({ weights: shortText, scales: shortText, headWeights: shortText })),
  calibration: v.optional(fileName),
  heads: v.optional(fileName),
});

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const calibrationSchema = v.object({
  stored: v.object({ from: share, atMost: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)) }),
  probability: v.object({
    slope: v.pipe(v.number(), v.gtValue(0)),
    offset: v.number(),
    least: v.pipe(v.number(), v.gtValue(0), v.ltValue(0.5)),
  }),
  label: v.object({
    factProbability: share,
    maxClasses: v.pipe(v.number(), v.minValue(1)),
    neverShown: v.array(v.string()),
    curve: v.optional(v.array(v.object({ threshold: share, precision: share, coverage: share }))),
  }),
  search: v.object({ probability: v.pipe(share, v.gtValue(0)), sureProbability: v.optional(share) }),
  alsoUnder: v.record(v.string(), v.array(v.string())),
});

const headsSchema = v.object({
  heads: v.array(
    v.object({
      name: shortText,
      concept: v.pipe(shortText, v.regex(CONCEPT)),
      factProbability: v.nullable(share),
      searchProbability: v.pipe(share, v.gtValue(0)),
    }),
  ),
});

/** For packs that bring none: probabilities as they come, facts from 0.6, found from 0.15. */
const PLAIN_CALIBRATION: Calibration = {
  stored: { from: 0.003, atMost: 40 },
  probability: { slope: 1, offset: 0, least: 1e-6 },
  label: { factProbability: 0.6, maxClasses: 420, neverShown: [] },
  search: { probability: 0.15 },
  alsoUnder: {},
};

/** A pack whose every file is what its manifest says. */
export interface VerifiedPack {
  folder: string;
  manifest: PackManifest;
  /** What it tells apart: the classes in the order of the network's outputs, behind them the heads in theirs. */
  classes: PackClass[];
  calibration: Calibration;
}

/** Reads a pack's manifest without checking its files. @throws AppError model-invalid */
export function readManifest(folder: string): PackManifest {
  let parsed: unknown;
  try {
    const path = join(folder, MANIFEST_NAME);
    if (!isFileOf(path, MAX_MANIFEST_BYTES)) throw new RangeError('It is too large.');
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw invalid(folder, `it has no readable ${MANIFEST_NAME}`);
  }
  const result = v.safeParse(manifestSchema, parsed);
  if (!result.success) {
    const issue = result.issues[0];
    throw invalid(folder, `its manifest is wrong at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
  }
  const { windows, ...manifest } = result.output;
  if (!windows) return manifest;
  const wholeFrame = { shortSide: windows.shortSide, longSides: windows.longSides };
  return { ...manifest, windows, input: { ...manifest.input, wholeFrame } };
}

/**
 * Reads a pack and trusts only what the manifest's sizes and SHA-256 confirm.
 * @throws AppError model-invalid naming the file that is not what it should be
 */
export function loadPack(folder: string): VerifiedPack {
  const manifest = readManifest(folder);
  for (const name of [manifest.model, manifest.labels, manifest.calibration, manifest.heads]) {
    if (name === undefined) continue;
    if (!Object.hasOwn(manifest.files, name)) throw invalid(folder, `its manifest gives no SHA-256 of ${name}`);
  }
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) checkFile(folder, name, bytes, sha256);
  const texts = [manifest.labels, manifest.calibration, manifest.heads];
  for (const name of texts) {
    if (name !== undefined && !isFileOf(join(folder, name), MAX_TEXT_BYTES))
      throw invalid(folder, `${name} is too large`);
  }
  const modelPath = join(folder, manifest.model);
  const fault = isFileOf(modelPath, MAX_MODEL_BYTES)
    ? findGraphFault(readFileSync(modelPath))
    : 'its network is too large';
  if (fault !== undefined) throw invalid(folder, fault);
  const heads = manifest.heads ? readJson(folder, manifest.heads, headsSchema).heads : [];
  return {
    folder,
    manifest,
    classes: [
      ...readLabels(folder, manifest.labels),
      ...heads.map(({ name, concept, factProbability, searchProbability }) => ({
        concept,
        words: name.replaceAll('_', ' '),
        head: { factProbability, searchProbability },
      })),
    ],
    calibration: manifest.calibration ? readJson(folder, manifest.calibration, calibrationSchema) : PLAIN_CALIBRATION,
  };
}

/** Reads one of the pack's JSON files. @throws AppError model-invalid */
function readJson<Schema extends v.GenericSchema>(folder: string, name: string, schema: Schema): v.InferOutput<Schema> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  } catch {
    throw invalid(folder, `${name} is no JSON`);
  }
  const result = v.safeParse(schema, parsed);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw invalid(folder, `${name} is wrong at "${v.getDotPath(issue) ?? ''}": ${issue.message}`);
}

/** Label list: one line a class, `synset<TAB>words`. @throws AppError model-invalid */
function readLabels(folder: string, name: string): PackClass[] {
  const lines = readFileSync(join(folder, name), 'utf8').split(/\r?\n/u);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > MAX_CLASSES) throw invalid(folder, `${name} has more than ${MAX_CLASSES} classes`);
  return lines.map((line, i) => {
    const [concept = '', words = ''] = line.split('\t');
    if (!CONCEPT.test(concept) || words.length > MAX_WORDS) {
      throw invalid(folder, `line ${i + 1} of ${name} is no class`);
    }
    return { concept, words };
  });
}

/** Whether it is a file, of no more than so many bytes: neither a pipe nor a device, whose end may never come. */
function isFileOf(path: string, maxBytes: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= maxBytes;
}

/** @throws AppError model-invalid where a file is not what the manifest says */
function checkFile(folder: string, name: string, bytes: number, sha256: string): void {
  const path = join(folder, name);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw invalid(folder, `${name} can't be read`);
  if (stat.size !== bytes) throw invalid(folder, `${name} has another size than its manifest says`);
  let found: string;
  try {
    found = hashFile(path);
  } catch {
    throw invalid(folder, `${name} can't be read`);
  }
  if (found !== sha256) throw invalid(folder, `${name} is not the file its manifest names: the SHA-256 differs`);
}

/** SHA-256, hexadecimal; a piece at a time, however large the file is. */
function hashFile(path: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

function invalid(folder: string, why: string): AppError {
  return new AppError('model-invalid', `The model pack in ${folder} can't be used: ${why}.`);
}
