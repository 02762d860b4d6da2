import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { openTestSearch } from '../../../test/support/search.ts';
import { ids } from '../../../test/support/vocabulary.ts';
import { run } from '../db/connection.ts';
import { FAVOURITE, HIDDEN, insertChange } from '../db/decisions.ts';
import { insertRevision } from '../db/revisions.ts';
import type { Search } from './search.ts';

const PHOTOS = 8;
const nameOf = (id: number) => `${id}.jpg`;

/** Photos of cats, dogs and coffee, some of them sure and some hardly found. */
async function makeLibrary() {
  const db = openTestDatabase();
  const model = addModel(db, [ids.siamese, ids.persian, ids.husky, ids.espresso]);
  for (let id = 1; id <= PHOTOS; id++) {
    const classes = [{ index: id % 4, probability: id % 3 === 0 ? 0.9 : 0.2 }];
    const camera = id % 2 === 0 ? 'Canon EOS R6' : 'FUJIFILM X-T5';
    addPhoto(db, nameOf(id), model, classes, { takenAtMs: Date.UTC(2020 + (id % 3), id), camera });
  }
  const search = await openTestSearch(db, model);
  const mark = (photos: readonly number[], concept: string, after: 0 | 1) =>
    insertChange(
      db,
      photos.map((id) => ({ photoHash: hashOf(nameOf(id)), concept, after })),
      0,
    );
  return { db, search, mark };
}

/** All that a user sees of a query, and of the library around it. */
function look(search: Search, text: string) {
  const answers = [false, true].map((weaker) => {
    const { ids: found, understanding } = search.getList({ text, order: 'relevance', weaker });
    return { found: [...found], total: understanding.total, weaker: understanding.weaker };
  });
  return { answers, facets: search.getFacets({ text }, 20), near: search.getNearest(text, 5) };
}

function lookAround(search: Search) {
  return {
    suggested: ['c', 'do', 'e', 'can', '20'].map((typed) => search.suggest(typed, 9)),
    tree: search.getLabelTree(null, 20),
  };
}

const hiddenIds = fc.uniqueArray(fc.integer({ min: 1, max: PHOTOS }));
const plainPiece = fc.constantFrom('cat', '-cat', 'dog', 'espresso', 'camera:canon', '2021', '(cat OR dog)');
const leavingOut = fc.constantFrom('-is:hidden', 'NOT is:hidden', '-(dog is:hidden)', '(cat OR -is:hidden)');
const asking = fc.constantFrom('is:hidden', 'is:Hidden', '(cat OR is:hidden)', '-(-is:hidden dog)');
const queryOf = (pieces: fc.Arbitrary<string>) => fc.array(pieces, { maxLength: 3 });

test('where a query does not ask for them, all is as if hidden photos were not there', async () => {
  await fc.assert(
    fc.asyncProperty(hiddenIds, queryOf(fc.oneof(plainPiece, leavingOut)), async (hidden, pieces) => {
      const [some, rest] = [await makeLibrary(), await makeLibrary()];
      some.mark(hidden, HIDDEN, 1);
      for (const id of hidden) {
        run(rest.db, 'UPDATE file SET missing_since_ms = 1 WHERE photo_id = ?', id);
        run(rest.db, 'UPDATE photo SET revision = ? WHERE id = ?', insertRevision(rest.db), id);
      }
      await Promise.all([some.search.refresh(), rest.search.refresh()]);
      const text = pieces.join(' ');
      expect([look(some.search, text), lookAround(some.search)]).toEqual([
        look(rest.search, text),
        lookAround(rest.search),
      ]);
    }),
    { numRuns: 25 },
  );
});

test('where it says is:hidden, hidden is a mark like any other', async () => {
  await fc.assert(
    fc.asyncProperty(
      hiddenIds,
      queryOf(plainPiece),
      asking,
      queryOf(plainPiece),
      async (hidden, before, ask, after) => {
        const [some, marked] = [await makeLibrary(), await makeLibrary()];
        some.mark(hidden, HIDDEN, 1);
        marked.mark(hidden, FAVOURITE, 1);
        await Promise.all([some.search.refresh(), marked.search.refresh()]);
        const text = [...before, ask, ...after].join(' ');
        expect(look(some.search, text)).toEqual(look(marked.search, text.replace(/is:hidden/giu, 'is:favourite')));
      },
    ),
    { numRuns: 25 },
  );
});

test('what is hidden comes back, and its number is told even where it is left out', async () => {
  const { search, mark } = await makeLibrary();
  const all = look(search, '');
  mark([2, 3], HIDDEN, 1);
  await search.refresh();
  expect(look(search, '').answers[0]?.total).toBe(PHOTOS - 2);
  const { terms } = search.getPage({ text: '-is:hidden', order: 'date' }, 0, 1).understanding;
  expect(terms.map(({ kind, photos }) => [kind, photos])).toEqual([['is', 2]]);
  mark([2, 3], HIDDEN, 0);
  await search.refresh();
  expect(look(search, '')).toEqual(all);
  expect(look(search, 'is:hidden').answers[0]?.total).toBe(0);
});
