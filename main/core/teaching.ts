import { readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { TaughtResult } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import type { TaughtClassifier, TaughtLabel } from '../../shared/model/taught.ts';
import { transaction, type WriteDb } from './db/connection.ts';
import { listModels } from './db/models.ts';
import {
  countTaughtFound,
  insertTaught,
  listTaught,
  listTaughtGroups,
  listTaughtVersions,
  listUndecidedScores,
  type TaughtRow,
  updateRevisionsOfConcept,
} from './db/taught.ts';
import type { ConceptSpace } from './labels/concept-space.ts';
import type { Decisions } from './labels/decisions.ts';
import type { Labeller } from './labels/labeller.ts';
import type { GroupClassifier, LabelClassifier } from './learn/classifier.ts';
import type { GroupAnswer, Learner } from './learn/learner.ts';
import { packLabel, type TaughtFile, unpackLabel } from './learn/taught-file.ts';
import type { ModelRegistry } from './model-registry.ts';
import type { BatchClassifier } from './queue/batch-classifier.ts';
import type { DecodePool } from './queue/decode-pool.ts';

export interface TeachingDeps {
  db: WriteDb;
  space: ConceptSpace;
  decisions: Decisions;
  labeller: Labeller;
  learner: Learner;
  models: ModelRegistry;
  decoders: DecodePool;
  classifier: BatchClassifier;
  now(): number;
  /** Adds a folder and looks at all in it. */
  index(paths: readonly string[]): Promise<unknown>;
  /** Photos of the library that lie in a folder or below it. */
  listPhotosAt(folder: string): number[];
  /** Labels or their places changed. */
  onTaught(): void;
}

/** What a taught label asks the user about next. */
export interface Suggestion {
  photoId: number;
  probability: number;
  why: 'likely' | 'unsure';
}

/** What was learnt from a folder of folders. */
export interface FolderLesson {
  name: string;
  labels: TaughtLabel[];
  /** Share of right answers on photos that were left out; null where it could not be measured. */
  accuracy: number | null;
  reason: string;
}

/** What the network and the taught labels say of a file. */
export interface ClassifiedFile {
  path: string;
  top: { name: string; probability: number; concept: string }[];
  /** What the classifiers from folders say; `concept` null is "unknown". */
  answers: { classifier: string; concept: string | null; name: string | null; probability: number }[];
}

/** A classifier over several classes, told. */
export interface TaughtGroupInfo
  extends Pick<GroupClassifier, 'kind' | 'reason' | 'accuracy' | 'knownAccuracy' | 'knownShare' | 'unknownBelow'> {
  name: string;
  classes: number;
}

/** Labels that the user teaches, with all that surrounds learning: names, decisions, files. */
export interface Teaching {
  list(): TaughtLabel[];
  listGroups(): TaughtGroupInfo[];
  /** @throws AppError not-found (photos), invalid-request (parent) */
  teach(request: {
    label: string;
    parent?: string | undefined;
    photoIds?: readonly number[] | undefined;
    negativeIds?: readonly number[] | undefined;
  }): Promise<TaughtResult>;
  /** One label, or all that are behind. @throws AppError not-found */
  train(concept: string | undefined): Promise<TaughtLabel[]>;
  /** @throws AppError not-found */
  remove(concept: string): void;
  /** @throws AppError not-found, unsupported */
  restore(concept: string): Promise<TaughtLabel>;
  /** @throws AppError not-found */
  suggest(concept: string, limit: number): Suggestion[];
  /** @throws AppError not-found */
  findSimilar(photoId: number, limit: number): Promise<{ photoId: number; likeness: number }[]>;
  /** The taught label that a text names. @throws AppError not-found */
  find(label: string): TaughtLabel;
  /** @throws AppError not-found */
  exportLabel(label: string): TaughtFile;
  /** @throws AppError invalid-request where it is no such file, model-invalid where it is for another model */
  importLabel(file: unknown): Promise<TaughtLabel>;
  /** Sub-folders are classes: indexes them, and teaches each as a label and all as one classifier. @throws AppError */
  learnFolder(folder: string): Promise<FolderLesson>;
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
      return {
        concept: row.concept,
        name: nameOf(row.concept),
        parent: parent === undefined ? null : toRef(parent),
        positives: row.positives,
        negatives: row.negatives,
        photos: learnt ? countTaughtFound(db, row.id, learnt.foundProbability) : 0,
        classifier: learnt ? toClassifier(learnt, version.madeAtMs) : null,
        hasPrevious: row.hasPrevious === 1,
        isBehind: learner.isBehind(row),
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

  /** Says what is wanted of photos, and puts the label among the taught ones: all or nothing. */
  function addExamples(request: Parameters<Teaching['teach']>[0]): {
    taughtId: number;
    concept: string;
    changeIds: number[];
  } {
    return transaction(db, () => {
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
    listGroups: () =>
      listTaughtGroups(db).map(({ name, classifier }) => {
        const { kind, reason, accuracy, knownAccuracy, knownShare, unknownBelow, classes } = JSON.parse(
          classifier,
        ) as GroupClassifier;
        return { name, kind, reason, accuracy, knownAccuracy, knownShare, unknownBelow, classes: classes.length };
      }),
    async teach(request) {
      const { taughtId, concept, changeIds } = addExamples(request);
      const row = findRow(concept);
      if (hasExamples(row)) await learner.train(taughtId);
      deps.onTaught();
      return { label: getLabel(concept), changeIds };
    },
    async train(concept) {
      if (concept === undefined) await learner.trainBehind();
      else await learner.train(findRow(concept).id);
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
    async findSimilar(photoId, limit) {
      const { photoIds, values } = await learner.findSimilar(photoId, limit + 1);
      return Array.from(photoIds, (id, i) => ({ photoId: id, likeness: values[i] ?? 0 })).filter(
        (other) => other.photoId !== photoId,
      );
    },
    find: (label) => getLabel(label),
    exportLabel(label) {
      const row = findRow(label);
      const version = listTaughtVersions(db).find((other) => other.taughtId === row.id);
      const model = version && listModels(db).find((other) => other.id === version.modelId);
      if (!version || !model) throw new AppError('not-found', `“${label}” was not learnt yet. "teach train" does it.`);
      const number = space.numberOf(row.concept);
      const parent = number === undefined ? undefined : space.parentOf(number);
      return packLabel({
        name: nameOf(row.concept),
        concept: row.concept.startsWith('own:') ? null : row.concept,
        parent: parent === undefined || !row.concept.startsWith('own:') ? null : space.concept(parent).id,
        model: { id: model.packId, version: model.version },
        classifier: JSON.parse(version.classifier) as LabelClassifier,
        vectors: version.vectors,
      });
    },
    async importLabel(file) {
      const label = unpackLabel(file);
      const { packId, version } = models.active;
      if (label.model.id !== packId || label.model.version !== version) {
        throw new AppError(
          'model-invalid',
          `“${label.name}” was learnt with ${label.model.id} ${label.model.version}; ${packId} ${version} is in use.`,
        );
      }
      const isParent = label.parent !== null && space.numberOf(label.parent) !== undefined;
      const { taughtId, concept } = addExamples({
        label: label.concept ?? label.name,
        ...(isParent && label.parent !== null ? { parent: label.parent } : {}),
      });
      await learner.adopt(taughtId, label);
      deps.onTaught();
      return getLabel(concept);
    },
    async learnFolder(folder) {
      const root = resolve(folder);
      const names = listFolders(root);
      if (names.length < 2)
        throw new AppError('invalid-request', `${root} needs two sub-folders or more: each is a class.`);
      await deps.index([root]);
      const concepts = new Set<string>();
      const taughtIds = new Set<number>();
      for (const name of names) {
        const photoIds = deps.listPhotosAt(join(root, name));
        if (photoIds.length === 0) continue;
        const added = addExamples({ label: name.replace(/[_-]+/gu, ' ').trim(), photoIds });
        concepts.add(added.concept);
        taughtIds.add(added.taughtId);
      }
      if (concepts.size < 2) throw new AppError('not-found', `Fewer than two sub-folders of ${root} have photos.`);
      await learner.trainGroup(basename(root), [...concepts]);
      for (const id of taughtIds) await learner.train(id);
      deps.onTaught();
      const group = listTaughtGroups(db).find(({ name }) => name === basename(root));
      const { accuracy, reason } = JSON.parse(group?.classifier ?? '{}') as GroupClassifier;
      const labels = toLabels(listTaught(db).filter(({ concept }) => concepts.has(concept)));
      return { name: basename(root), labels, accuracy, reason };
    },
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

function listFolders(root: string): string[] {
  try {
    return readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch {
    throw new AppError('folder-unavailable', `There is no folder ${root}.`);
  }
}

function toClassifier(learnt: LabelClassifier, madeAtMs: number): TaughtClassifier {
  const { kind, reason, positives, negatives, background, foundProbability, factProbability } = learnt;
  const { averagePrecision, precision, recall } = learnt;
  return {
    kind,
    reason,
    trainedAt: new Date(madeAtMs).toISOString(),
    positives,
    negatives,
    background,
    foundProbability: round(foundProbability),
    factProbability: factProbability === null ? null : round(factProbability),
    averagePrecision: averagePrecision === null ? null : round(averagePrecision),
    precision: precision === null ? null : round(precision),
    recall: recall === null ? null : round(recall),
  };
}

const round = (value: number) => Math.round(value * 10_000) / 10_000;
