import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTestDatabase, plainCalibration } from '../../../test/support/database.ts';
import { ids, numberOf, vocabulary } from '../../../test/support/vocabulary.ts';
import { findProgramFiles } from '../../faces/runtime.ts';
import { loadPack } from '../classify/pack.ts';
import { insertModel } from '../db/models.ts';
import { createCalibratedModel } from './calibrated-model.ts';
import { createConceptSpace } from './concept-space.ts';
import { deriveEntries, deriveLabels, type Evidence, sumWithin } from './derive.ts';

const classes = [ids.siamese, ids.persian, ids.egyptian, ids.tabby, ids.espresso, ids.husky];
const model = createCalibratedModel(
  { classes: classes.map((concept) => ({ concept, words: concept })), calibration: plainCalibration },
  vocabulary,
);

function evidence(
  scores: Record<string, number>,
  more: Partial<Record<'accepted' | 'rejected', string[]>> = {},
): Evidence {
  return {
    classes: Object.entries(scores).map(([id, score]) => ({ concept: numberOf(id), score })),
    heads: [],
    accepted: (more.accepted ?? []).map(numberOf),
    rejected: (more.rejected ?? []).map(numberOf),
  };
}

const show = (known: Evidence) =>
  deriveLabels(vocabulary, model, known).map(
    (label) => `${label.source} ${label.certainty}: ${label.name} ${label.confidence}`,
  );

test('a sure Siamese is a Siamese cat, with its path', () => {
  const [label] = deriveLabels(vocabulary, model, evidence({ [ids.siamese]: 0.9, [ids.persian]: 0.05 }));
  expect(label).toMatchObject({ name: 'Siamese cat', certainty: 'fact', confidence: 0.9 });
  expect(label?.path.slice(-2)).toEqual(['domestic cat', 'Siamese cat']);
});

test('an unsure one is a cat as a fact, and the breeds are guesses', () => {
  const labels = show(evidence({ [ids.egyptian]: 0.37, [ids.siamese]: 0.2, [ids.tabby]: 0.12 }));
  expect(labels[0]).toMatch(/^model fact: (domestic )?cat 0.69$/u);
  expect(labels.slice(1)).toEqual(['model guess: Egyptian cat 0.37', 'model guess: Siamese cat 0.2']);
});

test('a blur is nothing', () => {
  expect(show(evidence({ [ids.siamese]: 0.08, [ids.espresso]: 0.07, [ids.husky]: 0.05 }))).toEqual([]);
});

test('a rejected breed is gone and the others gain what is left', () => {
  const known = evidence({ [ids.siamese]: 0.6, [ids.persian]: 0.3 }, { rejected: [ids.siamese] });
  expect(show(known)).toEqual(['model fact: Persian cat 0.75']);
});

test('rejecting the broad word rejects all below it', () => {
  const known = evidence({ [ids.siamese]: 0.9, [ids.persian]: 0.05 }, { rejected: [ids.cat] });
  expect(deriveEntries(vocabulary, known)).toEqual([]);
});

test('a rejection never makes something improbable sure', () => {
  const known = evidence({ [ids.siamese]: 0.97, [ids.espresso]: 0.02 }, { rejected: [ids.siamese] });
  expect(show(known)).toEqual([]);
});

test("the user's word stands first and is certain; the model's more general one is not repeated", () => {
  const known = evidence({ [ids.egyptian]: 0.4, [ids.persian]: 0.3 }, { accepted: [ids.siamese] });
  expect(show(known)[0]).toBe('user fact: Siamese cat 1');
  expect(show(known).filter((line) => line.includes('fact'))).toHaveLength(1);
});

test('a head finds from its own threshold on, and is a fact only from its higher one, if it has any', () => {
  const head = { concept: numberOf('n12582231'), factProbability: 0.7, searchProbability: 0.4 };
  const known = (probability: number, factProbability: number | null = 0.7): Evidence => ({
    ...evidence({}),
    heads: [{ ...head, probability, factProbability }],
  });
  expect(deriveEntries(vocabulary, known(0.3))).toEqual([]);
  expect(deriveEntries(vocabulary, known(0.5))).toEqual([{ concept: head.concept, weight: 0.5, kind: 'head' }]);
  expect(show(known(0.5))).toEqual(['model guess: palm tree 0.5']);
  expect(show(known(0.8))).toEqual(['model fact: palm tree 0.8']);
  expect(show(known(0.55, null))).toEqual(['model guess: palm tree 0.55']);
  expect(show({ ...known(0.8), rejected: [head.concept] })).toEqual([]);
});

interface Golden {
  name: string;
  classScores: Record<string, number>;
  probabilities: Record<string, number>;
  fact: string | null;
}

test("the starter's calibration gives the probabilities and facts that its makers found", () => {
  const pack = loadPack(join(findProgramFiles().assetsFolder, 'models', 'efficientnet-lite2-imagenet'));
  const db = openTestDatabase();
  insertModel(db, { packId: 'starter', version: '1', classes: pack.classes, calibration: pack.calibration });
  const space = createConceptSpace(db, vocabulary);
  const starter = createCalibratedModel(pack, space);
  const golden = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../test/golden/labels.json'), 'utf8'),
  ) as Golden[];
  expect(golden.length).toBeGreaterThan(3);
  for (const { name, classScores, probabilities, fact } of golden) {
    const total = Object.values(classScores).reduce((sum, score) => sum + score, 0);
    const known = evidence(Object.fromEntries(Object.entries(classScores).map(([id, score]) => [id, score / total])));
    for (const [id, probability] of Object.entries(probabilities)) {
      const found = starter.toProbability(sumWithin(space, known.classes, numberOf(id)));
      expect(found, `${name}: ${id}`).toBeCloseTo(probability, 4);
    }
    const shown = deriveLabels(space, starter, known).find((label) => label.certainty === 'fact');
    expect(shown?.concept ?? null, name).toBe(fact);
  }
});
