import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import type { Lesson } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { findPathFault } from '../../shared/whole-path.ts';
import type { WriteDb } from './db/connection.ts';
import { deleteTaughtGroup, insertTaughtGroup, listTaught, listTaughtGroups } from './db/taught.ts';
import type { GroupClassifier } from './learn/classifier.ts';
import type { Course, Courses } from './learn/courses.ts';
import { readLabelTable } from './learn/label-table.ts';
import type { Learner } from './learn/learner.ts';
import type { Teacher } from './learn/teacher.ts';
import type { Teaching } from './teaching.ts';

export interface LessonDeps {
  db: WriteDb;
  teaching: Teaching;
  learner: Learner;
  teacher: Teacher;
  courses: Courses;
  /** Takes a change of decisions back. */
  undo(changeId: number): unknown;
  /** Adds folders and looks at all in them. */
  index(paths: readonly string[]): Promise<unknown>;
  /** Photos of the library that lie in a folder or below it. */
  listPhotosAt(folder: string): number[];
  /** The photo of a file, or undefined where the library has none. */
  findPhotoAt(path: string): number | undefined;
  /** Labels or their places changed. */
  onTaught(): void;
}

/** Learns many labels at once, from what lies sorted already. */
export interface Lessons {
  /**
   * Sub-folders are classes: indexes them, and teaches each as a label and all as one classifier. A photo that is in two
   * classes is an example of both, but tells nothing apart.
   * @throws AppError folder-unavailable, invalid-request (fewer than two sub-folders), not-found (no photos in them)
   */
  learnFolder(folder: string): Promise<Lesson>;
  /**
   * The same from a table of paths and labels. Folders of photos that are in no folder of the library are added.
   * @throws AppError not-found (the table), invalid-request naming the line, folder-unavailable
   */
  learnTable(file: string): Promise<Lesson>;
}

/** A table of more bytes is none that was written for this. */
const MAX_TABLE_BYTES = 64 * 1024 * 1024;

export function createLessons(deps: LessonDeps): Lessons {
  const { db, teaching, learner } = deps;

  async function learn(name: string, photosByLabel: ReadonlyMap<string, readonly number[]>): Promise<Lesson> {
    const before = { labels: new Set(listTaught(db).map(({ id }) => id)), group: findGroup(name) };
    const trained: number[] = [];
    const uses = new Map<number, number>();
    for (const id of [...photosByLabel.values()].flat()) uses.set(id, (uses.get(id) ?? 0) + 1);
    const apart = [...photosByLabel.values()].filter((photoIds) => photoIds.some((id) => uses.get(id) === 1));
    if (apart.length < 2) {
      throw new AppError('invalid-request', 'Two labels or more need photos that are under no other label.');
    }
    const concepts = new Set<string>();
    const taughtIds = new Set<number>();
    const changeIds: number[] = [];
    for (const [label, photoIds] of photosByLabel) {
      const added = teaching.addExamples({ label, photoIds });
      concepts.add(added.concept);
      taughtIds.add(added.taughtId);
      changeIds.push(...added.changeIds);
    }
    if (concepts.size < 2) throw new AppError('invalid-request', 'All of these mean the same label.');
    try {
      await deps.courses.run(name, (course) => train(course, name, [...concepts], [...taughtIds], trained));
    } catch (error) {
      if (error instanceof AppError && error.code === 'cancelled') await takeBack();
      throw error;
    } finally {
      deps.onTaught();
    }
    const group = findGroup(name);
    const { accuracy, testAccuracy, testPhotos, reason } = JSON.parse(group?.classifier ?? '{}') as GroupClassifier;
    const labels = teaching.list().filter(({ concept }) => concepts.has(concept));
    return { name, labels, accuracy, testAccuracy: testAccuracy ?? null, testPhotos: testPhotos ?? 0, reason };

    /** All is as it was: examples, the classifier, labels that were not taught before, and what others had learnt. */
    async function takeBack(): Promise<void> {
      for (const changeId of changeIds.reverse()) deps.undo(changeId);
      if (before.group) insertTaughtGroup(db, before.group, before.group.madeAtMs, before.group.settledFor);
      else deleteTaughtGroup(db, name);
      for (const row of listTaught(db).filter(({ id }) => taughtIds.has(id))) {
        if (!before.labels.has(row.id)) learner.remove(row);
        else if (trained.includes(row.id) && row.hasPrevious) await learner.restore(row.id);
      }
    }
  }

  const findGroup = (name: string) => listTaughtGroups(db).find((other) => other.name === name);

  /** The classifier over all comes first: it makes the examples of one label count against the others. */
  async function train(
    course: Course,
    name: string,
    concepts: string[],
    taughtIds: number[],
    trained: number[],
  ): Promise<void> {
    let steps = 0;
    await deps.teacher.trainGroup(course, name, concepts, (done, total) => {
      steps = total;
      course.step(done, total + taughtIds.length);
    });
    for (const [i, id] of taughtIds.entries()) {
      course.step(steps + i, steps + taughtIds.length);
      await learner.train(id);
      trained.push(id);
    }
  }

  return {
    async learnFolder(folder) {
      const root = resolve(folder);
      const names = listFolders(root);
      if (names.length < 2)
        throw new AppError('invalid-request', `${root} needs two sub-folders or more: each is a class.`);
      await deps.index([root]);
      const photosByLabel = new Map<string, number[]>();
      for (const name of names) {
        const photoIds = deps.listPhotosAt(join(root, name));
        const label = name.replace(/[_-]+/gu, ' ').trim();
        if (photoIds.length > 0) photosByLabel.set(label, [...(photosByLabel.get(label) ?? []), ...photoIds]);
      }
      if (photosByLabel.size < 2) throw new AppError('not-found', `Fewer than two sub-folders of ${root} have photos.`);
      return learn(basename(root), photosByLabel);
    },
    async learnTable(file) {
      const path = resolve(file);
      const rows = readLabelTable(readTable(path)).map((row) => ({ ...row, path: resolve(dirname(path), row.path) }));
      const missing = rows.find((row) => !existsSync(row.path));
      if (missing) throw new AppError('invalid-request', `Line ${missing.line}: there is no file ${missing.path}.`);
      await deps.index(keepOutermost(rows.map((row) => dirname(row.path))));
      const photosByLabel = new Map<string, Set<number>>();
      for (const row of rows) {
        const photoId = deps.findPhotoAt(row.path);
        if (photoId === undefined) continue;
        photosByLabel.set(row.label, (photosByLabel.get(row.label) ?? new Set()).add(photoId));
      }
      if (photosByLabel.size < 2) {
        throw new AppError('invalid-request', `${path} needs two labels or more that have photos.`);
      }
      const name = basename(path, extname(path));
      return learn(name, new Map([...photosByLabel].map(([label, ids]) => [label, [...ids]])));
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

function readTable(path: string): Uint8Array {
  const stat = statSync(path, { throwIfNoEntry: false });
  // Reading a pipe, a device or what the system keeps among its own may never end.
  if (!stat?.isFile() || findPathFault(realpathSync.native(path)) !== undefined) {
    throw new AppError('not-found', `There is no file ${path}.`);
  }
  if (stat.size > MAX_TABLE_BYTES) throw new AppError('invalid-request', `${path} is too large for a table of labels.`);
  try {
    return readFileSync(path);
  } catch {
    throw new AppError('not-found', `${path} can’t be read.`);
  }
}

/** Folders without those that lie in others of them. */
function keepOutermost(folders: readonly string[]): string[] {
  const all = [...new Set(folders)].sort((a, b) => a.length - b.length);
  return all.filter(
    (folder, i) => !all.slice(0, i).some((outer) => folder.startsWith(outer.endsWith(sep) ? outer : outer + sep)),
  );
}
