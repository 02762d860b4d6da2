import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConcept } from '../main/core/adaptation.ts';
import { closeDatabase, openDatabase } from '../main/core/db/connection.ts';
import { listModels } from '../main/core/db/models.ts';
import { listClasses } from '../main/core/db/predictions.ts';
import { createCalibratedModel } from '../main/core/labels/calibrated-model.ts';
import { type AdaptMeasure, adaptedLogit, learnAdaptation } from '../main/core/learn/adapt.ts';
import { averagePrecision, shuffle } from '../main/core/learn/cross-validation.ts';
import { EmbeddingMatrix } from '../main/core/learn/embedding-matrix.ts';
import { findClusters } from '../main/core/learn/near-duplicates.ts';
import { readLogit } from '../main/core/learn/reading.ts';
import { pickRows, type Samples } from '../main/core/learn/samples.ts';
import { openLibrary } from '../main/core/library.ts';
import { loadVocabulary } from '../main/core/vocabulary/load-vocabulary.ts';
import { createThreadWorkers, findProgramFiles } from '../main/faces/runtime.ts';
import { createRandom } from '../shared/random.ts';
import { findDefaultFolders, findMapping, readCollection } from './collections.ts';
import { createTaxonomy, readPackConcepts } from './taxonomy.ts';

/** What corrections of so many photos of each side do, over concepts and draws; all measured on photos not corrected. */
export interface AdaptingMeasure {
  corrections: number;
  trials: number;
  /** Share of the trials in which what was learnt is used. */
  applied: number;
  /** Means over the trials in which it is used. */
  before: AdaptMeasure & { balance: number };
  after: AdaptMeasure & { balance: number };
  /** Share of the used ones that are worse on what was not corrected by more than 0.02, by balance (F1). */
  harmed: number;
  /** The same for trials in which it is not used, had it been. */
  harmedOtherwise: number;
}

interface Judged {
  samples: Samples;
  classes: { index: number; probability: number }[][];
  truths: (number | undefined)[];
}

const STARTER_PACK = 'efficientnet-lite2-imagenet';
const CORRECTIONS = [4, 8, 16, 32] as const;
/** Photos of a concept that there have to be, so that enough are left to measure with. */
const LEAST_TRUE = 24;
/** What is rejected is what was shown: drawn from so many times as many of the most probable wrong ones. */
const SHOWN = 3;
const BACKGROUND = 120;
const HARM = 0.02;
const WORDS =
  'animal,bird,mammal,reptile,fish,insect,arthropod,carnivore,dog,cat,flower,plant,vehicle,boat,musical instrument,furniture,food,fruit,clothing,container,weapon,building,ball,tool,device,equipment,machine,palm tree';

/**
 * `npm run eval -- adapt [--seeds N] [--data FOLDER] [--write]`: what corrections teach the model's own labels. Corrections are
 * drawn from photos whose truth is known; the rest tells whether it is better. `--data` keeps the library for the next run.
 */
export async function evaluateAdapting(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seeds: { type: 'string' }, data: { type: 'string' }, write: { type: 'boolean' } },
  });
  const seeds = Number(values.seeds ?? 10);
  const dataFolder = values.data ?? mkdtempSync(join(tmpdir(), 'bowerbird-eval-'));
  try {
    const measures = await measureAll(dataFolder, seeds);
    const text = `${JSON.stringify({ seeds, ...measures }, null, 2)}\n`;
    process.stdout.write(text);
    if (values.write) {
      const docs = resolve(import.meta.dirname, '..', 'docs');
      writeFileSync(join(docs, 'accuracy-adapt.json'), text);
      writeFileSync(join(docs, 'accuracy-adapt.md'), toMarkdown(measures, seeds));
    }
  } finally {
    if (values.data === undefined) rmSync(dataFolder, { recursive: true, force: true });
  }
}

interface Measures {
  photos: number;
  concepts: string[];
  measures: AdaptingMeasure[];
}

async function measureAll(dataFolder: string, seeds: number): Promise<Measures> {
  const { assetsFolder } = findProgramFiles();
  const vocabulary = loadVocabulary(join(assetsFolder, 'vocabulary'));
  const pack = readPackConcepts(join(assetsFolder, 'models', STARTER_PACK));
  const taxonomy = createTaxonomy(vocabulary, pack);
  const folders = findDefaultFolders();
  const library = await openLibrary({
    ...findProgramFiles(),
    dataFolder,
    workers: createThreadWorkers(),
    background: false,
  });
  const truths = new Map<number, { truth: number | undefined; isYesNo: boolean }>();
  try {
    await library.index(folders);
    for (const folder of folders) {
      const { kind, photos } = readCollection(folder, taxonomy, findMapping(folder));
      for (const { path, truth } of photos) {
        const { id } = await library.api.findPhoto({ path });
        truths.set(id, { truth, isYesNo: kind === 'yes-no' });
      }
    }
  } finally {
    await library.close();
  }
  const db = openDatabase(join(dataFolder, 'library.sqlite'));
  const stored = listModels(db)[0];
  if (!stored) throw new Error('The library has no model.');
  const model = createCalibratedModel(stored, vocabulary);
  const matrix = new EmbeddingMatrix(db, stored.id);
  matrix.refresh();
  const rows = listClasses(db, stored.id, 0, Number.MAX_SAFE_INTEGER).filter(
    ({ photoId }) => truths.has(photoId) && matrix.has(photoId),
  );
  closeDatabase(db);
  const of = (isYesNo: boolean): Judged => {
    const kept = rows.filter(({ photoId }) => truths.get(photoId)?.isYesNo === isYesNo);
    return {
      samples: matrix.pick(kept.map(({ photoId }) => photoId)),
      classes: kept.map(({ classes }) => classes),
      truths: kept.map(({ photoId }) => truths.get(photoId)?.truth),
    };
  };
  const judged = [of(false), of(true)];
  const subjects = WORDS.split(',').flatMap((word) =>
    judged.flatMap((photos, i) => {
      const concept = vocabulary.find(word).find((sense) => readConcept(model, vocabulary, sense));
      const read = concept === undefined ? undefined : readConcept(model, vocabulary, concept);
      if (concept === undefined || !read) return [];
      const targets = Uint8Array.from(photos.truths, (truth) =>
        truth !== undefined && taxonomy.isWithin(truth, concept) ? 1 : 0,
      );
      // Of photos with one truth each, what is above or below it is not known to be wrong.
      const isKnown = photos.truths.map(
        (truth, row) => targets[row] === 1 || i === 1 || truth === undefined || !taxonomy.isRelated(truth, concept),
      );
      const count = targets.reduce((sum, target) => sum + target, 0);
      return count >= LEAST_TRUE ? [{ word, read, photos, targets, isKnown }] : [];
    }),
  );
  const measures = CORRECTIONS.map((corrections) => {
    const trials = subjects.flatMap((subject) =>
      Array.from({ length: seeds }, (_, seed) => attempt(subject, corrections, seed + 1)).flatMap((one) => one ?? []),
    );
    const measure = summarise(corrections, trials);
    process.stderr.write(`eval: ${JSON.stringify(measure)}\n`);
    return measure;
  });
  return { photos: rows.length, concepts: subjects.map(({ word }) => word), measures };
}

interface Trial {
  isBetter: boolean;
  before: AdaptingMeasure['before'];
  after: AdaptingMeasure['after'];
}

/** Corrects some photos of a concept, learns from that, and looks at the others; undefined where too few would be left. */
function attempt(
  {
    read,
    photos,
    targets,
    isKnown,
  }: {
    read: NonNullable<ReturnType<typeof readConcept>>;
    photos: Judged;
    targets: Uint8Array;
    isKnown: boolean[];
  },
  corrections: number,
  seed: number,
): Trial | undefined {
  const random = createRandom(seed);
  const logits = Float64Array.from(photos.classes, (classes) => readLogit(read.reading, classes));
  const rows = [...logits.keys()].filter((row) => isKnown[row]);
  const confirmed = shuffle(
    rows.filter((row) => targets[row] === 1),
    random,
  ).slice(0, corrections);
  const wrong = rows
    .filter((row) => targets[row] === 0)
    .sort((a, b) => (logits[b] as number) - (logits[a] as number))
    .slice(0, corrections * SHOWN);
  const rejected = shuffle(wrong, random).slice(0, corrections);
  const said = new Set([...confirmed, ...rejected]);
  const rest = rows.filter((row) => !said.has(row));
  const left = rest.filter((row) => targets[row] === 1).length;
  if (confirmed.length < corrections || rejected.length < corrections || left < LEAST_TRUE / 3) return undefined;
  const bound = Math.log(read.foundProbability / (1 - read.foundProbability));
  const background = shuffle(rest, random)
    .slice(0, BACKGROUND)
    .filter((row) => (logits[row] as number) < bound);
  const chosen = [...confirmed, ...rejected];
  const samples = pickRows(photos.samples, [...chosen, ...background]);
  const result = learnAdaptation({
    samples,
    logits: Float64Array.from([...chosen, ...background], (row) => logits[row] as number),
    targets: Uint8Array.from(chosen, (row) => targets[row] as number),
    clusterOf: findClusters(pickRows(photos.samples, chosen)),
    foundProbability: read.foundProbability,
  });
  const wholeTask = {
    samples: photos.samples,
    logits,
    targets,
    clusterOf: [],
    foundProbability: read.foundProbability,
  };
  const adapted = Float64Array.from(rest, (row) => adaptedLogit(result.adaptation, wholeTask, row));
  const truth = Uint8Array.from(rest, (row) => targets[row] as number);
  const plain = Float64Array.from(rest, (row) => logits[row] as number);
  return {
    isBetter: result.isBetter,
    before: judge(plain, truth, read.foundProbability),
    after: judge(adapted, truth, result.adaptation.foundProbability),
  };
}

function judge(logits: Float64Array, targets: Uint8Array, foundProbability: number): AdaptingMeasure['before'] {
  const bound = Math.log(foundProbability / (1 - foundProbability));
  let right = 0;
  let found = 0;
  let wrong = 0;
  let total = 0;
  logits.forEach((logit, i) => {
    const isIt = targets[i] === 1;
    if (isIt) total++;
    if (logit >= bound) found++;
    if (logit >= bound && isIt) right++;
    if (logit >= bound !== isIt) wrong++;
  });
  return {
    averagePrecision: averagePrecision(logits, targets),
    error: wrong / Math.max(logits.length, 1),
    balance: (2 * right) / Math.max(found + total, 1),
  };
}

function summarise(corrections: number, trials: readonly Trial[]): AdaptingMeasure {
  const used = trials.filter(({ isBetter }) => isBetter);
  const others = trials.filter(({ isBetter }) => !isBetter);
  const mean = (list: readonly Trial[], side: 'before' | 'after'): AdaptingMeasure['before'] => {
    const of = (key: 'averagePrecision' | 'error' | 'balance') =>
      round(list.reduce((sum, trial) => sum + trial[side][key], 0) / Math.max(list.length, 1));
    return { averagePrecision: of('averagePrecision'), error: of('error'), balance: of('balance') };
  };
  const harmed = (list: readonly Trial[]) =>
    round(list.filter(({ before, after }) => after.balance < before.balance - HARM).length / Math.max(list.length, 1));
  return {
    corrections,
    trials: trials.length,
    applied: round(used.length / Math.max(trials.length, 1)),
    before: mean(used, 'before'),
    after: mean(used, 'after'),
    harmed: harmed(used),
    harmedOtherwise: harmed(others),
  };
}

function toMarkdown({ photos, concepts, measures }: Measures, seeds: number): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const pair = (measure: AdaptingMeasure, key: 'averagePrecision' | 'error' | 'balance') =>
    `${measure.before[key].toFixed(3)} → ${measure.after[key].toFixed(3)}`;
  const lines = measures.map(
    (measure) =>
      `| ${measure.corrections} + ${measure.corrections} | ${measure.trials} | ${percent(measure.applied)} | ${pair(measure, 'averagePrecision')} | ${pair(measure, 'balance')} | ${pair(measure, 'error')} | ${percent(measure.harmed)} | ${percent(measure.harmedOtherwise)} |`,
  );
  return `# What corrections teach

Made by \`npm run eval -- adapt --write\`; do not edit. ${photos} photos whose truth is known; ${concepts.length} labels of the starter pack
(${concepts.join(', ')}), ${seeds} draws each. So many photos that show a label are confirmed, and as many
rejected, of those wrong ones that the label is most likely shown on. What is learnt from them is used or not as in the
program (\`main/core/learn/adapt.ts\`): only if it is clearly better on corrections that were left out. The measures are of
all photos that were *not* corrected, where it is used: before → after. Worse: the balance (F1) of these fell by more
than ${HARM}; in the last column, had it been used where it is not.

| Confirmed + rejected | Draws | Used | Average precision | Balance (F1) | Error | Worse | Worse, had it been used |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`;
}

const round = (value: number) => Math.round(value * 1000) / 1000;
