import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadPack } from '../main/core/classify/pack.ts';
import { augmentImage } from '../main/core/learn/augment-image.ts';
import { logistic } from '../main/core/learn/candidates.ts';
import { scoreGroup } from '../main/core/learn/classifier.ts';
import { findClusters } from '../main/core/learn/near-duplicates.ts';
import { fromRows, normalise, pickRows, rowOf, type Samples } from '../main/core/learn/samples.ts';
import { indexOfMost, trainCandidate } from '../main/core/learn/train-group.ts';
import { createBatchClassifier } from '../main/core/queue/batch-classifier.ts';
import { createDecodePool } from '../main/core/queue/decode-pool.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { isPicturePath } from '../shared/model/formats.ts';
import { type AugmentationKind, augmentationKinds } from '../shared/model/taught.ts';
import { split } from './teach.ts';

const COLLECTION = 'flowers';
const STARTER_PACK = 'efficientnet-lite2-imagenet';
const PENALTY = 0.0003;
const SHOTS = [1, 5, 10, null] as const;
const Z_95 = 1.96;

/** Which changed copies are learnt from beside the photos themselves. */
const SETS: readonly (readonly AugmentationKind[])[] = [
  [],
  ...augmentationKinds.map((kind) => [kind]),
  augmentationKinds,
];

/** Vectors of photos and of their changed copies, row by row alike. */
interface Vectors {
  classes: string[];
  classOf: Uint16Array;
  photos: Samples;
  copies: Map<AugmentationKind, Samples>;
}

/** Accuracy with one set of copies; `gain` is over no copies, on the same draws, with half of its 95 % interval. */
interface AugmentationMeasure {
  copies: string;
  shots: number | null;
  mean: number;
  gain: number;
  margin: number;
}

/** `npm run eval -- augment [--seeds N] [--write]`: what changed copies of examples do for accuracy. */
export async function evaluateAugmentation(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { seeds: { type: 'string' }, write: { type: 'boolean' } } });
  const seeds = Number(values.seeds ?? 20);
  const root = resolve(import.meta.dirname, '..');
  const vectors = await readVectors(resolve(root, '..', 'shared', 'photos', COLLECTION));
  const measures = measure(vectors, seeds);
  const json = `${JSON.stringify({ collection: COLLECTION, seeds, measures }, null, 2)}\n`;
  process.stdout.write(json);
  if (values.write) {
    writeFileSync(join(root, 'docs', 'accuracy-augmentation.json'), json);
    writeFileSync(join(root, 'docs', 'accuracy-augmentation.md'), toMarkdown(vectors, measures, seeds));
  }
}

async function readVectors(folder: string): Promise<Vectors> {
  const packFolder = join(findProgramFiles().assetsFolder, 'models', STARTER_PACK);
  const { input } = loadPack(packFolder).manifest;
  const workers = createThreadWorkers();
  const decoders = createDecodePool(workers.spawnDecode, 1);
  const classifier = createBatchClassifier(workers.spawnClassify, 1);
  classifier.use(packFolder);
  try {
    const classes = readdirSync(folder).sort();
    const files = classes.flatMap((name, k) =>
      readdirSync(join(folder, name))
        .filter(isPicturePath)
        .sort()
        .map((file) => ({ path: join(folder, name, file), k })),
    );
    const rows = new Map<AugmentationKind | 'photo', Float32Array[]>();
    const add = (kind: AugmentationKind | 'photo', vector: Float32Array) => {
      const of = rows.get(kind) ?? [];
      of.push(normalise(vector));
      rows.set(kind, of);
    };
    for (const { path } of files) {
      const answer = await decoders.frame({ path, input });
      if (answer.kind !== 'framed') throw new Error(`${path} can't be read.`);
      for (const kind of augmentationKinds) {
        add(kind, (await classifier.classify(await augmentImage(answer.frame, kind))).embedding);
      }
      add('photo', (await classifier.classify(answer.frame)).embedding);
    }
    const toSamples = (kind: AugmentationKind | 'photo'): Samples => fromRows(rows.get(kind) ?? []);
    return {
      classes,
      classOf: Uint16Array.from(files, ({ k }) => k),
      photos: toSamples('photo'),
      copies: new Map(augmentationKinds.map((kind) => [kind, toSamples(kind)])),
    };
  } finally {
    await decoders.close();
    await classifier.close();
  }
}

function measure(vectors: Vectors, seeds: number): AugmentationMeasure[] {
  const clusters = findClusters(vectors.photos);
  return SHOTS.flatMap((shots) => {
    const bySet = SETS.map((kinds) =>
      Array.from({ length: seeds }, (_, i) => accuracyOf(vectors, clusters, kinds, shots, i + 1)),
    );
    const [plain = []] = bySet;
    return bySet.map((results, i): AugmentationMeasure => {
      const gains = results.map((value, seed) => value - (plain[seed] ?? 0));
      const gain = meanOf(gains);
      const variance = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0) / Math.max(seeds - 1, 1);
      const copies = SETS[i]?.join(', ') || 'none';
      process.stderr.write(`eval: ${shots ?? 'all'} ${copies} ${meanOf(results).toFixed(3)}\n`);
      return {
        copies,
        shots,
        mean: round(meanOf(results)),
        gain: round(gain),
        margin: round(Z_95 * Math.sqrt(variance / seeds)),
      };
    });
  });
}

/** Copies are learnt from with their photo, and never judged. */
function accuracyOf(
  { classes, classOf, photos, copies }: Vectors,
  clusters: Uint32Array,
  kinds: readonly AugmentationKind[],
  shots: number | null,
  seed: number,
): number {
  const { train, test } = split(classes.length, classOf, clusters, shots, seed);
  const parts = [photos, ...kinds.flatMap((kind) => copies.get(kind) ?? [])].map((samples) => pickRows(samples, train));
  const values = new Float32Array(parts.length * train.length * photos.size);
  parts.forEach((part, i) => {
    values.set(part.values, i * train.length * photos.size);
  });
  const seen = Uint16Array.from(
    parts.flatMap(() => train),
    (row) => classOf[row] ?? 0,
  );
  const samples = { count: seen.length, size: photos.size, values };
  const trained = trainCandidate(logistic(PENALTY), samples, seen, classes);
  const right = test.filter((row) => indexOfMost(scoreGroup(trained, rowOf(photos, row))) === classOf[row]);
  return right.length / test.length;
}

function toMarkdown({ photos, classes }: Vectors, measures: readonly AugmentationMeasure[], seeds: number): string {
  const kinds = [...new Set(measures.map(({ copies }) => copies))];
  const rows = kinds.map((copies) => {
    const cells = SHOTS.map((shots) => {
      const found = measures.find((m) => m.copies === copies && m.shots === shots);
      if (!found) return '';
      const gain =
        copies === 'none'
          ? ''
          : ` (${found.gain >= 0 ? '+' : ''}${found.gain.toFixed(3)} ± ${found.margin.toFixed(3)})`;
      return `${found.mean.toFixed(3)}${gain}`;
    });
    return `| ${copies} | ${cells.join(' | ')} |`;
  });
  return `# Changed copies of examples

Made by \`npm run eval -- augment --write\`; do not edit. ${photos.count} photos of ${classes.length} flowers; logistic regression on the photos' vectors,
and on those of changed copies of the examples besides. Share of right answers on photos that were not learnt from, mean over
${seeds} draws; in brackets the gain over no copies on the same draws, with its 95 % interval.

| Copies | ${SHOTS.map((shots) => (shots === null ? 'all' : `${shots} a class`)).join(' | ')} |
| --- | ${SHOTS.map(() => '---').join(' | ')} |
${rows.join('\n')}
`;
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
const round = (value: number) => Math.round(value * 10_000) / 10_000;
