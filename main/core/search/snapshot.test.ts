import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTemporaryFolder } from '../../../test/support/temporary.ts';
import { KeyTable } from './key-table.ts';
import { layRows } from './lay-rows.ts';
import { FULL_MATCH } from './match-code.ts';
import { SegmentRows } from './segment-rows.ts';
import { createSnapshotStore, type Snapshot } from './snapshot.ts';
import { finish } from './turns.ts';

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
  const loaded = store.load('today');
  expect(loaded?.segments).toEqual(snapshot.segments);
  expect(loaded?.seen).toEqual(snapshot.seen);
  expect(loaded?.keys.findConcept(12_345)).toBe(snapshot.keys.findConcept(12_345));
  expect([...(loaded?.keys.attributes('folder') ?? [])]).toEqual([...snapshot.keys.attributes('folder')]);
});

test('what was made under other conditions, cut short or damaged counts as not there', async () => {
  const path = join(makeTemporaryFolder(), 'index.bin');
  const store = createSnapshotStore(path);
  expect(store.load('today')).toBeUndefined();
  await store.save('today', makeSnapshot());
  expect(store.load('tomorrow')).toBeUndefined();
  const whole = readFileSync(path);
  for (const length of [0, 1, 100, statSync(path).size - 1_000]) {
    writeFileSync(path, whole.subarray(0, length));
    expect(store.load('today'), `${length} bytes`).toBeUndefined();
  }
  const changed = Buffer.from(whole);
  changed.writeUInt8(changed.readUInt8(whole.length - 20) ^ 1, whole.length - 20);
  writeFileSync(path, changed);
  expect(store.load('today')).toBeUndefined();
  writeFileSync(path, Buffer.concat([Buffer.from('{"format":1}'), whole]));
  expect(store.load('today')).toBeUndefined();
  store.clear();
  store.clear();
  expect(store.load('today')).toBeUndefined();
});
