// kill -9 at random moments. BOWERBIRD_KILLS (default 12) says at how many, BOWERBIRD_SEED with which seed they are drawn.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { openTestLibrary } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { startHost } from './host.ts';
import type { IndexMessage } from './index-host.ts';
import { faultsOf, inspect, kills, makeHostOptions, seed, timeout } from './kills.ts';
import { createRandom } from './random.ts';

test(`indexing, killed at ${kills} moments (seed ${seed}), keeps what is done and goes on`, { timeout }, async () => {
  const random = createRandom(seed);
  const dataFolder = makeTemporaryFolder();
  const database = join(dataFolder, 'library.sqlite');
  const folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  let files = 0;
  const addPhotos = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const pixels = Buffer.from(Uint8Array.from({ length: 32 * 24 * 3 }, () => random.below(256)));
      const picture = sharp(pixels, { raw: { width: 32, height: 24, channels: 3 } });
      await picture.jpeg().toFile(join(folder, `${files++}.jpg`));
    }
  };
  const options = makeHostOptions();
  let done = 0;
  let hits = 0;
  for (let kill = 0; kill < kills; kill++) {
    const spot = `seed ${seed}, kill ${kill}`;
    while (files - done < 40) await addPhotos(10);
    const host = startHost<IndexMessage>('index', [dataFolder, folder], options);
    // One in five dies while it starts, the others from when the first photos come.
    const dies = random.next();
    if (kill % 5 === 4) await wait(dies * 800);
    else {
      await host.until((message) => message.kind === 'indexed' && message.photos > done);
      await wait(dies * 400);
    }
    await host.kill();
    const told = host.told.reduce((most, message) => (message.kind === 'indexed' ? message.photos : most), done);
    if (!host.told.some((message) => message.kind === 'done')) hits++;
    const left = inspect(database, (connection) => {
      const count = (sql: string) => connection.prepare(sql).pluck().get() as number;
      return {
        faults: faultsOf(connection),
        photos: count('SELECT count(*) FROM photo'),
        files: count('SELECT count(*) FROM file WHERE photo_id IS NOT NULL'),
        predictions: count('SELECT count(*) FROM prediction'),
        embeddings: count('SELECT count(*) FROM embedding'),
        failed: count('SELECT count(*) FROM file WHERE failure_code IS NOT NULL'),
      };
    });
    expect(left.photos, spot).toBeGreaterThanOrEqual(told);
    const { photos } = left;
    expect(left, spot).toEqual({
      faults: [],
      photos,
      files: photos,
      predictions: photos,
      embeddings: photos,
      failed: 0,
    });
    done = photos;
  }
  expect(hits, `seed ${seed}: kills in the midst of work`).toBeGreaterThan(kills / 2);
  const library = await openTestLibrary({ dataFolder });
  expect(await library.index([folder])).toMatchObject({
    indexed: files,
    failed: 0,
    duplicates: 0,
    classified: files - done,
  });
});
