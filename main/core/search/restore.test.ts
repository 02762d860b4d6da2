import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addModel, addPhoto, hashOf, openTestDatabase } from '../../../test/support/database.ts';
import { makeTestSearch, openTestSearch } from '../../../test/support/search.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { ids } from '../../../test/support/vocabulary.ts';
import { transaction } from '../db/connection.ts';
import { HIDDEN, insertChange } from '../db/decisions.ts';
import type { Search } from './search.ts';
import { createSnapshotStore, type SnapshotStore } from './snapshot.ts';

const PHOTOS = 2_500;
const classes = [ids.siamese, ids.persian, ids.husky];

const list = (search: Search) => [...search.getList({ text: '', order: 'date' }).ids];
const lookAtAll = (search: Search) =>
  ['', 'cat', 'dog', 'cat -siamese', 'is:hidden', 'file:late'].map((text) => ({
    found: [...search.getList({ text, order: 'date' }).ids],
    facets: search.getFacets({ text }, 20),
  }));

/** A library whose index was kept; since then one photo came and one was hidden. */
async function makeKept() {
  const db = openTestDatabase();
  const model = addModel(db, classes);
  const add = (name: string, index: number, takenAtMs: number) =>
    addPhoto(db, name, model, [{ index, probability: 0.9 }], { takenAtMs });
  transaction(db, () => {
    for (let i = 0; i < PHOTOS; i++) add(`${i}.jpg`, i % 3, Date.UTC(2020, 0, 1 + (i % 900)));
  });
  const path = join(makeTemporaryFolder(), 'index.bin');
  const store = createSnapshotStore(path);
  const first = await openTestSearch(db, model, { snapshots: store });
  await first.save();
  await first.close();
  add('late.jpg', 0, Date.UTC(2026, 0, 1));
  insertChange(db, [{ photoHash: hashOf('7.jpg'), concept: HIDDEN, after: 1 }], 0);
  return { db, model, path, store };
}

/** The store, but what is behind the dates is there only when `go` is called. */
function holdBack(store: SnapshotStore): { store: SnapshotStore; go(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    store: {
      ...store,
      async load(stamp, signal) {
        const loaded = await store.load(stamp, signal);
        await loaded?.segments.catch(() => undefined);
        return loaded && { ...loaded, segments: promise.then(() => loaded.segments) };
      },
    },
    go: () => resolve(),
  };
}

test('what can be searched by is read when something needs it, and not before', async () => {
  const { db, model, store } = await makeKept();
  const anew = await openTestSearch(db, model);
  let wasRead = false;
  const search = makeTestSearch(db, model, {
    snapshots: {
      ...store,
      async load(...asked) {
        const loaded = await store.load(...asked);
        void loaded?.segments.then(() => {
          wasRead = true;
        });
        return loaded;
      },
    },
  });
  await search.refreshDates();
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(list(search)).toEqual(list(anew));
  expect(wasRead).toBe(false);
  await search.refresh();
  expect(wasRead).toBe(true);
  expect(lookAtAll(search)).toEqual(lookAtAll(anew));
  await search.close();

  const closedEarly = makeTestSearch(db, model, { snapshots: store });
  await closedEarly.refreshDates();
  await closedEarly.close();
});

test('all photos are listed by date before anything can be searched for, with what changed since', async () => {
  const { db, model, store } = await makeKept();
  const anew = await openTestSearch(db, model);
  const held = holdBack(store);
  const search = makeTestSearch(db, model, { snapshots: held.store });
  await search.refreshDates();
  expect(list(search)).toEqual(list(anew));
  expect(list(search)).toHaveLength(PHOTOS);
  const page = search.getPage({ text: '', order: 'date' }, 0, 50);
  expect(page).toEqual(anew.getPage({ text: '', order: 'date' }, 0, 50));
  let isWhole = false;
  const whole = search.refresh().then(() => {
    isWhole = true;
  });
  await search.refreshDates();
  expect(isWhole).toBe(false);
  held.go();
  await whole;
  expect(lookAtAll(search)).toEqual(lookAtAll(anew));
});

test('a change that is committed after the dates were told is waited for', async () => {
  const { db, model, store } = await makeKept();
  const held = holdBack(store);
  const search = makeTestSearch(db, model, { snapshots: held.store });
  await search.refreshDates();
  insertChange(db, [{ photoHash: hashOf('8.jpg'), concept: HIDDEN, after: 1 }], 0);
  const dates = search.refreshDates();
  held.go();
  await dates;
  expect(list(search)).toHaveLength(PHOTOS - 1);
  expect(lookAtAll(search)).toEqual(lookAtAll(await openTestSearch(db, model)));
});

test('where what is behind the dates is damaged, all is read from the database', async () => {
  const { db, model, path, store } = await makeKept();
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
  writeFileSync(path, bytes);
  const anew = await openTestSearch(db, model);
  const read: number[] = [];
  const search = makeTestSearch(db, model, { snapshots: store, onContent: (id) => read.push(id) });
  let isWhole = false;
  const whole = search.refresh().then(() => {
    isWhole = true;
  });
  for (let looks = 0; !isWhole; looks++) {
    await search.refreshDates();
    expect(list(search), `look ${looks}`).toEqual(list(anew));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await whole;
  expect(read.length).toBeGreaterThan(PHOTOS);
  expect(lookAtAll(search)).toEqual(lookAtAll(anew));
  await search.save();
  expect((await store.load(''))?.dates.shown?.ids).toHaveLength(PHOTOS);
});

test('reset while the index is read from its file, nothing of that is used', async () => {
  const { db, model, store } = await makeKept();
  const held = holdBack(store);
  const read: number[] = [];
  const search = makeTestSearch(db, model, { snapshots: held.store, onContent: (id) => read.push(id) });
  await search.refreshDates();
  search.reset();
  held.go();
  await search.refresh();
  expect(new Set(read).size).toBe(PHOTOS + 1);
  expect(lookAtAll(search)).toEqual(lookAtAll(await openTestSearch(db, model)));
});

test('closed while the index is read from its file, it ends at once and keeps the file', async () => {
  const { db, model, store } = await makeKept();
  const held = holdBack(store);
  const search = makeTestSearch(db, model, { snapshots: held.store });
  await search.refreshDates();
  const closed = search.close();
  held.go();
  await closed;
  await search.save();
  expect((await store.load(''))?.dates.shown?.ids).toHaveLength(PHOTOS);
});
