import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../../shared/model/settings.ts';
import { openTestDatabase, plainCalibration } from '../../../test/support/database.ts';
import { ids, numberOf, vocabulary } from '../../../test/support/vocabulary.ts';
import { findProgramFiles } from '../../faces/runtime.ts';
import { loadPack } from '../classify/pack.ts';
import { insertModel } from '../db/models.ts';
import { createCalibratedModel } from './calibrated-model.ts';
import { createConceptSpace } from './concept-space.ts';
import { createDeriver, type Evidence } from './derive.ts';

const classes = [ids.siamese, ids.persian, ids.egyptian, ids.tabby, ids.espresso, ids.husky];
const model = createCalibratedModel(
  { classes: classes.map((concept) => ({ concept, words: concept })), calibration: plainCalibration },
  vocabulary,
);

const deriver = createDeriver(vocabulary);
const rule = { factProbability: plainCalibration.label.factProbability };
const labelsOf = (known: Evidence) => deriver.labelsOf(model, rule, known, deriver.conceptsOf(model, known));
/** What is known of one concept; undefined where nothing is. */
const conceptOf = (id: string, known: Evidence) =>
  deriver.conceptsOf(model, known).find(({ concept }) => concept === numberOf(id));

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
  labelsOf(known).map(
    ({ source, certainty, concept, confidence }) =>
      `${source} ${certainty}: ${vocabulary.concept(concept).name} ${confidence}`,
  );

test('a sure Siamese is a Siamese cat', () => {
  expect(show(evidence({ [ids.siamese]: 0.9, [ids.persian]: 0.05 }))).toEqual(['model fact: Siamese cat 0.9']);
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
  expect(deriver.conceptsOf(model, known)).toEqual([]);
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
  expect(conceptOf('n12582231', known(0.3))).toMatchObject({ probability: 0.3, isFound: false });
  expect(conceptOf('n12582231', known(0.5))).toMatchObject({ probability: 0.5, isFound: true, isMostSpecific: true });
  expect(show(known(0.5))).toEqual(['model guess: palm tree 0.5']);
  expect(show(known(0.8))).toEqual(['model fact: palm tree 0.8']);
  expect(show(known(0.55, null))).toEqual(['model guess: palm tree 0.55']);
  expect(show({ ...known(0.8), rejected: [head.concept] })).toEqual([]);
});

test("what is above a photo's labels adds up, and only the lowest of what is found is the most specific", () => {
  const known = evidence({ [ids.egyptian]: 0.37, [ids.siamese]: 0.2, [ids.tabby]: 0.05 });
  expect(conceptOf(ids.cat, known)).toMatchObject({ isFound: true, isMostSpecific: false, source: 'model' });
  expect(conceptOf(ids.cat, known)?.probability).toBeCloseTo(0.62, 6);
  expect(conceptOf(ids.egyptian, known)).toMatchObject({ isFound: true, isMostSpecific: true });
  expect(conceptOf(ids.tabby, known)).toMatchObject({ isFound: false, isMostSpecific: false });
});

test("the user's word holds for all that is above it, but for what he rejected himself", () => {
  const known = evidence({}, { accepted: [ids.siamese], rejected: [ids.cat] });
  expect(conceptOf(ids.siamese, known)).toMatchObject({ probability: 1, source: 'user', isFound: true });
  expect(conceptOf(ids.animal, known)).toMatchObject({ probability: 1, source: 'user' });
  expect(conceptOf(ids.cat, known)).toBeUndefined();
});

test('the wanted precision is looked up in what was measured', () => {
  const curve = [
    { threshold: 0.5, precision: 0.9, coverage: 0.9 },
    { threshold: 0.6, precision: 0.96, coverage: 0.8 },
    { threshold: 0.7, precision: 0.94, coverage: 0.7 },
    { threshold: 0.8, precision: 0.97, coverage: 0.6 },
  ];
  const measured = createCalibratedModel(
    { classes: [], calibration: { ...plainCalibration, label: { ...plainCalibration.label, curve } } },
    vocabulary,
  );
  expect([0.85, 0.92, 0.95, 0.99].map(measured.factProbabilityFor)).toEqual([0.5, 0.6, 0.8, 0.8]);
  expect(model.factProbabilityFor(0.99)).toBe(plainCalibration.label.factProbability);
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
  const starterDeriver = createDeriver(space);
  const starterRule = { factProbability: starter.factProbabilityFor(defaultSettings.wantedPrecision) };
  expect(starterRule.factProbability).toBe(pack.calibration.label.factProbability);
  const golden = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../test/golden/labels.json'), 'utf8'),
  ) as Golden[];
  expect(golden.length).toBeGreaterThan(3);
  for (const { name, classScores, probabilities, fact } of golden) {
    const total = Object.values(classScores).reduce((sum, score) => sum + score, 0);
    const known = evidence(Object.fromEntries(Object.entries(classScores).map(([id, score]) => [id, score / total])));
    const concepts = starterDeriver.conceptsOf(starter, known);
    for (const [id, probability] of Object.entries(probabilities)) {
      const found = concepts.find(({ concept }) => concept === numberOf(id));
      // What is less probable than a weaker match has to be is not kept.
      if (found || probability >= 0.02) expect(found?.probability, `${name}: ${id}`).toBeCloseTo(probability, 4);
    }
    const shown = starterDeriver.labelsOf(starter, starterRule, known, concepts).find((l) => l.certainty === 'fact');
    expect(shown ? space.concept(shown.concept).id : null, name).toBe(fact);
  }
});

test('what corrections have taught takes the place of the model’s word, above and below it', () => {
  const cat = numberOf(ids.cat);
  const adapted = (shift: number) => ({
    ...evidence({ [ids.siamese]: 0.3, [ids.persian]: 0.2 }),
    adapted: [{ concept: cat, shift, foundProbability: 0.5 }],
  });
  const plain = conceptOf(ids.cat, evidence({ [ids.siamese]: 0.3, [ids.persian]: 0.2 }));
  expect(conceptOf(ids.cat, adapted(0))).toMatchObject({ probability: expect.closeTo(plain?.probability ?? 0) });
  expect(conceptOf(ids.cat, adapted(3))).toMatchObject({ isFound: true, probability: expect.closeTo(0.953, 2) });
  expect(conceptOf(ids.animal, adapted(3))?.probability).toBeGreaterThan(0.95);
  expect(conceptOf(ids.cat, adapted(-2))).toMatchObject({ isFound: false });
  expect(conceptOf(ids.siamese, adapted(-2))).toMatchObject({ isFound: false, fromClasses: 0 });
  expect(show(adapted(-2))).toEqual([]);
  expect(conceptOf(ids.cat, { ...adapted(3), rejected: [cat] })).toBeUndefined();
});

test('corrections can bring out what the model did not see at all, and take away what it did', () => {
  const husky = numberOf(ids.husky);
  const of = (scores: Record<string, number>, shift: number) => ({
    ...evidence(scores),
    adapted: [{ concept: husky, shift, foundProbability: 0.4 }],
  });
  expect(conceptOf(ids.husky, of({ [ids.siamese]: 0.3 }, 14))).toMatchObject({ isFound: true });
  expect(conceptOf(ids.husky, of({ [ids.husky]: 0.9 }, -14))).toBeUndefined();
});
