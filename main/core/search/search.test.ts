import { expect, test } from 'vitest';
import { addModel, addPhoto, openTestDatabase } from '../../../test/support/database.ts';
import { ids, numberOf, vocabulary } from '../../../test/support/vocabulary.ts';
import { run } from '../db/connection.ts';
import { createScoring } from './scoring.ts';
import { createSearch, type Search } from './search.ts';

const classes = [ids.siamese, ids.persian, ids.husky, ids.espresso];

/** A library of four photos: a Siamese, a Persian (newer, less sure), a husky, a Siamese beside an espresso. */
async function makeSearch() {
  const db = openTestDatabase();
  const model = addModel(db, classes);
  const at = (day: number) => ({ takenAtMs: Date.UTC(2026, 5, day) });
  addPhoto(db, 'siamese.jpg', model, [{ index: 0, probability: 0.9 }], at(1));
  addPhoto(db, 'persian.jpg', model, [{ index: 1, probability: 0.6 }], at(2));
  addPhoto(db, 'husky.jpg', model, [{ index: 2, probability: 0.8 }], at(3));
  addPhoto(
    db,
    'both.jpg',
    model,
    [
      { index: 0, probability: 0.5 },
      { index: 3, probability: 0.4 },
    ],
    at(4),
  );
  const search = createSearch({
    db,
    space: vocabulary,
    entriesOf: (photo) =>
      photo.classes.map(({ index, probability }) => ({
        concept: numberOf(classes[index] ?? ''),
        weight: probability,
        adds: true,
      })),
    isPossible: (concept) =>
      classes.some((id) => vocabulary.rangesOf(concept).some((r) => numberOf(id) >= r.first && numberOf(id) < r.end)),
    activeModelId: () => model,
    scoring: () => createScoring((sum) => sum, 0.15),
  });
  await search.refresh();
  return { db, search };
}

const names = ['', 'siamese', 'persian', 'husky', 'both'];
function find(search: Search, text: string, order: 'relevance' | 'date' = 'relevance'): string[] {
  return Array.from(search.find(text, order).matches.ids, (id) => names[id] ?? '?');
}

test('a word finds everything below it, a narrower one only its own', async () => {
  const { search } = await makeSearch();
  expect(find(search, 'cat')).toEqual(['siamese', 'persian', 'both']);
  expect(find(search, 'animals')).toEqual(['siamese', 'husky', 'persian', 'both']);
  expect(find(search, 'Siamese cat')).toEqual(['siamese', 'both']);
  expect(find(search, 'SIAMESE')).toEqual(['siamese', 'both']);
});

test('all words must be met; a negated one must not', async () => {
  const { search } = await makeSearch();
  expect(find(search, 'cat espresso')).toEqual(['both']);
  expect(find(search, 'cat -espresso')).toEqual(['siamese', 'persian']);
  expect(find(search, '-cat')).toEqual(['husky']);
  expect(find(search, 'a cat on the espresso')).toEqual(['both']);
});

test('an unknown word finds nothing and says that nobody knows it', async () => {
  const { search } = await makeSearch();
  const result = search.find('qwertyuiop cat', 'relevance');
  expect(result.matches.count).toBe(0);
  expect(result.terms.map((term) => term.meanings.length > 0)).toEqual([false, true]);
});

test('a word that is known but that nothing shows finds nothing and says what it means', async () => {
  const { search } = await makeSearch();
  const result = search.find('beach', 'relevance');
  expect(result.matches.count).toBe(0);
  expect(result.terms[0]?.meanings.map((meaning) => meaning.concept)).toContain(ids.beach);
});

test('order by date is newest first; an empty query is all photos by date', async () => {
  const { search } = await makeSearch();
  expect(find(search, 'cat', 'date')).toEqual(['both', 'persian', 'siamese']);
  expect(find(search, '   ')).toEqual(['both', 'husky', 'persian', 'siamese']);
});

test('suggestions are labels of the library with the number of photos that a search finds', async () => {
  const { search } = await makeSearch();
  const suggestions = search.suggest('sia', 5).map(({ name, photos }) => `${name} ${photos}`);
  expect(suggestions).toContain('Siamese cat 2');
  for (const { name, photos } of search.suggest('', 50))
    expect(find(search, `"${name}"`).length, name).toBeGreaterThanOrEqual(photos);
});

test('what changes in the database is found at the next refresh; what is gone no longer', async () => {
  const { db, search } = await makeSearch();
  run(db, 'UPDATE revision SET value = value + 1');
  run(db, "UPDATE file SET missing_since_ms = 1 WHERE name = 'siamese.jpg'");
  run(db, 'UPDATE photo SET revision = (SELECT value FROM revision) WHERE id = 1');
  await search.refresh();
  expect(find(search, 'cat')).toEqual(['persian', 'both']);
});
