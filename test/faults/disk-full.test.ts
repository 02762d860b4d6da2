import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isVerdictLine, parseJournal } from '../../main/core/labels/journal.ts';
import type { Library } from '../../main/core/library.ts';
import { makeSampleFolder, openTestLibrary, waitFor } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { canMount, makeSmallDisk, mountSmallDisk } from './mounts.ts';
import { addUp } from './said.ts';

const samples = ['chelsea.png', 'coffee.png', 'china.jpg', 'flower.jpg', 'rocket.jpg', 'astronaut.png'];
const testWithDisk = test.skipIf(!canMount);

/** Takes what room a disk has but so much; returns what gives it back. */
function fillDisk(disk: string, leftKilobytes: number): () => void {
  const ballast = join(disk, 'ballast');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - leftKilobytes * 1024)));
  return () => rmSync(ballast);
}

const noticeOf = async (library: Library) => (await library.api.getStatus({})).notice ?? '';
const countsOf = async (library: Library) => {
  const { indexed, failed, pending } = await library.api.getStatus({});
  return { indexed, failed, pending };
};

testWithDisk(
  'on a full disk indexing says so, blames no photo, and goes on when there is room (needs root)',
  async () => {
    const dataFolder = makeSmallDisk(40_000);
    const library = await openTestLibrary({ dataFolder, background: true });
    const makeRoom = fillDisk(dataFolder, 60);
    await library.api.addFolder({ path: makeSampleFolder(...samples) });
    await waitFor(async () => /no space left/u.test(await noticeOf(library)), 30_000);
    const { indexed, failed } = await countsOf(library);
    expect(failed).toBe(0);
    expect(indexed).toBeLessThan(samples.length);
    makeRoom();
    await waitFor(async () => (await countsOf(library)).indexed === samples.length, 60_000);
    expect(await countsOf(library)).toEqual({ indexed: samples.length, failed: 0, pending: 0 });
    await waitFor(async () => (await noticeOf(library)) === '', 30_000);
  },
);

testWithDisk('a full disk for thumbnails stops the work in the same way (needs root)', async () => {
  const dataFolder = makeTemporaryFolder();
  const thumbnails = join(dataFolder, 'thumbnails');
  mountSmallDisk(thumbnails, 4_000);
  const makeRoom = fillDisk(thumbnails, 0);
  const library = await openTestLibrary({ dataFolder, background: true });
  await library.api.addFolder({ path: makeSampleFolder(...samples) });
  await waitFor(async () => /no space left.*thumbnail/u.test(await noticeOf(library)), 30_000);
  expect(await countsOf(library)).toEqual({ indexed: 0, failed: 0, pending: samples.length });
  makeRoom();
  await waitFor(async () => (await countsOf(library)).indexed === samples.length, 60_000);
  expect(await countsOf(library)).toEqual({ indexed: samples.length, failed: 0, pending: 0 });
});

testWithDisk(
  'on a full disk a correction fails in words, and what was confirmed before is kept (needs root)',
  async () => {
    const dataFolder = makeSmallDisk(40_000);
    const folder = makeSampleFolder('chelsea.png', 'coffee.png');
    const library = await openTestLibrary({ dataFolder });
    await library.index([folder]);
    const { photos } = await library.api.search({ text: '', limit: 10, offset: 0, order: 'date' });
    const photoIds = photos.map(({ id }) => id);
    const makeRoom = fillDisk(dataFolder, 200);
    const confirmed: string[] = [];
    let refused: unknown;
    for (let i = 0; i < 20_000 && !refused; i++) {
      try {
        await library.api.decide({ photoIds, label: `Word ${i}`, verdict: 'accepted' });
        confirmed.push(`Word ${i}`);
      } catch (error) {
        refused = error;
      }
    }
    expect(refused).toMatchObject({ code: 'disk-full', message: expect.stringMatching(/no space left/u) });
    const namesSaid = async (of: Library) => {
      const { lines } = parseJournal((await of.api.exportDecisions({})).text);
      return [...new Set(lines.filter(isVerdictLine).map(({ name }) => name))].sort();
    };
    const inJournal = () => addUp(parseJournal(readFileSync(join(dataFolder, 'decisions.jsonl'), 'utf8')).lines);
    expect(confirmed.length).toBeGreaterThan(0);
    expect(await namesSaid(library)).toEqual([...confirmed].sort());
    expect(inJournal().size).toBe(confirmed.length * photoIds.length);

    makeRoom();
    const label = `Word ${confirmed.length}`;
    await library.api.decide({ photoIds, label, verdict: 'accepted' });
    expect((await library.api.search({ text: `"${label}"`, limit: 10, offset: 0, order: 'date' })).total).toBe(2);
    await library.close();
    const again = await openTestLibrary({ dataFolder });
    expect(await namesSaid(again)).toEqual([...confirmed, label].sort());
  },
);

testWithDisk(
  'a library on a full disk is opened when there is room, and closes in order on a full one (needs root)',
  async () => {
    const dataFolder = makeSmallDisk(40_000);
    const makeRoom = fillDisk(dataFolder, 0);
    await expect(openTestLibrary({ dataFolder })).rejects.toMatchObject({ code: 'disk-full' });
    makeRoom();
    const library = await openTestLibrary({ dataFolder });
    await library.index([makeSampleFolder('coffee.png')]);
    const makeRoomAgain = fillDisk(dataFolder, 0);
    await library.close();
    const reader = await openTestLibrary({ dataFolder });
    expect((await reader.api.getStatus({})).indexed).toBe(1);
    await reader.close();
    makeRoomAgain();
  },
);
