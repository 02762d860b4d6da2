import { copyFileSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { testWithShared } from '../../test/shared-photos.ts';
import { findPaths, openTestLibrary } from '../../test/support/library.ts';
import { makeTemporaryFolder } from '../../test/support/temporary.ts';

/** Copies some photos of classes to a folder, each class in a folder of its own; no two are of the same moment. */
function copyClasses(photos: string, classes: readonly string[], from: number, to: number): string {
  const folder = makeTemporaryFolder();
  for (const name of classes) {
    mkdirSync(join(folder, name));
    const files = readdirSync(join(photos, 'flowers', name))
      .sort()
      .slice(from, to);
    for (const file of files) {
      const copy = join(folder, name, file);
      copyFileSync(join(photos, 'flowers', name, file), copy);
      utimesSync(copy, ++copiedAtS, copiedAtS);
    }
  }
  return folder;
}

/** Seconds since 1970 of the last copy. */
let copiedAtS = 1_700_000_000;

/** One photo after the other: the order in which they come in decides how examples are divided for cross-validation. */
async function openSerialLibrary(dataFolder: string) {
  const library = await openTestLibrary({ dataFolder });
  await library.api.updateSettings({ effort: 'background' });
  return library;
}

const list = (folder: string, name: string) =>
  readdirSync(join(folder, name))
    .sort()
    .map((file) => join(folder, name, file));

testWithShared(
  'a label of six examples finds the others, is rejected and undone, and new photos get it',
  async (photos) => {
    const dataFolder = makeTemporaryFolder();
    const folder = copyClasses(photos, ['sunflowers', 'roses', 'tulips'], 0, 12);
    const library = await openSerialLibrary(dataFolder);
    await library.index([folder]);
    const idOf = async (path: string) => (await library.api.findPhoto({ path })).id;
    const photoIds = await Promise.all(list(folder, 'sunflowers').slice(0, 6).map(idOf));
    const negativeIds = await Promise.all(list(folder, 'roses').slice(0, 3).map(idOf));
    const { label } = await library.api.teach({ label: 'Grandma’s garden', parent: 'flower', photoIds, negativeIds });
    expect(label).toMatchObject({ positives: 6, negatives: 3, isBehind: false, classifier: { positives: 6 } });
    const query = 'label:"Grandma’s garden"';
    const found = await findPaths(library, query);
    const right = found.filter((path) => path.includes('sunflowers'));
    expect(right.length).toBeGreaterThanOrEqual(7);
    expect(right.length / found.length).toBeGreaterThan(0.7);

    const taught = right.find((path) => !list(folder, 'sunflowers').slice(0, 6).includes(path)) ?? '';
    const rejected = await library.api.decide({
      photoIds: [await idOf(taught)],
      label: label.concept,
      verdict: 'rejected',
    });
    expect(await findPaths(library, query)).not.toContain(taught);
    expect((await library.api.listTaught({}))[0]).toMatchObject({ isBehind: true });
    await library.api.undo({ changeId: rejected.changeId });
    expect(await findPaths(library, query)).toContain(taught);
    await library.close();

    const later = await openSerialLibrary(dataFolder);
    const more = copyClasses(photos, ['sunflowers', 'roses'], 12, 18);
    await later.index([more]);
    const isNew = (path: string) => path.startsWith(more);
    const foundLater = (await findPaths(later, query)).filter(isNew);
    expect(foundLater.filter((path) => path.includes('sunflowers')).length).toBeGreaterThanOrEqual(1);
  },
);
