import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { finish } from '../common/turns.ts';
import { KeyTable } from './key-table.ts';
import { layRows } from './lay-rows.ts';
import { FULL_MATCH } from './match-code.ts';
import { SegmentRows } from './segment-rows.ts';
import { createSnapshotStore, type Snapshot, type SnapshotStore } from './snapshot.ts';

function makeSnapshot(): Snapshot {
  const keys = new KeyTable();
  const cat = keys.ofConcept(12_345);
  const folder = keys.ofAttribute('folder', '/Fotos/Straße "1"\n');
  const rows = new SegmentRows();
  for (let id = 1; id <= 50; id++) {
    rows.add({
      id,
      takenAtMs: id * 1_000,
      aspect: 1000 + id,
      latitude: id % 2 === 0 ? id : Number.NaN,
      longitude: -id,
      bestPercent: id,
      fileNames: [`été ${id}.jpg`],
      entries: [
        { key: cat, code: id * 4, isFound: id % 3 !== 0 },
        { key: folder, code: FULL_MATCH, isFound: true },
      ],
    });
  }
  return {
    keys,
    segments: {
      shown: finish(layRows(rows.toColumns(), () => true)),
      hidden: finish(layRows(new SegmentRows().toColumns(), () => true)),
    },
    seen: { revision: 7, id: 50 },
  };
}

test('an index is the same after it was saved and loaded', async () => {
  const store = createSnapshotStore(join(makeTemporaryFolder(), 'index.bin'));
  const snapshot = makeSnapshot();
  await store.save('today', snapshot);
  const loaded = await store.load('today');
  expect(await loaded?.segments).toEqual(snapshot.segments);
  const { shown } = snapshot.segments;
  expect(loaded?.dates.shown).toEqual({ ids: shown?.ids, takenAtMs: shown?.takenAtMs, aspects: shown?.aspects });
  expect(loaded?.seen).toEqual(snapshot.seen);
  expect(loaded?.keys.findConcept(12_345)).toBe(snapshot.keys.findConcept(12_345));
  expect([...(loaded?.keys.attributes('folder') ?? [])]).toEqual([...snapshot.keys.attributes('folder')]);
});

/** What of a snapshot holds: nothing, its dates only, or all. */
async function look(store: SnapshotStore, stamp = 'today'): Promise<'nothing' | 'dates' | 'all'> {
  const loaded = await store.load(stamp);
  return loaded ? loaded.segments.then(() => 'all' as const).catch(() => 'dates' as const) : 'nothing';
}

test('what was made under other conditions, or cut short, counts as not there', async () => {
  const path = join(makeTemporaryFolder(), 'index.bin');
  const store = createSnapshotStore(path);
  expect(await look(store)).toBe('nothing');
  await store.save('today', makeSnapshot());
  expect(await look(store)).toBe('all');
  expect(await look(store, 'tomorrow')).toBe('nothing');
  const whole = readFileSync(path);
  for (const length of [0, 1, 15, 16, 100, whole.length - 1_000, whole.length - 1]) {
    writeFileSync(path, whole.subarray(0, length));
    expect(await look(store), `${length} bytes`).toBe('nothing');
  }
  writeFileSync(path, Buffer.concat([whole, Buffer.alloc(8)]));
  expect(await look(store)).toBe('nothing');
  writeFileSync(path, Buffer.concat([Buffer.from('{"format":1}'), whole]));
  expect(await look(store)).toBe('nothing');
  store.clear();
  store.clear();
  expect(await look(store)).toBe('nothing');
});

test('whichever byte of a snapshot is damaged, what it belongs to does not count', async () => {
  const path = join(makeTemporaryFolder(), 'index.bin');
  const store = createSnapshotStore(path);
  await store.save('today', makeSnapshot());
  const whole = readFileSync(path);
  const headerEnd = 16 + whole.readUInt32LE(8);
  const seen = { nothing: 0, dates: 0, all: 0 };
  for (let at = 0; at < whole.length; at += at < headerEnd ? 7 : 3) {
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    writeFileSync(path, changed);
    const found = await look(store);
    seen[found]++;
    if (found === 'all') expect(at, `byte ${at} is no padding`).toBeGreaterThanOrEqual(headerEnd);
    if (at < headerEnd) expect(found, `byte ${at}`).toBe('nothing');
  }
  // Only the padding behind the header is of no account.
  expect(seen.all).toBeLessThan(4);
  expect(seen.nothing).toBeGreaterThan(200);
  expect(seen.dates).toBeGreaterThan(200);
});

test('reading can be given up', async () => {
  const store = createSnapshotStore(join(makeTemporaryFolder(), 'index.bin'));
  await store.save('today', makeSnapshot());
  const abort = new AbortController();
  const loaded = await store.load('today', abort.signal);
  abort.abort();
  await expect(loaded?.segments).rejects.toThrow('aborted');
  expect(await store.load('today', abort.signal)).toBeUndefined();
});
