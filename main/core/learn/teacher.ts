import { AppError } from '../../../shared/errors.ts';
import type { WriteDb } from '../db/connection.ts';
import {
  getGroupStamp,
  getTaughtReport,
  insertTaughtGroup,
  listExamples,
  listTaught,
  listTaughtGroups,
  listTaughtVersions,
  type StoredGroupRow,
  type TaughtRow,
  updateGroupReport,
  updateTaughtReport,
} from '../db/taught.ts';
import type { GroupClassifier, LabelClassifier } from './classifier.ts';
import type { Course, Courses } from './courses.ts';
import type { Learner } from './learner.ts';
import { type LearntReport, nothingMeasured } from './report-label.ts';

export interface TeacherDeps {
  db: WriteDb;
  learner: Pick<Learner, 'train' | 'isBehind' | 'listExamplesOf'>;
  courses: Courses;
  activeModelId(): number;
  now(): number;
}

/** What takes long: classifiers over several classes, and reports on what was learnt. */
export interface Teacher {
  /** Learns to tell classes apart, and keeps it under a name. @throws AppError cancelled; then nothing is kept */
  trainGroup(
    course: Course,
    name: string,
    concepts: readonly string[],
    onStep?: (done: number, total: number) => void,
  ): Promise<void>;
  /** Whether examples came since, or the model is another. What was learnt elsewhere is never behind. */
  isGroupBehind(group: StoredGroupRow): boolean;
  /** Learns all classifiers over several classes that are behind. @throws AppError cancelled */
  trainGroupsBehind(): Promise<void>;
  /**
   * How well the version in use was learnt; kept beside it. A label that is behind is learnt first.
   * @param name what the course is called
   * @throws AppError not-found where it was not learnt yet, cancelled
   */
  reportLabel(taughtId: number, name: string): Promise<{ report: LearntReport; madeAtMs: number }>;
  /** @throws AppError not-found, cancelled */
  reportGroup(name: string): Promise<{ report: LearntReport; madeAtMs: number }>;
}

export function createTeacher({ db, learner, courses, activeModelId, now }: TeacherDeps): Teacher {
  /** Examples of each class, without photos that are in two: they tell nothing apart. */
  function listClasses(concepts: readonly string[]): { concept: string; photoIds: number[] }[] {
    const examples = concepts.map((concept) => ({
      concept,
      photoIds: listExamples(db, concept, activeModelId()).flatMap(({ photoId, verdict }) =>
        verdict === 1 ? [photoId] : [],
      ),
    }));
    const uses = new Map<number, number>();
    for (const id of examples.flatMap(({ photoIds }) => photoIds)) uses.set(id, (uses.get(id) ?? 0) + 1);
    return examples.map(({ concept, photoIds }) => ({
      concept,
      photoIds: photoIds.filter((id) => uses.get(id) === 1),
    }));
  }

  const trainGroup: Teacher['trainGroup'] = async (course, name, concepts, onStep) => {
    const modelId = activeModelId();
    const classes = listClasses(concepts);
    const settledFor = getGroupStamp(db, concepts);
    const question = { kind: 'train-group', classes } as const;
    const { classifier, vectors } = await course.ask('trained-group', question, onStep);
    const known = (JSON.parse(classifier) as GroupClassifier).classes;
    insertTaughtGroup(db, { name, modelId, concepts: known, classifier, vectors }, now(), settledFor);
  };

  function isGroupBehind({ concepts, settledFor, modelId }: StoredGroupRow): boolean {
    const withExamples = new Set(listTaught(db).flatMap((row) => (row.positives > 0 ? [row.concept] : [])));
    if (!concepts.every((concept) => withExamples.has(concept))) return false;
    return modelId !== activeModelId() || getGroupStamp(db, concepts) !== settledFor;
  }

  function findGroup(name: string): StoredGroupRow {
    const group = listTaughtGroups(db).find((other) => other.name === name);
    if (!group) throw new AppError('not-found', `There is no classifier “${name}”. "teach list" shows what there is.`);
    return group;
  }

  function findLabel(taughtId: number): TaughtRow {
    const row = listTaught(db).find(({ id }) => id === taughtId);
    if (!row) throw new AppError('not-found', 'That label is not taught, or no longer.');
    return row;
  }

  return {
    trainGroup,
    isGroupBehind,
    async trainGroupsBehind() {
      for (const { name, concepts } of listTaughtGroups(db).filter(isGroupBehind)) {
        await courses.run(name, (course) => trainGroup(course, name, concepts));
      }
    },
    async reportLabel(taughtId, name) {
      if (learner.isBehind(findLabel(taughtId))) await learner.train(taughtId);
      const version = listTaughtVersions(db).find((other) => other.taughtId === taughtId);
      if (!version) throw new AppError('not-found', `“${name}” was not learnt yet: say of photos that they are it.`);
      const { id, madeAtMs, classifier } = version;
      const stored = getTaughtReport(db, id);
      if (stored !== undefined) return { report: JSON.parse(stored) as LearntReport, madeAtMs };
      const row = findLabel(taughtId);
      const { positives, negatives } = learner.listExamplesOf(row);
      if (positives.length === 0) {
        const { foundProbability, factProbability } = JSON.parse(classifier) as LabelClassifier;
        return { report: { ...nothingMeasured('average-precision'), foundProbability, factProbability }, madeAtMs };
      }
      const question = { kind: 'report', concept: row.concept, positives, negatives, classifier } as const;
      const { report } = await courses.run(name, (course) => course.ask('reported', question));
      updateTaughtReport(db, id, report);
      return { report: JSON.parse(report) as LearntReport, madeAtMs };
    },
    async reportGroup(name) {
      const before = findGroup(name);
      if (isGroupBehind(before)) await courses.run(name, (course) => trainGroup(course, name, before.concepts));
      const { concepts, classifier, report: stored, madeAtMs, settledFor } = findGroup(name);
      if (stored !== null) return { report: JSON.parse(stored) as LearntReport, madeAtMs };
      const classes = listClasses(concepts);
      if (classes.some(({ photoIds }) => photoIds.length === 0)) {
        const { unknownBelow } = JSON.parse(classifier) as GroupClassifier;
        return { report: { ...nothingMeasured('accuracy'), foundProbability: unknownBelow }, madeAtMs };
      }
      const question = { kind: 'report-group', classes, classifier } as const;
      const { report } = await courses.run(name, (course) => course.ask('reported', question));
      const present = listTaughtGroups(db).find((other) => other.name === name);
      if (present?.madeAtMs === madeAtMs && present.settledFor === settledFor) updateGroupReport(db, name, report);
      return { report: JSON.parse(report) as LearntReport, madeAtMs };
    },
  };
}
