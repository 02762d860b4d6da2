import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { closeDatabase, openDatabase } from '../main/core/db/connection.ts';
import { getFileAt } from '../main/core/db/files.ts';
import { listFolders } from '../main/core/db/folders.ts';
import { listModels } from '../main/core/db/models.ts';
import { scoreGroup } from '../main/core/learn/classifier.ts';
import { shuffle } from '../main/core/learn/cross-validation.ts';
import { EmbeddingMatrix } from '../main/core/learn/embedding-matrix.ts';
import { findClusters } from '../main/core/learn/near-duplicates.ts';
import { pickRows, rowOf, type Samples } from '../main/core/learn/samples.ts';
import { type GroupCandidate, indexOfMost, trainCandidate } from '../main/core/learn/train-group.ts';
import { openLibrary } from '../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { isPicturePath } from '../shared/model/formats.ts';
import { createRandom } from '../shared/random.ts';

/** Photos of classes as the program sees them. */
interface LabelledVectors {
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

const CANDIDATES: readonly GroupCandidate[] = [
  { kind: 'logistic', penalty: 0.0003, neighbours: null },
  { kind: 'class-mean', penalty: null, neighbours: null },
  { kind: 'nearest', penalty: null, neighbours: 3 },
];
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

/** `npm run eval -- teach [--seeds N] [--write]`: how right taught classifiers are, by number of examples. */
export async function evaluateTeaching(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { seeds: { type: 'string' }, write: { type: 'boolean' } } });
  const seeds = Number(values.seeds ?? 20);
  const root = resolve(import.meta.dirname, '..');
  const folders = COLLECTIONS.map((name) => resolve(root, '..', 'shared', 'photos', name));
  const collections = await readVectors(folders);
  const measures = collections.flatMap((collection) => measure(collection, seeds));
  process.stdout.write(`${JSON.stringify({ seeds, measures }, null, 2)}\n`);
  if (values.write) {
    writeFileSync(join(root, 'docs', 'accuracy-teach.json'), `${JSON.stringify({ seeds, measures }, null, 2)}\n`);
    writeFileSync(join(root, 'docs', 'accuracy-teach.md'), toMarkdown(collections, measures, seeds));
  }
}

/** Indexes the folders in a library of its own, and takes the vectors from it. */
async function readVectors(folders: readonly string[]): Promise<LabelledVectors[]> {
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

function measure(collection: LabelledVectors, seeds: number): TeachMeasure[] {
  const { name, classes, samples, classOf } = collection;
  const clusters = findClusters(samples);
  const smallest = Math.min(...classes.map((_, k) => classOf.filter((other) => other === k).length));
  return SHOTS.filter((shots) => shots === null || shots + LEAST_TEST <= smallest).flatMap((shots) =>
    CANDIDATES.map((candidate): TeachMeasure => {
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
      process.stderr.write(`eval: ${name} ${shots ?? 'all'} ${candidate.kind} ${mean.toFixed(3)}\n`);
      return { collection: name, kind: candidate.kind, shots, seeds, mean: round(mean), margin: round(margin) };
    }),
  );
}

/** Photos to test with and to learn from; a cluster of near duplicates is on one side as a whole. */
function split(
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

function toMarkdown(collections: readonly LabelledVectors[], measures: readonly TeachMeasure[], seeds: number): string {
  const rows = collections.flatMap(({ name }) =>
    SHOTS.flatMap((shots) => {
      const of = (kind: string) => measures.find((m) => m.collection === name && m.shots === shots && m.kind === kind);
      if (!of('logistic')) return [];
      const cells = CANDIDATES.map(({ kind }) => `${of(kind)?.mean.toFixed(3)} ± ${of(kind)?.margin.toFixed(3)}`);
      return [`| ${name} | ${shots ?? 'all'} | ${cells.join(' | ')} |`];
    }),
  );
  const goals = GOALS.flatMap(({ collection, shots, goal }) => {
    const best = measures
      .filter((m) => m.collection === collection && m.shots === shots)
      .sort((a, b) => b.mean - a.mean)[0];
    if (!best) return [];
    const verdict = best.mean >= goal ? 'reached' : 'not reached';
    return [`- ${collection}, ${shots ?? 'all'}: ${best.mean.toFixed(3)} (${best.kind}), goal ${goal}: ${verdict}`];
  });
  const sizes = collections.map(
    ({ name, samples, classes }) => `${name}: ${samples.count} photos of ${classes.length} classes`,
  );
  return `# Accuracy of taught classifiers

Made by \`npm run eval -- teach --write\`; do not edit. ${sizes.join('; ')}. Share of right answers on photos that were not
learnt from (a fifth of each class, at least ${LEAST_TEST}), mean over ${seeds} draws and its 95 % interval. "all" is what is left beside
the test photos. Photos that are equal or nearly so (cosine above 0.98) stay on one side. The vectors are those of the
library: the starter pack's, 8 bits, no augmentation.

| Photos | Examples a class | Logistic regression | Nearest class mean | Nearest neighbours (3) |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

${goals.join('\n')}
`;
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;
