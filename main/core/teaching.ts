import { resolve } from 'node:path';
import type { TaughtResult } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import type { TaughtClassifier, TaughtGroup, TaughtLabel } from '../../shared/model/taught.ts';
import type { WriteDb } from './db/connection.ts';
import {
  countTaughtFound,
  deleteTaughtGroup,
  insertTaught,
  listDecidedPhotos,
  listTaught,
  listTaughtGroups,
  listTaughtVersions,
  listUndecidedScores,
  type StoredGroupRow,
  type TaughtRow,
  updateChosenProbability,
  updateRevisionsOfConcept,
} from './db/taught.ts';
import type { ConceptSpace } from './labels/concept-space.ts';
import type { Decisions } from './labels/decisions.ts';
import type { Labeller } from './labels/labeller.ts';
import type { GroupClassifier, LabelClassifier } from './learn/classifier.ts';
import type { GroupAnswer, Learner } from './learn/learner.ts';
import type { Teacher } from './learn/teacher.ts';
import type { ModelRegistry } from './model-registry.ts';
import type { BatchClassifier } from './queue/batch-classifier.ts';
import type { DecodePool } from './queue/decode-pool.ts';

export interface TeachingDeps {
  db: WriteDb;
  space: ConceptSpace;
  decisions: Decisions;
  labeller: Labeller;
  learner: Learner;
  teacher: Teacher;
  models: ModelRegistry;
  decoders: DecodePool;
  classifier: BatchClassifier;
  now(): number;
  /** What to search for to find a concept, by its number. */
  queryOf(concept: number): string;
  /** Labels or their places changed. */
  onTaught(): void;
}

/** What a taught label asks the user about next. */
export interface Suggestion {
  photoId: number;
  probability: number;
  why: 'likely' | 'unsure';
}

/** A label that was given examples; each change can be undone. */
export interface Examples {
  taughtId: number;
  concept: string;
  changeIds: number[];
}

/** What the network and the taught labels say of a file. */
export interface ClassifiedFile {
  path: string;
  top: { name: string; probability: number; concept: string }[];
  /** What the classifiers from folders say; `concept` null is "unknown". */
  answers: { classifier: string; concept: string | null; name: string | null; probability: number }[];
}

/** Labels that the user teaches, with all that surrounds learning: names, decisions, files. */
export interface Teaching {
  list(): TaughtLabel[];
  listGroups(): TaughtGroup[];
  /** Forgets a classifier over several classes; its classes stay taught labels. @throws AppError not-found */
  removeGroup(name: string): void;
  /** Sets from which probability on a label is found; null: what was measured. @throws AppError not-found */
  setThreshold(concept: string, probability: number | null): TaughtLabel;
  /** @throws AppError not-found (photos), invalid-request (parent) */
  teach(request: {
    label: string;
    parent?: string | undefined;
    photoIds?: readonly number[] | undefined;
    negativeIds?: readonly number[] | undefined;
  }): Promise<TaughtResult>;
  /** Says what is wanted of photos, and puts the label among the taught ones, but does not learn it: all or nothing. @throws as `teach` */
  addExamples(request: Parameters<Teaching['teach']>[0]): Examples;
  /** One label, thoroughly, or all that is behind. @throws AppError not-found, cancelled */
  train(concept: string | undefined): Promise<TaughtLabel[]>;
  /** @throws AppError not-found */
  remove(concept: string): void;
  /** @throws AppError not-found, unsupported */
  restore(concept: string): Promise<TaughtLabel>;
  /** What the user said of photos, what was said last first. @throws AppError not-found */
  listExamples(
    concept: string,
    verdict: 'accepted' | 'rejected',
    page: { limit: number; offset: number },
  ): { total: number; photoIds: number[] };
  /** @throws AppError not-found */
  suggest(concept: string, limit: number): Suggestion[];
  /** The taught label that a text names. @throws AppError not-found */
  find(label: string): TaughtLabel;
  /** @throws AppError not-found where a file can't be read */
  classifyFiles(paths: readonly string[], limit: number): Promise<ClassifiedFile[]>;
}

/** Undecided photos among which the next questions are chosen. */
const CANDIDATES = 2_000;
const LEAST_TOLD = 0.001;
/** Share from which on a class of a folder is told before anything else. */
const LIKELY_CLASS = 0.1;

export function createTeaching(deps: TeachingDeps): Teaching {
  const { db, space, decisions, labeller, learner, models } = deps;

  function nameOf(concept: string): string {
    const number = space.numberOf(concept);
    return number === undefined ? concept : space.concept(number).name;
  }

  function toLabels(rows: readonly TaughtRow[]): TaughtLabel[] {
    const versions = new Map(listTaughtVersions(db).map((version) => [version.taughtId, version]));
    return rows.map((row): TaughtLabel => {
      const version = versions.get(row.id);
      const number = space.numberOf(row.concept);
      const parent = number === undefined ? undefined : space.parentOf(number);
      const learnt = version && (JSON.parse(version.classifier) as LabelClassifier);
      const found = row.chosenProbability ?? learnt?.foundProbability ?? 1;
      return {
        concept: row.concept,
        name: nameOf(row.concept),
        parent: parent === undefined ? null : toRef(parent),
        positives: row.positives,
        negatives: row.negatives,
        query: number === undefined ? row.concept : deps.queryOf(number),
        coverId: row.coverId ?? 0,
        photos: learnt ? countTaughtFound(db, row.id, found) : 0,
        classifier: learnt ? toClassifier(learnt, version.madeAtMs, row.chosenProbability) : null,
        hasPrevious: row.hasPrevious === 1,
        isBehind: learner.isBehind(row),
        lastError: learner.getError(row.id),
      };
    });
  }

  const toRef = (number: number) => ({ name: space.concept(number).name, concept: space.concept(number).id });

  function findRow(label: string): TaughtRow {
    const concept = space.resolveLabel(label);
    const row = listTaught(db).find((other) => other.concept === concept);
    if (!row) throw new AppError('not-found', `“${label}” is not taught. "teach list" shows what is.`);
    return row;
  }

  function getLabel(concept: string): TaughtLabel {
    const [label] = toLabels([findRow(concept)]);
    if (!label) throw new AppError('not-found', `“${concept}” is not taught.`);
    return label;
  }

  const hasExamples = (row: TaughtRow) => row.positives > 0;

  function addExamples(request: Parameters<Teaching['teach']>[0]): Examples {
    return decisions.together(() => {
      const parent = request.parent === undefined ? undefined : resolveParent(request.parent);
      const concept =
        parent === undefined ? space.ensureLabel(request.label) : space.ensureLabelBelow(request.label, parent);
      if (parent !== undefined) updateRevisionsOfConcept(db, concept);
      const taughtId = insertTaught(db, concept, deps.now());
      const changeIds = (
        [
          ['accepted', request.photoIds],
          ['rejected', request.negativeIds],
        ] as const
      ).flatMap(([verdict, ids]) => (ids && ids.length > 0 ? [decisions.decide(ids, concept, verdict).changeId] : []));
      return { taughtId, concept, changeIds };
    });
  }

  function resolveParent(text: string): string {
    const parent = space.resolveLabel(text);
    if (parent === undefined) throw new AppError('invalid-request', `There is no label “${text}” to put it under.`);
    return parent;
  }

  /** The classes, heads and taught labels that are most probable. */
  function rankConcepts(
    prediction: Awaited<ReturnType<BatchClassifier['classify']>>,
    groups: readonly GroupAnswer[],
    limit: number,
  ): ClassifiedFile['top'] {
    const modelId = models.active.id;
    const model = labeller.modelOf(modelId);
    const byConcept = new Map<string, number>();
    for (const { index, probability } of prediction.classes) {
      const number = model?.concepts[index];
      if (!model || number === undefined) continue;
      const { id } = space.concept(number);
      const told = model.heads.has(index) ? probability : model.toProbability(probability);
      byConcept.set(id, Math.max(byConcept.get(id) ?? 0, told));
    }
    for (const { concept, probability } of learner.scoreVector(modelId, prediction.embedding)) {
      byConcept.set(concept, probability);
    }
    // Classes that the user wants told apart go before what the network makes of a picture of them.
    const first = new Set<string>();
    for (const { classes, isStrange } of groups) {
      if (isStrange) continue;
      for (const { concept, probability } of classes) {
        byConcept.set(concept, probability);
        if (probability >= LIKELY_CLASS) first.add(concept);
      }
    }
    return [...byConcept]
      .filter(([, probability]) => probability >= LEAST_TOLD)
      .sort((a, b) => Number(first.has(b[0])) - Number(first.has(a[0])) || b[1] - a[1])
      .slice(0, limit)
      .map(([concept, probability]) => ({ name: nameOf(concept), probability: round(probability), concept }));
  }

  return {
    list: () => toLabels(listTaught(db)),
    listGroups: () => listTaughtGroups(db).map((group) => toGroup(group, nameOf, deps.teacher.isGroupBehind(group))),
    removeGroup(name) {
      if (!deleteTaughtGroup(db, name)) throw new AppError('not-found', `There is no classifier “${name}”.`);
      deps.onTaught();
    },
    setThreshold(concept, probability) {
      updateChosenProbability(db, findRow(concept).id, probability);
      deps.onTaught();
      return getLabel(concept);
    },
    addExamples,
    async teach(request) {
      const { taughtId, concept, changeIds } = addExamples(request);
      const row = findRow(concept);
      if (hasExamples(row)) await learner.train(taughtId);
      deps.onTaught();
      return { label: getLabel(concept), changeIds };
    },
    async train(concept) {
      if (concept !== undefined) await learner.train(findRow(concept).id, true);
      else {
        await learner.trainBehind();
        await deps.teacher.trainGroupsBehind();
      }
      deps.onTaught();
      return concept === undefined ? toLabels(listTaught(db)) : [getLabel(concept)];
    },
    remove(concept) {
      learner.remove(findRow(concept));
      deps.onTaught();
    },
    async restore(concept) {
      await learner.restore(findRow(concept).id);
      deps.onTaught();
      return getLabel(concept);
    },
    listExamples: (concept, verdict, page) =>
      listDecidedPhotos(db, findRow(concept).concept, verdict === 'accepted' ? 1 : -1, page),
    suggest(concept, limit) {
      const row = findRow(concept);
      const found = getLabel(concept).classifier?.foundProbability ?? 0;
      const likely = listUndecidedScores(db, row.id, CANDIDATES);
      const unsure = [...likely].sort((a, b) => Math.abs(a.probability - found) - Math.abs(b.probability - found));
      const chosen = new Map<number, Suggestion>();
      for (let i = 0; i < likely.length && chosen.size < limit; i++) {
        for (const [why, list] of [
          ['unsure', unsure],
          ['likely', likely],
        ] as const) {
          const next = list[i];
          if (next && chosen.size < limit && !chosen.has(next.photoId)) chosen.set(next.photoId, { ...next, why });
        }
      }
      return [...chosen.values()];
    },
    find: (label) => getLabel(label),
    async classifyFiles(paths, limit) {
      const { input, id: modelId } = models.active;
      return Promise.all(
        paths.map(async (path): Promise<ClassifiedFile> => {
          const decoded = await deps.decoders.frame({ path: resolve(path), input });
          if (decoded.kind !== 'framed') {
            throw new AppError(
              'not-found',
              `${path} can’t be read: ${decoded.kind === 'failed' ? decoded.reason : ''}`,
            );
          }
          const prediction = await deps.classifier.classify(decoded.frame);
          const groups = learner.askGroups(modelId, prediction.embedding);
          const answers = groups.map(({ name, classes: [first], isKnown }) => {
            const concept = isKnown && first ? first.concept : null;
            return {
              classifier: name,
              concept,
              name: concept === null ? null : nameOf(concept),
              probability: round(first?.probability ?? 0),
            };
          });
          return { path: resolve(path), top: rankConcepts(prediction, groups, limit), answers };
        }),
      );
    },
  };
}

function toClassifier(learnt: LabelClassifier, madeAtMs: number, chosen: number | null): TaughtClassifier {
  const { kind, reason, positives, negatives, background, foundProbability, factProbability } = learnt;
  const { averagePrecision, precision, recall } = learnt;
  return {
    kind,
    reason,
    trainedAt: new Date(madeAtMs).toISOString(),
    positives,
    negatives,
    background,
    foundProbability: round(chosen ?? foundProbability),
    factProbability: factProbability === null ? null : round(Math.max(factProbability, chosen ?? 0)),
    isThresholdChosen: chosen !== null,
    averagePrecision: averagePrecision === null ? null : round(averagePrecision),
    precision: precision === null ? null : round(precision),
    recall: recall === null ? null : round(recall),
  };
}

function toGroup(group: StoredGroupRow, nameOf: (concept: string) => string, isBehind: boolean): TaughtGroup {
  const learnt = JSON.parse(group.classifier) as GroupClassifier;
  const { kind, reason, accuracy, testAccuracy, testPhotos, knownAccuracy, knownShare, unknownBelow } = learnt;
  return {
    name: group.name,
    classes: learnt.classes.map((concept) => ({ name: nameOf(concept), concept })),
    kind,
    reason,
    trainedAt: new Date(group.madeAtMs).toISOString(),
    accuracy,
    testAccuracy: testAccuracy ?? null,
    testPhotos: testPhotos ?? 0,
    knownAccuracy,
    knownShare,
    unknownBelow,
    isBehind,
  };
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;
