import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Status } from '../../shared/model/status.ts';
import { testWithShared } from '../../test/shared-photos.ts';
import { findPaths, makeSampleFolder, openTestLibrary } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';
import { closeDatabase, openDatabase, run } from './db/connection.ts';
import type { Library } from './library.ts';

/** A folder of that name with some flowers, each class in a folder of its own. */
function copyFlowers(photos: string, folder: string, classes: readonly string[], from: number, to: number): string {
  for (const name of classes) {
    mkdirSync(join(folder, name), { recursive: true });
    const files = readdirSync(join(photos, 'flowers', name)).sort();
    for (const file of files.slice(from, to)) {
      copyFileSync(join(photos, 'flowers', name, file), join(folder, name, file));
    }
  }
  return folder;
}

const idsAt = async (library: Library, folder: string, name: string, count: number) =>
  Promise.all(
    readdirSync(join(folder, name))
      .sort()
      .slice(0, count)
      .map(async (file) => (await library.api.findPhoto({ path: join(folder, name, file) })).id),
  );

/** Asks often: with so few photos a course is soon over. */
async function waitForTeaching(library: Library): Promise<Status['teaching']> {
  while (true) {
    const { teaching } = await library.api.getStatus({});
    if (teaching && teaching.done > 0) return teaching;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

testWithShared('a report is made once for each version, and the user’s own bound outlives training', async (photos) => {
  const folder = copyFlowers(photos, join(makeTemporaryFolder(), 'flowers'), ['sunflowers', 'roses', 'tulips'], 0, 12);
  const dataFolder = makeTemporaryFolder();
  const library = await openTestLibrary({ dataFolder });
  await library.index([folder]);
  const { api } = library;
  const photoIds = await idsAt(library, folder, 'sunflowers', 8);
  const { concept } = (await api.teach({ label: 'Our plot', photoIds })).label;
  const report = await api.getTeachingReport({ concept });
  expect(report).toMatchObject({ measure: 'average-precision', isThresholdChosen: false, testAccuracy: null });
  expect(report.candidates.filter(({ isChosen }) => isChosen)).toHaveLength(1);
  expect(report.confusion?.classes).toEqual([{ name: 'Our plot', concept }]);
  const told = report.confusion?.cells.flatMap((cell) => cell.photoIds) ?? [];
  expect(told).toHaveLength(report.split.training);
  expect(told).toEqual(expect.arrayContaining(photoIds));

  const mark = openDatabase(join(dataFolder, 'library.sqlite'));
  const markReport = () =>
    run(mark, "UPDATE taught_version SET report = json_set(report, '$.split.training', 4711) WHERE report IS NOT NULL");
  markReport();
  const trainingTold = async () => (await api.getTeachingReport({ concept })).split.training;
  expect(await trainingTold()).toBe(4711);

  const query = 'label:"Our plot"';
  const before = await findPaths(library, query);
  await api.setTaughtThreshold({ concept, probability: 0.02 });
  const loose = await findPaths(library, query);
  expect(loose.length).toBeGreaterThan(before.length);
  const [label] = await api.listTaught({});
  expect(label).toMatchObject({ classifier: { foundProbability: 0.02, isThresholdChosen: true } });
  expect(label?.photos).toBeGreaterThanOrEqual(loose.length);
  expect(await api.getTeachingReport({ concept })).toMatchObject({ foundProbability: 0.02, isThresholdChosen: true });

  await api.decide({ photoIds: await idsAt(library, folder, 'roses', 4), label: concept, verdict: 'rejected' });
  await api.trainTaught({});
  expect(await api.listTaught({})).toMatchObject([{ classifier: { foundProbability: 0.02, isThresholdChosen: true } }]);
  expect(await trainingTold()).not.toBe(4711);
  await api.restoreTaught({ concept });
  expect(await trainingTold()).toBe(4711);
  await api.setTaughtThreshold({ concept, probability: null });
  expect(await findPaths(library, query)).toEqual(expect.arrayContaining(before.slice(0, 8)));
  expect((await api.listTaught({}))[0]?.classifier).toMatchObject({ isThresholdChosen: false });
  closeDatabase(mark);
});

testWithShared(
  'a folder’s classifier is judged on photos kept apart, and learnt anew when its examples change',
  async (photos) => {
    const classes = ['sunflowers', 'roses'];
    const folder = copyFlowers(photos, join(makeTemporaryFolder(), 'flowers'), classes, 0, 12);
    const library = await openTestLibrary();
    const { api } = library;
    const teaching = api.teachFolder({ path: folder });
    expect(await waitForTeaching(library)).toMatchObject({ name: 'flowers' });
    const lesson = await teaching;
    expect(lesson.testPhotos).toBeGreaterThanOrEqual(4);
    const [group] = await api.listTaughtGroups({});
    expect(group).toMatchObject({ name: 'flowers', testPhotos: lesson.testPhotos, isBehind: false });
    expect(group?.classes.map(({ name }) => name)).toEqual(['rose', 'sunflower']);
    const report = await api.getTeachingReport({ group: 'flowers' });
    expect(report.confusion?.cells.flatMap(({ photoIds }) => photoIds)).toHaveLength(24);
    expect(report.split).toEqual({ training: 24 - lesson.testPhotos, test: lesson.testPhotos });
    expect(report).toMatchObject({ measure: 'accuracy', testAccuracy: lesson.testAccuracy });

    const [wrong = 0] = await idsAt(library, folder, 'roses', 1);
    await api.replaceLabel({ photoIds: [wrong], label: 'rose', by: 'sunflower' });
    expect(await api.listTaughtGroups({})).toMatchObject([{ isBehind: true }]);
    const after = await api.getTeachingReport({ group: 'flowers' });
    expect(after.trainedAt).not.toBe(report.trainedAt);
    expect(await api.listTaughtGroups({})).toMatchObject([{ isBehind: false }]);

    expect(await api.removeTaughtGroup({ name: 'flowers' })).toBeNull();
    expect(await api.listTaughtGroups({})).toEqual([]);
    expect((await api.listTaught({})).map(({ name }) => name).sort()).toEqual(['rose', 'sunflower']);
  },
);

testWithShared('a course that is cancelled leaves all as it was', async (photos) => {
  const folder = copyFlowers(photos, join(makeTemporaryFolder(), 'flowers'), ['sunflowers', 'roses'], 0, 10);
  const library = await openTestLibrary();
  const { api } = library;
  await api.teachFolder({ path: folder });
  const state = async () => ({
    groups: await api.listTaughtGroups({}),
    labels: (await api.listTaught({})).map(({ name, positives, classifier }) => [
      name,
      positives,
      classifier?.trainedAt,
    ]),
  });
  const before = await state();
  copyFlowers(photos, folder, ['sunflowers', 'roses', 'tulips'], 10, 20);
  const refused = expect(api.teachFolder({ path: folder })).rejects.toMatchObject({ code: 'cancelled' });
  await waitForTeaching(library);
  await api.cancelTeaching({});
  await refused;
  expect(await state()).toEqual(before);
  expect(await api.getStatus({})).toMatchObject({ teaching: null });
});

test('what could not be learnt says why, and the others are learnt', async () => {
  const dataFolder = makeTemporaryFolder();
  const library = await openTestLibrary({ dataFolder });
  await library.index([makeSampleFolder('chelsea.png', 'coffee.png')]);
  const { photos } = await library.api.search({ text: '', limit: 2, offset: 0, order: 'date' });
  const [one = 0, two = 0] = photos.map(({ id }) => id);
  await library.api.teach({ label: 'Broken one', photoIds: [one] });
  await library.api.teach({ label: 'Whole one', photoIds: [two] });
  await library.api.decide({ photoIds: [two], label: 'Broken one', verdict: 'rejected' });
  await library.api.decide({ photoIds: [one], label: 'Whole one', verdict: 'rejected' });
  const db = openDatabase(join(dataFolder, 'library.sqlite'));
  const labels = () => library.api.listTaught({});
  run(
    db,
    `CREATE TRIGGER no_version BEFORE INSERT ON taught_version WHEN NEW.taught_id = 1
     BEGIN SELECT RAISE(ABORT, 'The disk is full.'); END`,
  );
  expect(await library.api.trainTaught({})).toMatchObject([
    { name: 'Broken one', isBehind: true, lastError: 'The disk is full.' },
    { name: 'Whole one', isBehind: false, lastError: null },
  ]);
  run(db, 'DROP TRIGGER no_version');
  await library.api.trainTaught({});
  expect((await labels()).map(({ lastError }) => lastError)).toEqual([null, null]);
  closeDatabase(db);
});
