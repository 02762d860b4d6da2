import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { closeDatabase, openDatabase } from '../main/core/db/connection.ts';
import { getFileAt } from '../main/core/db/files.ts';
import { listFolders } from '../main/core/db/folders.ts';
import { listModels } from '../main/core/db/models.ts';
import { logistic, nameCandidate, plainCandidate } from '../main/core/learn/candidates.ts';
import { type Candidate, scoreGroup } from '../main/core/learn/classifier.ts';
import { shuffle } from '../main/core/learn/cross-validation.ts';
import { EmbeddingMatrix } from '../main/core/learn/embedding-matrix.ts';
import { findClusters } from '../main/core/learn/near-duplicates.ts';
import { pickRows, rowOf, type Samples } from '../main/core/learn/samples.ts';
import { indexOfMost, trainCandidate } from '../main/core/learn/train-group.ts';
import { openLibrary } from '../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { isPicturePath } from '../shared/model/formats.ts';
import { createRandom } from '../shared/random.ts';

/** Photos of classes as the program sees them. */
export interface LabelledVectors {
  name: string;
  classes: string[];
  samples: Samples;
  classOf: Uint16Array;
}

/** Accuracy of one kind of model with so many examples a class. */
export interface TeachMeasure {
  collection: string;
  kind: string;
  /** Photos of each class to learn from; null: all but those to test with. */
  shots: number | null;
  seeds: number;
  mean: number;
  /** Half of the 95 % interval of the mean over the seeds. */
  margin: number;
}

const PENALTY = 0.0003;
const CANDIDATES: readonly Candidate[] = [
  logistic(PENALTY),
  { ...logistic(PENALTY), dropout: 0.3 },
  { ...logistic(PENALTY), isUnweighted: true },
  plainCandidate('class-mean'),
  ...[1, 3, 5].flatMap((neighbours) => [
    { ...plainCandidate('nearest'), neighbours },
    { ...plainCandidate('nearest'), neighbours, distance: 'l1' as const },
  ]),
];
/** With many classes dropout takes hours. */
const MOST_DROPPED_OUT_CLASSES = 20;
const SHOTS = [1, 5, 10, 20, null] as const;
/** Of each class, and at least so many photos. */
const TEST_SHARE = 0.2;
const LEAST_TEST = 2;
const Z_95 = 1.96;
const COLLECTIONS = ['flowers', 'caltech101'];
const GOALS: readonly { collection: string; shots: number | null; goal: number }[] = [
  { collection: 'flowers', shots: null, goal: 0.95 },
  { collection: 'flowers', shots: 5, goal: 0.82 },
  { collection: 'caltech101', shots: null, goal: 0.94 },
  { collection: 'caltech101', shots: 5, goal: 0.92 },
];

/**
 * `npm run eval -- teach [--seeds N] [--write] [--export DIR]`: how right taught classifiers are, by number of examples.
 * `--export` writes vectors and splits for `scripts/eval/teach_baselines.py`, which measures scikit-learn with the same.
 */
export async function evaluateTeaching(args: string[]): Promise<void> {
  const options = { seeds: { type: 'string' }, write: { type: 'boolean' }, export: { type: 'string' } } as const;
  const { values } = parseArgs({ args, options });
  const seeds = Number(values.seeds ?? 20);
  const root = resolve(import.meta.dirname, '..');
  const folders = COLLECTIONS.map((name) => resolve(root, '..', 'shared', 'photos', name));
  const collections = await readVectors(folders);
  if (values.export) return exportVectors(resolve(values.export), collections, seeds);
  const measures = collections.flatMap((collection) => measure(collection, seeds));
  process.stdout.write(`${JSON.stringify({ seeds, measures }, null, 2)}\n`);
  if (values.write) {
    writeFileSync(join(root, 'docs', 'accuracy-teach.json'), `${JSON.stringify({ seeds, measures }, null, 2)}\n`);
    const baselines = readBaselines(join(root, 'docs', 'teach-baselines.json'));
    writeFileSync(join(root, 'docs', 'accuracy-teach.md'), toMarkdown(collections, measures, baselines, seeds));
  }
}

/** Indexes the folders in a library of its own, and takes the vectors from it. */
export async function readVectors(folders: readonly string[]): Promise<LabelledVectors[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'bowerbird-eval-'));
  const workers = createThreadWorkers();
  const library = await openLibrary({ ...findProgramFiles(), dataFolder, workers, background: false });
  try {
    await library.index(folders);
    const db = openDatabase(join(dataFolder, 'library.sqlite'));
    const matrix = new EmbeddingMatrix(db, listModels(db)[0]?.id ?? 0);
    matrix.refresh();
    const known = listFolders(db);
    const vectors = folders.map((folder): LabelledVectors => {
      const folderId = known.find(({ path }) => path === folder)?.id ?? 0;
      const classes = readdirSync(folder).sort();
      const photos = classes.flatMap((name, k) =>
        readdirSync(join(folder, name))
          .filter(isPicturePath)
          .sort()
          .flatMap((file) => {
            const photoId = getFileAt(db, folderId, name, file)?.photoId;
            return photoId ? [{ photoId, k }] : [];
          }),
      );
      const once = [...new Map(photos.map((photo) => [photo.photoId, photo])).values()];
      return {
        name: folder.split(/[\\/]/u).at(-1) ?? folder,
        classes,
        samples: matrix.pick(once.map(({ photoId }) => photoId)),
        classOf: Uint16Array.from(once, ({ k }) => k),
      };
    });
    closeDatabase(db);
    return vectors;
  } finally {
    await library.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Counts of examples that every class has photos for. */
function shotsOf({ classes, classOf }: LabelledVectors): readonly (number | null)[] {
  const smallest = Math.min(...classes.map((_, k) => classOf.filter((other) => other === k).length));
  return SHOTS.filter((shots) => shots === null || shots + LEAST_TEST <= smallest);
}

/** `<collection>.json` with classes and splits, and `<collection>.f32` with the vectors row by row. */
function exportVectors(folder: string, collections: readonly LabelledVectors[], seeds: number): void {
  mkdirSync(folder, { recursive: true });
  for (const collection of collections) {
    const { name, classes, samples, classOf } = collection;
    const clusters = findClusters(samples);
    const splits = shotsOf(collection).flatMap((shots) =>
      Array.from({ length: seeds }, (_, i) => ({
        shots,
        seed: i + 1,
        ...split(classes.length, classOf, clusters, shots, i + 1),
      })),
    );
    const about = { name, classes, size: samples.size, classOf: [...classOf], penalty: PENALTY, seeds, splits };
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(about));
    writeFileSync(join(folder, `${name}.f32`), Buffer.from(samples.values.buffer));
  }
}

/** What scikit-learn reaches; none where it was not measured. */
function readBaselines(path: string): TeachMeasure[] {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { measures: TeachMeasure[] }).measures : [];
}

function measure(collection: LabelledVectors, seeds: number): TeachMeasure[] {
  const { name, classes, samples, classOf } = collection;
  const clusters = findClusters(samples);
  const isMany = classes.length > MOST_DROPPED_OUT_CLASSES;
  return shotsOf(collection).flatMap((shots) =>
    CANDIDATES.filter(({ dropout }) => !dropout || !isMany).map((candidate): TeachMeasure => {
      const results = Array.from({ length: seeds }, (_, seed) => {
        const { train, test } = split(classes.length, classOf, clusters, shots, seed + 1);
        const seen = Uint16Array.from(train, (row) => classOf[row] ?? 0);
        const trained = trainCandidate(candidate, pickRows(samples, train), seen, classes);
        const right = test.filter((row) => indexOfMost(scoreGroup(trained, rowOf(samples, row))) === classOf[row]);
        return right.length / test.length;
      });
      const mean = results.reduce((sum, value) => sum + value, 0) / seeds;
      const variance = results.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(seeds - 1, 1);
      const margin = Z_95 * Math.sqrt(variance / seeds);
      const kind = nameCandidate(candidate);
      process.stderr.write(`eval: ${name} ${shots ?? 'all'} ${kind} ${mean.toFixed(3)}\n`);
      return { collection: name, kind, shots, seeds, mean: round(mean), margin: round(margin) };
    }),
  );
}

/** Photos to test with and to learn from; a cluster of near duplicates is on one side as a whole. */
export function split(
  classes: number,
  classOf: Uint16Array,
  clusters: Uint32Array,
  shots: number | null,
  seed: number,
): { train: number[]; test: number[] } {
  const random = createRandom(seed);
  const train: number[] = [];
  const test: number[] = [];
  const testClusters = new Set<number>();
  const order = Array.from({ length: classes }, (_, k) =>
    shuffle(
      [...classOf.keys()].filter((row) => classOf[row] === k),
      random,
    ),
  );
  for (const rows of order) {
    const wanted = Math.max(LEAST_TEST, Math.round(rows.length * TEST_SHARE));
    for (const row of rows.slice(0, wanted)) {
      test.push(row);
      testClusters.add(clusters[row] ?? 0);
    }
  }
  for (const rows of order) {
    const free = rows.filter((row) => !testClusters.has(clusters[row] ?? 0));
    train.push(...free.slice(0, shots ?? free.length));
  }
  return { train, test };
}

function toMarkdown(
  collections: readonly LabelledVectors[],
  measures: readonly TeachMeasure[],
  baselines: readonly TeachMeasure[],
  seeds: number,
): string {
  const tables = collections.map((collection) => {
    const { name, samples, classes } = collection;
    const shots = shotsOf(collection);
    const toRows = (of: readonly TeachMeasure[]) =>
      [...new Set(of.filter((m) => m.collection === name).map(({ kind }) => kind))].map((kind) => {
        const cells = shots.map((count) => {
          const found = of.find((m) => m.collection === name && m.kind === kind && m.shots === count);
          return found ? `${found.mean.toFixed(3)} ± ${found.margin.toFixed(3)}` : '';
        });
        return `| ${kind} | ${cells.join(' | ')} |`;
      });
    return `## ${name}: ${samples.count} photos of ${classes.length} classes

| Examples a class | ${shots.map((count) => count ?? 'all').join(' | ')} |
| --- | ${shots.map(() => '---').join(' | ')} |
${[...toRows(measures), ...toRows(baselines)].join('\n')}
`;
  });
  const goals = GOALS.flatMap(({ collection, shots, goal }) => {
    const best = measures
      .filter((m) => m.collection === collection && m.shots === shots)
      .sort((a, b) => b.mean - a.mean)[0];
    if (!best) return [];
    const verdict = best.mean >= goal ? 'reached' : 'not reached';
    return [`- ${collection}, ${shots ?? 'all'}: ${best.mean.toFixed(3)} (${best.kind}), goal ${goal}: ${verdict}`];
  });
  return `# Accuracy of taught classifiers

Made by \`npm run eval -- teach --write\`; do not edit. Share of right answers on photos that were not learnt from (a fifth of
each class, at least ${LEAST_TEST}), mean over ${seeds} draws and its 95 % interval. "all" is what is left beside the test photos. Photos
that are equal or nearly so (cosine above 0.98) stay on one side. The vectors are those of the library: the starter pack's,
8 bits, no augmentation. Classes count alike, but in "photos count alike". L2 is not told apart from cosine: on vectors of length 1 it
has the same neighbours.

Rows that begin with "scikit-learn" are its own estimators on the same vectors and splits
(\`scripts/eval/teach_baselines.py\`, [teach-baselines.json](teach-baselines.json)): its logistic regression has the same penalty
and class weights, so it has to agree; its nearest neighbours vote, ours are compared by mean likeness a class.

${tables.join('\n')}
## Goals

${goals.join('\n')}
`;
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;
