import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { AppError } from '../../../shared/errors.ts';
import type { Calibration, PackClass, PackManifest } from '../../../shared/model/pack.ts';

export const MANIFEST_NAME = 'manifest.json';

const triple = v.tuple([v.number(), v.number(), v.number()]);
const side = v.pipe(v.number(), v.integer(), v.minValue(16), v.maxValue(4096));
/** A file directly in the pack's folder: no path may lead out of it. */
const fileName = v.pipe(v.string(), v.regex(/^[\w][\w.-]*$/u));
const shortText = v.pipe(v.string(), v.nonEmpty(), v.maxLength(200));

const manifestSchema = v.object({
  format: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,99}$/u)),
  version: v.pipe(v.string(), v.regex(/^[\w.+-]{1,50}$/u)),
  name: shortText,
  licence: shortText,
  source: shortText,
  files: v.record(
    fileName,
    v.object({
      bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
    }),
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
      concept: shortText,
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
    parsed = JSON.parse(readFileSync(join(folder, MANIFEST_NAME), 'utf8'));
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
  for (const [name, expected] of Object.entries(manifest.files)) {
    const path = join(folder, name);
    let bytes: Buffer;
    try {
      if (statSync(path).size !== expected.bytes)
        throw invalid(folder, `${name} has another size than its manifest says`);
      bytes = readFileSync(path);
    } catch (error) {
      throw error instanceof AppError ? error : invalid(folder, `${name} can't be read`);
    }
    if (createHash('sha256').update(bytes).digest('hex') !== expected.sha256) {
      throw invalid(folder, `${name} is not the file its manifest names: the SHA-256 differs`);
    }
  }
  const heads = manifest.heads ? readJson(folder, manifest.heads, headsSchema).heads : [];
  return {
    folder,
    manifest,
    classes: [
      ...readLabels(join(folder, manifest.labels)),
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

/** Label list: one line a class, `synset<TAB>words`. */
function readLabels(path: string): PackClass[] {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/u);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const [concept = '', words = ''] = line.split('\t');
    return { concept, words };
  });
}

function invalid(folder: string, why: string): AppError {
  return new AppError('model-invalid', `The model pack in ${folder} can't be used: ${why}.`);
}
