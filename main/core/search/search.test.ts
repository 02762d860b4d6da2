import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase, plainCalibration } from '../../../test/support/database.ts';
import { openTestSearch } from '../../../test/support/search.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { ids } from '../../../test/support/vocabulary.ts';
import { run, transaction } from '../db/connection.ts';
import { HIDDEN, insertChange } from '../db/decisions.ts';
import { insertDescriptions } from '../db/descriptions.ts';
import { insertRevision } from '../db/revisions.ts';
import type { Search } from './search.ts';
import { createSnapshotStore } from './snapshot.ts';

const CRANE_BIRD = 'n02012849';
const CRANE_MACHINE = 'n03126707';
const PHONE = 'n02992529';
const classes = [ids.siamese, ids.persian, ids.husky, ids.espresso, CRANE_BIRD, CRANE_MACHINE, PHONE];

/** Photos of one class each, sure enough to be found, but for the last: it looks a little like an espresso. */
async function makeSearch() {
  const db = openTestDatabase();
  const model = addModel(db, classes);
  const at = (year: number, month: number, day: number) => ({ takenAtMs: Date.UTC(year, month - 1, day) });
  const add = (name: string, scores: readonly [index: number, probability: number][], changes: object) =>
    addPhoto(
      db,
      name,
      model,
      scores.map(([index, probability]) => ({ index, probability })),
      changes,
    );
  add('siamese.jpg', [[0, 0.9]], { ...at(2026, 6, 1), camera: 'Canon EOS R6' });
  add('persian.jpg', [[1, 0.6]], { ...at(2026, 6, 2), camera: 'Canon EOS 20D', format: 'png' });
  add('husky.jpg', [[2, 0.8]], { ...at(2025, 7, 3), latitude: 48.85, longitude: 2.35 });
  add('both.jpg', [[0, 0.5], [3, 0.4]], at(2024, 3, 4)); // biome-ignore format: one line a photo
  add('heron.jpg', [[4, 0.7]], at(2019, 1, 5));
  add('machine.jpg', [[5, 0.7]], { ...at(2018, 12, 6), format: 'dng' });
  add('dark.jpg', [[3, 0.1]], at(2017, 1, 1));
  add('phone.jpg', [[6, 0.3]], at(2016, 1, 1));
  const search = await openTestSearch(db, model);
  return { db, search };
}

const names = ['', 'siamese', 'persian', 'husky', 'both', 'heron', 'machine', 'dark', 'phone'];
function find(search: Search, text: string, order: 'relevance' | 'date' = 'relevance', weaker = false): string[] {
  return Array.from(search.getList({ text, order, weaker }).ids, (id) => names[id] ?? '?');
}
const understand = (search: Search, text: string) => search.getPage({ text, order: 'relevance' }, 0, 10).understanding;

test('a word finds everything below it, a narrower one only its own', async () => {
  const { search } = await makeSearch();
  expect(find(search, 'cat')).toEqual(['siamese', 'persian', 'both']);
  expect(find(search, 'mammals')).toEqual(['siamese', 'husky', 'persian', 'both']);
  expect(find(search, 'Siamese cat')).toEqual(['siamese', 'both']);
  expect(find(search, 'SIAMESE')).toEqual(['siamese', 'both']);
});

test.each([
  ['cat espresso', ['both']],
  ['cat -espresso', ['siamese', 'persian']],
  ['cat NOT espresso', ['siamese', 'persian']],
  ['-mammal', ['heron', 'machine', 'dark', 'phone']],
  ['a cat on the espresso', ['both']],
  ['Persian cat OR Siberian husky', ['husky', 'persian']],
  ['(Persian cat or Siberian husky) camera:canon', ['persian']],
  ['-(cat | dog) crane', ['heron', 'machine']],
  ['label:"crane (bird)"', ['heron']],
  ['-label:"crane (bird)" crane', ['machine']],
  ['camera:"eos canon"', ['persian', 'siamese']],
  ['type:png', ['persian']],
  ['type:raw', ['machine']],
  ['file:SIAM', ['siamese']],
  ['folder:photos dog', ['husky']],
  ['folder:elsewhere dog', []],
  ['near:48.8,2.3', ['husky']],
  ['near:48.8,2.3,1km', []],
  ['2025', ['husky']],
  ['cat 2024', ['both']],
  ['last summer', ['persian', 'siamese']],
  ['june', ['persian', 'siamese']],
  ['before:2018', ['dark', 'phone']],
  ['after:2025', ['persian', 'siamese']],
  ['year>=2025 mammal', ['siamese', 'husky', 'persian']],
  ['month:3', ['both']],
  ['cat confidence>0.8', ['siamese']],
  ['confidence>=80% mammal', ['siamese', 'husky']],
  ['confidence<0.65 cat', ['persian', 'both']],
  ['is:unsure', ['phone']],
  ['is:favourite', []],
])('%s', async (text, expected) => {
  const { search } = await makeSearch();
  expect(find(search, text)).toEqual(expected);
});

test('an unknown word finds nothing, says so and what may have been meant', async () => {
  const { search } = await makeSearch();
  const { total, terms } = understand(search, 'qwertyuiop cat');
  expect(total).toBe(0);
  expect(terms.map(({ kind, photos }) => `${kind} ${photos}`)).toEqual(['unknown 0', 'label 3']);
  expect(understand(search, 'siamse').terms[0]?.didYouMean).toContain('Siamese');
});

test('a word that is known but that nothing shows finds nothing and says what it means', async () => {
  const { search } = await makeSearch();
  const { total, terms } = understand(search, 'beach');
  expect(total).toBe(0);
  expect(terms[0]?.meanings.map((meaning) => meaning.concept)).toContain(ids.beach);
});

test('an ambiguous word finds all its senses, and each can be asked for alone', async () => {
  const { search } = await makeSearch();
  const [term] = understand(search, 'crane').terms;
  expect(term).toMatchObject({ text: 'crane', photos: 2 });
  const senses = Object.fromEntries((term?.meanings ?? []).map(({ concept, query }) => [concept, query]));
  expect(find(search, senses[CRANE_BIRD] ?? '')).toEqual(['heron']);
  expect(find(search, senses[CRANE_MACHINE] ?? '')).toEqual(['machine']);
});

test('what is improbable is no result but a weaker match; what is not there at all is neither', async () => {
  const { search } = await makeSearch();
  expect(find(search, 'espresso')).toEqual(['both']);
  expect(understand(search, 'espresso').weaker).toBe(1);
  expect(find(search, 'espresso', 'relevance', true)).toEqual(['dark']);
  expect(understand(search, 'dog')).toMatchObject({ total: 1, weaker: 0 });
});

test('every term says which part of the text it is and how many photos it finds by itself', async () => {
  const { search } = await makeSearch();
  const text = 'siamese cat -espresso 2026 camera:canon';
  const { terms } = understand(search, text);
  expect(terms.map(({ start, end }) => text.slice(start, end))).toEqual([
    'siamese cat',
    '-espresso',
    '2026',
    'camera:canon',
  ]);
  expect(terms.map(({ text: typed, kind, negated, photos }) => [typed, kind, negated, photos])).toEqual([
    ['siamese cat', 'label', false, 2],
    ['espresso', 'label', true, 1],
    ['2026', 'date', false, 2],
    ['camera:canon', 'camera', false, 2],
  ]);
  expect(terms[2]?.dates).toEqual({ first: '2026-01-01', last: '2026-12-31' });
});

test('a value that makes no sense is told and searched as words', async () => {
  const { search } = await makeSearch();
  const { slips, total } = understand(search, 'type:dog');
  expect(slips).toMatchObject([{ reason: 'bad-value', text: 'type:dog' }]);
  expect(total).toBe(1);
});

test('order by date is newest first; an empty query is all photos by date', async () => {
  const { search } = await makeSearch();
  expect(find(search, 'cat', 'date')).toEqual(['persian', 'siamese', 'both']);
  expect(find(search, '   ')).toEqual('persian siamese husky both heron machine dark phone'.split(' '));
});

test("the user's own word goes first; a favourite is found as one", async () => {
  const { db, search } = await makeSearch();
  const change = (sql: string) => run(db, sql);
  change('UPDATE revision SET value = value + 1');
  change(`INSERT INTO decision SELECT hash, '${ids.siamese}', 1, 0 FROM photo WHERE id IN (4, 5)`);
  change("INSERT INTO decision SELECT hash, 'mark:favourite', 1, 0 FROM photo WHERE id = 3");
  change('UPDATE photo SET revision = (SELECT value FROM revision) WHERE id IN (3, 4, 5)');
  await search.refresh();
  expect(find(search, 'cat')).toEqual(['both', 'heron', 'siamese', 'persian']);
  expect(find(search, 'is:corrected')).toEqual(['both', 'heron']);
  expect(find(search, 'is:favourite')).toEqual(['husky']);
});

test('facets count the result, leave out what all of it shares, and find what they say', async () => {
  const { search } = await makeSearch();
  const facets = search.getFacets({ text: 'mammal' }, 10);
  const told = facets.labels.map(({ name, photos }) => `${name} ${photos}`);
  expect(told).toContain('Siamese cat 2');
  expect(told.join()).not.toMatch(/mammal|placental/u);
  expect(facets.years.map(({ name, photos }) => `${name} ${photos}`)).toEqual(['2026 2', '2025 1', '2024 1']);
  for (const { query, photos } of Object.values(facets).flat())
    expect(find(search, `mammal ${query}`).length, query).toBe(photos);
});

test('facets of everything are those of the library', async () => {
  const { search } = await makeSearch();
  const { cameras, types } = search.getFacets({ text: '' }, 10);
  expect(cameras.map(({ name }) => name).sort()).toEqual(['Canon EOS 20D', 'Canon EOS R6']);
  expect(types.map(({ name, photos }) => `${name} ${photos}`)).toEqual(['jpeg 6', 'png 1', 'raw 1']);
});

test('what is nearest in meaning to something that is not there', async () => {
  const { search } = await makeSearch();
  expect(search.getNearest('tabby', 3).map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Siamese cat', 'Persian cat']),
  );
  expect(search.getNearest('cat', 3)).toEqual([]);
});

test('suggestions are labels of the library with the number of photos that a search finds', async () => {
  const { search } = await makeSearch();
  const suggestions = search.suggest('sia', 5).map(({ name, photos }) => `${name} ${photos}`);
  expect(suggestions).toContain('Siamese cat 2');
  expect(search.suggest('kitty', 5)).toMatchObject([{ alias: 'kitty', photos: 3 }]);
  for (const { query, photos } of search.suggest('', 50)) expect(find(search, query).length, query).toBe(photos);
});

test.each([
  ['can', ['camera Canon EOS R6 1', 'camera Canon EOS 20D 1']],
  ['eos r', ['camera Canon EOS R6 1']],
  ['camera:', ['camera Canon EOS R6 1', 'camera Canon EOS 20D 1']],
  ['camera:"canon eos 2', ['camera Canon EOS 20D 1']],
  ['lens:can', []],
  // All photos are in that folder.
  ['photos', []],
  ['201', ['year 2019 1', 'year 2018 1', 'year 2017 1', 'year 2016 1']],
  ['2026', ['year 2026 2']],
  ['1', []],
  ['year:2', ['year 2026 2', 'year 2025 1', 'year 2024 1', 'year 2019 1']],
])('of what a photo has besides labels, %s suggests', async (typed, expected) => {
  const { search } = await makeSearch();
  const suggested = search.suggest(typed, 8).filter(({ kind }) => kind !== 'label');
  expect(suggested.map(({ kind, name, photos }) => `${kind} ${name} ${photos}`)).toEqual(expected);
  for (const { query, photos, coverId } of suggested) {
    const { ids: found } = search.getList({ text: query, order: 'date' });
    expect([query, found.length, found.includes(coverId)]).toEqual([query, photos, true]);
  }
});

test('labels are suggested before folders, cameras and years, which have some room in any case', async () => {
  const { search } = await makeSearch();
  const kinds = search.suggest('c', 4).map(({ kind }) => kind);
  expect(kinds).toEqual(['label', 'label', 'camera', 'camera']);
});

test('what changes in the database is found at the next refresh; what is gone no longer', async () => {
  const { db, search } = await makeSearch();
  run(db, 'UPDATE revision SET value = value + 1');
  run(db, "UPDATE file SET missing_since_ms = 1 WHERE name = 'siamese.jpg'");
  run(db, 'UPDATE photo SET revision = (SELECT value FROM revision) WHERE id = 1');
  await search.refresh();
  expect(find(search, 'cat')).toEqual(['persian', 'both']);
});

test('whatever is typed is answered, and its terms lie within it', async () => {
  const { search } = await makeSearch();
  const pieces = fc.constantFrom(
    ...'cat dog crane -cat "siamese cat" OR | ( ) -( NOT AND label: label:cat type:x is:unsure near:1,2 near:x confidence>2 confidence>.5 before:2019 after:yesterdayish last summer 2019 "'.split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((list) => list.join(' ')),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
  );
  fc.assert(
    fc.property(text, (typed) => {
      const { understanding, photos } = search.getPage({ text: typed, order: 'relevance' }, 0, 10);
      expect(photos.length).toBe(understanding.total);
      for (const term of understanding.terms) expect(typed.slice(term.start, term.end)).toContain(term.text);
      for (const { photos: count } of Object.values(search.getFacets({ text: typed }, 5)).flat())
        expect(count).toBeLessThan(understanding.total);
    }),
    { numRuns: 300 },
  );
});

test('the thresholds of a plain pack are those that these tests rely on', () => {
  expect(plainCalibration.search.probability).toBeGreaterThan(0.1);
});

test('an index that was kept is used at the next start, and brought up to date', async () => {
  const db = openTestDatabase();
  const model = addModel(db, classes);
  for (let i = 0; i < 2_100; i++) addPhoto(db, `${i}.jpg`, model, [{ index: i % 3, probability: 0.9 }]);
  const store = createSnapshotStore(join(makeTemporaryFolder(), 'index.bin'));
  const first = await openTestSearch(db, model, { snapshots: store, stamp: () => 'a' });
  await first.save();
  addPhoto(db, 'new.jpg', model, [{ index: 0, probability: 0.9 }]);
  const read: number[] = [];
  const count = { snapshots: store, onContent: (id: number) => read.push(id) };
  const second = await openTestSearch(db, model, { ...count, stamp: () => 'a' });
  expect(read).toEqual([2_101]);
  const all = await openTestSearch(db, model, { ...count, stamp: () => 'b' });
  expect(read).toHaveLength(2_102);
  for (const text of ['', 'cat', 'dog', 'file:new']) expect(find(second, text)).toEqual(find(all, text));
  second.reset();
  expect(await store.load('a')).toBeUndefined();
});

/** Of all that was added: what each of some queries finds, and how much there is by each label. */
const lookAtAll = (search: Search) =>
  ['', 'cat', 'dog', 'espresso', 'cat -siamese', 'is:hidden', 'file:5', 'file:late'].map((text) => ({
    found: [...search.getList({ text, order: 'date' }).ids],
    facets: search.getFacets({ text }, 20),
  }));

/** So many photos that it takes several turns to lay them out. */
function makeLargeLibrary() {
  const db = openTestDatabase();
  const model = addModel(db, classes);
  const add = (name: string, index: number) => addPhoto(db, name, model, [{ index, probability: 0.9 }]);
  transaction(db, () => {
    for (let i = 0; i < 3_000; i++) add(`${i}.jpg`, i % 4);
  });
  return { db, model, add };
}

test('what changes while the index is laid out is found at once, and afterwards', async () => {
  const { db, model, add } = makeLargeLibrary();
  const store = createSnapshotStore(join(makeTemporaryFolder(), 'index.bin'));
  const search = await openTestSearch(db, model, { snapshots: store });
  expect(lookAtAll(search)).toEqual(lookAtAll(await openTestSearch(db, model)));
  run(db, 'UPDATE photo SET revision = ? WHERE id <= 2500', insertRevision(db));
  await search.refresh();
  const saved = search.save();
  await Promise.resolve();
  const during = () => ['cat', 'is:hidden'].map((text) => search.getList({ text, order: 'date' }).ids.length);
  const [cats] = during();
  add('late.jpg', 0);
  insertChange(db, [{ photoHash: hashOf('4.jpg'), concept: HIDDEN, after: 1 }], 0);
  await search.refresh();
  expect(during()).toEqual([cats, 1]);
  await saved;
  const anew = lookAtAll(await openTestSearch(db, model));
  expect(lookAtAll(search)).toEqual(anew);
  const read: number[] = [];
  const next = await openTestSearch(db, model, { snapshots: store, onContent: (id) => read.push(id) });
  expect(read.toSorted((a, b) => a - b)).toEqual([5, 3_001]);
  expect(lookAtAll(next)).toEqual(anew);
});

test('where the index can’t be kept, all is found as before, and it is kept when that is possible', async () => {
  const { db, model } = makeLargeLibrary();
  const folder = join(makeTemporaryFolder(), 'gone');
  const store = createSnapshotStore(join(folder, 'index.bin'));
  const search = await openTestSearch(db, model, { snapshots: store });
  const anew = lookAtAll(await openTestSearch(db, model));
  await search.save();
  expect(lookAtAll(search)).toEqual(anew);
  mkdirSync(folder);
  await search.save();
  const read: number[] = [];
  const next = await openTestSearch(db, model, { snapshots: store, onContent: (id) => read.push(id) });
  expect(read).toEqual([]);
  expect(lookAtAll(next)).toEqual(anew);
});

test('closed while the index is laid out, it waits for that and keeps all', async () => {
  const { db, model } = makeLargeLibrary();
  const store = createSnapshotStore(join(makeTemporaryFolder(), 'index.bin'));
  const search = await openTestSearch(db, model, { snapshots: store });
  const saved = search.save();
  await search.close();
  expect((await store.load(''))?.dates.shown?.ids).toHaveLength(3_000);
  await saved;
});

test('words that no photo can show are found in descriptions; what is a label stays one, and a filter asks for words', async () => {
  const { db, search } = await makeSearch();
  const describe = async (texts: Record<string, string>) => {
    const wanted = Object.entries(texts).map(([name, after]) => ({ photoHash: hashOf(`${name}.jpg`), after }));
    insertDescriptions(db, insertChange(db, [], 1).id, wanted, 1);
    await search.refresh();
  };
  expect(understand(search, 'anneliese').terms).toMatchObject([{ kind: 'unknown' }]);
  await describe({ husky: 'Anneliese with the cat', dark: 'Anneliese’s dachshund', phone: 'a dachshund', both: '' });
  expect(find(search, 'anneliese', 'date')).toEqual(['husky', 'dark']);
  expect(understand(search, 'anneliese').terms).toMatchObject([{ kind: 'description', photos: 2, text: 'anneliese' }]);
  // A noun of which the model knows nothing.
  expect(find(search, 'dachshund', 'date')).toEqual(['dark', 'phone']);
  expect(find(search, 'dachshund anneliese')).toEqual(['dark']);
  expect(find(search, 'dachshund -anneliese')).toEqual(['phone']);
  expect(find(search, '"anneliese with"')).toEqual(['husky']);
  expect(find(search, 'label:dachshund')).toEqual([]);
  expect(find(search, 'cat')).toEqual(['siamese', 'persian', 'both']);
  expect(find(search, 'description:cat')).toEqual(['husky']);
  expect(find(search, 'caption:"THE CAT" OR siamese', 'date')).toEqual(['siamese', 'husky', 'both']);
  expect(understand(search, 'description:nothing')).toMatchObject({ total: 0, slips: [] });
  await describe({ husky: 'Bruno' });
  expect([find(search, 'bruno'), find(search, 'anneliese')]).toEqual([['husky'], ['dark']]);
});
