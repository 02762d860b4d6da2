import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LabelLevel } from '../../../shared/api.ts';
import { addModel, addPhoto, openTestDatabase } from '../../../test/support/database.ts';
import { openTestSearch } from '../../../test/support/search.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { ids, numberOf, vocabulary } from '../../../test/support/vocabulary.ts';
import { createConceptSpace } from '../labels/concept-space.ts';
import { createDecisions } from '../labels/decisions.ts';
import { openJournal } from '../labels/journal.ts';
import type { Search } from './search.ts';

const CRANE_BIRD = 'n02012849';
const CRANE_MACHINE = 'n03126707';
const BOA = 'n01742172';
const GUITAR = 'n02676566';
const GROOM = 'n10148035';
const DAISY = 'n11939491';
const STREET_SIGN = 'n06794110';
const TERRIERS = ['n02093256', 'n02095314'];
const classes = [
  ids.siamese,
  ids.persian,
  ids.husky,
  ids.espresso,
  ids.beach,
  CRANE_BIRD,
  CRANE_MACHINE,
  BOA,
  GUITAR,
  GROOM,
  DAISY,
  STREET_SIGN,
  ...TERRIERS,
];

/** A photo for each list of classes, which share its probability. */
async function openLibraryOf(photos: readonly (readonly string[])[], own: readonly string[] = []) {
  const db = openTestDatabase();
  const model = addModel(db, classes);
  const photoIds = photos.map((shown, i) =>
    addPhoto(
      db,
      `${i}.jpg`,
      model,
      shown.map((id) => ({ index: classes.indexOf(id), probability: 0.9 / shown.length })),
      { takenAtMs: i },
    ),
  );
  const journal = openJournal(join(makeTemporaryFolder(), 'decisions.jsonl'));
  const decisions = createDecisions(db, createConceptSpace(db, vocabulary), journal, () => 0);
  for (const [i, label] of own.entries()) decisions.decide([photoIds[i % photoIds.length] ?? 0], label, 'accepted');
  return await openTestSearch(db, model);
}

const get = (search: Search, parent: string | null) => search.getLabelTree(parent, 100);
const names = (levels: readonly LabelLevel[] | undefined) => levels?.map(({ name, photos }) => `${name} ${photos}`);

test('the top are groups that hold photos, most first, and before them the user’s own labels', async () => {
  const search = await openLibraryOf(
    [[ids.husky], [ids.siamese], [ids.persian], [ids.espresso], [ids.beach], [GUITAR], [CRANE_MACHINE], [STREET_SIGN]],
    ['Our Rex'],
  );
  expect(names(get(search, null)?.children)).toEqual([
    'your own labels 1',
    'animals 3',
    'things 3',
    'food and drink 1',
    'musical instruments 1',
    'nature and places 1',
  ]);
  expect(names(get(search, 'group:own')?.children)).toEqual(['Our Rex 1']);
});

test('from animals down to the terriers no level only repeats the next, and none is a word of taxonomists', async () => {
  const [fox = '', silky = ''] = TERRIERS;
  const search = await openLibraryOf([[fox], [silky], [ids.husky], [ids.siamese], [ids.persian], [BOA]]);
  const steps = ['group:animals'];
  const seen: unknown[] = [];
  for (let parent = steps[0]; parent !== undefined; ) {
    const children: LabelLevel[] = get(search, parent)?.children ?? [];
    seen.push(names(children));
    parent = children.find(({ name }) => name !== 'domestic animal')?.concept;
  }
  expect(seen).toEqual([
    // WordNet has pets below both.
    ['domestic animal 5', 'mammal 5', 'boa constrictor 1'],
    ['dog 3', 'cat 2'],
    ['terrier 2', 'Siberian husky 1'],
    ['Staffordshire bullterrier 1', 'wire-haired fox terrier 1'],
    [],
  ]);
});

test('the way to a level leads from its group, also to one that is left out of the tree', async () => {
  const search = await openLibraryOf([[ids.siamese], [ids.persian], [ids.husky], [BOA]]);
  expect(names(get(search, ids.siamese)?.path)).toEqual(['animals 4', 'mammal 3', 'cat 2', 'Siamese cat 1']);
  expect(get(search, 'n02075296')).toMatchObject({
    path: [{ name: 'animals' }, { name: 'mammal' }, { name: 'carnivore', photos: 3 }],
    children: [{ name: 'cat' }, { name: 'Siberian husky' }],
  });
  expect(names(get(search, ids.animal)?.path)).toEqual(['animals 4']);
});

test('what is not there is told from what holds no photo', async () => {
  const search = await openLibraryOf([[ids.siamese]]);
  expect(get(search, 'group:nothing')).toBeUndefined();
  expect(get(search, 'n00000000')).toBeUndefined();
  expect(get(search, 'n04524313')).toMatchObject({ path: [{ name: 'vehicles', photos: 0 }], children: [] });
});

test('many own labels are more than a query can say', async () => {
  const labels = Array.from({ length: 40 }, (_, i) => `Our thing number ${i}`);
  const search = await openLibraryOf(
    labels.map(() => [ids.beach]),
    labels,
  );
  expect(get(search, null)?.children[0]).toMatchObject({ name: 'your own labels', photos: 40, query: null });
});

const library = fc.array(fc.subarray(classes, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 12 });

test('every count is what its query finds, and each photo of a label lies below the top', async () => {
  await fc.assert(
    fc.asyncProperty(library, fc.subarray(['Our Rex', 'guitar', 'animal'], { maxLength: 3 }), async (photos, own) => {
      const search = await openLibraryOf(photos, own);
      const find = (text: string) => new Set(search.getList({ text, order: 'date' }).ids);
      const reached = new Map<string, Set<number>>();
      const visit = (level: LabelLevel) => {
        if (reached.has(level.concept)) return;
        const found = find(level.query ?? '');
        expect([level.query, found.size]).toEqual([level.query, level.photos]);
        expect(level.coverId === 0 || found.has(level.coverId)).toBe(true);
        reached.set(level.concept, found);
        const { children = [], path = [] } = get(search, level.concept) ?? {};
        expect([level.name, children.length]).toEqual([level.name, level.children]);
        expect(path.at(-1)?.name).toBe(level.name);
        for (const child of children) {
          expect([...find(child.query ?? '')].every((id) => found.has(id))).toBe(true);
          visit(child);
        }
      };
      for (const level of get(search, null)?.children ?? []) visit(level);
      const below = new Set([...reached.values()].flatMap((found) => [...found]));
      for (const label of search.suggest('', 1_000)) {
        if (label.kind !== 'label') continue;
        // What the whole library shares, such as "entity", is no label that anybody asks for.
        if (vocabulary.numberOf(label.concept) === numberOf('n00001740')) continue;
        expect([label.name, [...find(label.query)].filter((id) => !below.has(id))]).toEqual([label.name, []]);
        const isNamed = classes.includes(label.concept) && label.concept !== ids.animal;
        if (isNamed) expect(reached.has(label.concept) || label.concept === 'n00007846').toBe(true);
      }
    }),
    { numRuns: 25 },
  );
});
