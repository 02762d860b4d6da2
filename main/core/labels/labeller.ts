import type { Label } from '../../../shared/model/label.ts';
import { type AdaptedThreshold, listAdaptedThresholds } from '../db/adapted.ts';
import type { ReadDb } from '../db/connection.ts';
import { listModels } from '../db/models.ts';
import type { SearchablePhoto } from '../db/searchable.ts';
import { listTaughtThresholds } from '../db/taught.ts';
import { type AdaptedWord, adaptHead } from './adapt-concepts.ts';
import { type CalibratedModel, createCalibratedModel, type ModelHead } from './calibrated-model.ts';
import type { ConceptSpace } from './concept-space.ts';
import { createDeriver, type DecidedLabel, type Evidence } from './derive.ts';
import type { DerivedConcept } from './derived-concept.ts';

/** What a photo's evidence comes to. */
export interface PhotoContent {
  /** All that a search may find it by. */
  concepts: DerivedConcept[];
  /** What is shown of it. */
  labels: DecidedLabel[];
}

/** Turns what is stored of a photo into what it can be found by and what is shown of it. */
export interface Labeller {
  contentOf(photo: SearchablePhoto): PhotoContent;
  /** A label with its words. */
  describe(label: DecidedLabel): Label;
  /** What the results of a model mean; undefined where the library has no such model. */
  modelOf(modelId: number): CalibratedModel | undefined;
  /** Takes in models that came since, and what was taught. */
  refresh(): void;
}

/** WordNet's upper floors ("entity", "object", "artifact") say nothing of a picture: paths start below them. */
const DEPTH_OF_TOP = 4;

/** @param wantedPrecision how often a fact should be right */
export function createLabeller(db: ReadDb, space: ConceptSpace, wantedPrecision: () => number): Labeller {
  const deriver = createDeriver(space);
  const words = new Map<number, Pick<Label, 'name' | 'concept' | 'path'>>();
  let models = new Map<number, CalibratedModel>();
  let taught = new Map<number, ModelHead>();
  let adapted = new Map<number, AdaptedThreshold>();

  function refresh(): void {
    models = new Map(listModels(db).map((model) => [model.id, createCalibratedModel(model, space)]));
    adapted = new Map(listAdaptedThresholds(db).map((word) => [word.id, word]));
    taught = new Map(
      listTaughtThresholds(db).flatMap(({ id, concept, factProbability, foundProbability }) => {
        const number = space.numberOf(concept);
        return number === undefined
          ? []
          : [[id, { concept: number, factProbability, searchProbability: foundProbability }] as const];
      }),
    );
  }

  /** What corrections have taught of a model's word on a photo; what is not in use any more is left out. */
  function adaptedOf({ adapted: shifts, modelId }: SearchablePhoto): AdaptedWord[] {
    return shifts.flatMap(({ adaptedId, shift }) => {
      if (!adapted.has(adaptedId)) refresh();
      const word = adapted.get(adaptedId);
      const concept = word && word.modelId === modelId ? space.numberOf(word.concept) : undefined;
      return word && concept !== undefined ? [{ concept, shift, foundProbability: word.foundProbability }] : [];
    });
  }

  /** A label that another process has taught is read when it is met. */
  function taughtOf(taughtId: number): ModelHead | undefined {
    if (!taught.has(taughtId)) refresh();
    return taught.get(taughtId);
  }

  /** A model that another process has brought in is read when it is met. */
  function modelOf(modelId: number): CalibratedModel | undefined {
    if (!models.has(modelId)) refresh();
    return models.get(modelId);
  }

  function evidenceOf(photo: SearchablePhoto, model: CalibratedModel): Evidence {
    const scores = new Map<number, number>();
    const heads: Evidence['heads'][number][] = [];
    const words = adaptedOf(photo);
    const read = (head: Evidence['heads'][number]) => {
      const word = words.find(({ concept }) => concept === head.concept);
      return word ? adaptHead(head, word) : head;
    };
    for (const { index, probability } of photo.classes) {
      const head = model.heads.get(index);
      const concept = model.concepts[index];
      if (head) heads.push(read({ ...head, probability }));
      else if (concept !== undefined) scores.set(concept, (scores.get(concept) ?? 0) + probability);
    }
    // What was next to nothing was not stored; corrections may have made it more.
    for (const [index, head] of words.length > 0 ? model.heads : []) {
      const isStored = photo.classes.some((stored) => stored.index === index);
      if (!isStored && words.some(({ concept }) => concept === head.concept))
        heads.push(read({ ...head, probability: model.calibration.stored.from }));
    }
    for (const { taughtId, probability } of photo.taught) {
      const head = taughtOf(taughtId);
      if (head) heads.push({ ...head, probability });
    }
    const decided = (verdict: number) =>
      photo.decisions.flatMap((decision) => {
        const number = decision.verdict === verdict ? space.numberOf(decision.concept) : undefined;
        return number === undefined ? [] : [number];
      });
    return {
      classes: [...scores].map(([concept, score]) => ({ concept, score })),
      heads,
      adapted: words,
      accepted: decided(1),
      rejected: decided(-1),
    };
  }

  function wordsOf(concept: number): Pick<Label, 'name' | 'concept' | 'path'> {
    let found = words.get(concept);
    if (!found) {
      const { id, name } = space.concept(concept);
      const path = space
        .pathTo(concept)
        .filter((number, depth) => number === concept || depth >= DEPTH_OF_TOP)
        .map((number) => space.concept(number).name);
      found = { name, concept: id, path };
      if (!space.isOwn(concept)) words.set(concept, found);
    }
    return found;
  }

  refresh();
  return {
    refresh,
    modelOf,
    describe: ({ concept, ...label }) => ({ ...label, ...wordsOf(concept) }),
    contentOf(photo) {
      const model = (photo.modelId === null ? undefined : modelOf(photo.modelId)) ?? NO_MODEL;
      const evidence = evidenceOf(photo, model);
      const concepts = deriver.conceptsOf(model, evidence);
      const rule = { factProbability: model.factProbabilityFor(wantedPrecision()) };
      return { concepts, labels: deriver.labelsOf(model, rule, evidence, concepts) };
    },
  };
}

/** For a photo that no model has looked at: only the user's word counts. */
const NO_MODEL: CalibratedModel = {
  calibration: {
    stored: { from: 1, atMost: 1 },
    probability: { slope: 1, offset: 0, least: 1e-6 },
    label: { factProbability: 1, maxClasses: 1, neverShown: [] },
    search: { probability: 1 },
    alsoUnder: {},
  },
  concepts: [],
  heads: new Map(),
  toProbability: () => 0,
  weakestSum: 1,
  sureProbability: 1,
  countClasses: () => 0,
  mayBeFact: () => false,
  isVague: () => false,
  isClass: () => false,
  factProbabilityFor: () => 1,
};
