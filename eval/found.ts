import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createScorer, toProbability } from '../main/core/learn/classifier.ts';
import { Coordinates } from '../main/core/learn/coordinates.ts';
import { shuffle } from '../main/core/learn/cross-validation.ts';
import { fromRows, pickRows, rowOf, type Samples } from '../main/core/learn/samples.ts';
import { trainLabel } from '../main/core/learn/train-label.ts';
import { createRandom } from '../shared/random.ts';
import { readVectors } from './teach.ts';

/** What lies in a library beside the examples of a label: more photos of it that nobody has named, and others. */
interface Scene {
  unnamed: number;
  otherClasses: number;
  ofEach: number;
}

interface FoundMeasure extends Scene {
  examples: number;
  trials: number;
  /** Share of the unnamed photos of the label that are found. */
  recall: number;
  /** Share of photos of the label among those that are found, examples left out. */
  precision: number;
  /** Balance of both, mean over the trials. */
  f1: number;
}

const SCENES: readonly Scene[] = [
  { unnamed: 3, otherClasses: 6, ofEach: 4 },
  { unnamed: 3, otherClasses: 20, ofEach: 3 },
  { unnamed: 12, otherClasses: 33, ofEach: 8 },
  { unnamed: 12, otherClasses: 101, ofEach: 3 },
];
const EXAMPLES = [3, 5];
const SEEDS = 3;
const LABELS = 20;
const LEAST_UNNAMED = 2;

/**
 * `npm run eval -- found [--write]`: a label is taught with a few photos of a library in which more of them lie that nobody has
 * named; how many of these are found, and what else. `--write` makes `docs/accuracy-found.json`.
 */
export async function evaluateFound(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { write: { type: 'boolean' } } });
  const root = resolve(import.meta.dirname, '..');
  const folders = ['caltech101', 'flowers'].map((name) => resolve(root, '..', 'shared', 'photos', name));
  const collections = await readVectors(folders);
  const classes = collections.flatMap(({ classes: names, classOf, samples }) =>
    names.map((_, number) =>
      pickRows(
        samples,
        [...classOf.keys()].filter((row) => classOf[row] === number),
      ),
    ),
  );
  const measures = SCENES.flatMap((scene) => EXAMPLES.map((examples) => measure(classes, scene, examples)));
  const text = `${JSON.stringify({ seeds: SEEDS, labels: LABELS, measures }, null, 2)}\n`;
  process.stdout.write(text);
  if (values.write) writeFileSync(join(root, 'docs', 'accuracy-found.json'), text);
}

function measure(classes: readonly Samples[], scene: Scene, examples: number): FoundMeasure {
  let trials = 0;
  let right = 0;
  let missed = 0;
  let wrong = 0;
  let balance = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = createRandom(seed * 77 + examples);
    const able = [...classes.keys()].filter((number) => (classes[number]?.count ?? 0) >= examples + LEAST_UNNAMED);
    for (const label of shuffle(able, random).slice(0, LABELS)) {
      const trial = tryLabel(classes, label, scene, examples, random);
      trials++;
      right += trial.right;
      missed += trial.missed;
      wrong += trial.wrong;
      balance += (2 * trial.right) / Math.max(2 * trial.right + trial.missed + trial.wrong, 1);
    }
  }
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    ...scene,
    examples,
    trials,
    recall: round(right / (right + missed)),
    precision: round(right / Math.max(right + wrong, 1)),
    f1: round(balance / trials),
  };
}

function tryLabel(
  classes: readonly Samples[],
  label: number,
  { unnamed, otherClasses, ofEach }: Scene,
  examples: number,
  random: () => number,
): { right: number; missed: number; wrong: number } {
  const draw = (number: number, count: number) => {
    const samples = classes[number] as Samples;
    return shuffle([...Array(samples.count).keys()], random)
      .slice(0, count)
      .map((row) => rowOf(samples, row));
  };
  const own = draw(label, examples + unnamed);
  const others = shuffle(
    [...classes.keys()].filter((number) => number !== label),
    random,
  )
    .slice(0, otherClasses)
    .flatMap((number) => draw(number, ofEach));
  const hidden = own.slice(examples);
  const positives = fromRows(own.slice(0, examples));
  const background = fromRows([...hidden, ...others]);
  const coordinates = new Coordinates(background);
  coordinates.add(positives);
  const negatives = { count: 0, size: positives.size, values: new Float32Array() };
  const trained = trainLabel({ positives, negatives, background, coordinates });
  const score = createScorer(trained, positives.size);
  const isFound = (vector: Float32Array) =>
    toProbability(trained.classifier, score(vector)) >= trained.classifier.foundProbability;
  const right = hidden.filter(isFound).length;
  return { right, missed: hidden.length - right, wrong: others.filter(isFound).length };
}
