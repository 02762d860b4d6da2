// kill -9 at random moments. BOWERBIRD_KILLS (default 12) says at how many, BOWERBIRD_SEED with which seed they are drawn.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { closeDatabase, openDatabase } from '../../main/core/db/connection.ts';
import { parseJournal } from '../../main/core/labels/journal.ts';
import { addModel, addPhoto, hashOf } from '../support/database.ts';
import { openTestLibrary } from '../support/library.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import type { CorrectMessage } from './correct-host.ts';
import { startHost } from './host.ts';
import { faultsOf, inspect, kills, makeHostOptions, seed, timeout } from './kills.ts';
import { createRandom } from './random.ts';
import { addUp, createSaid } from './said.ts';

test(`correcting, killed at ${kills} moments (seed ${seed}), loses nothing that was confirmed`, {
  timeout,
}, async () => {
  const random = createRandom(seed);
  const dataFolder = makeTemporaryFolder();
  const database = join(dataFolder, 'library.sqlite');
  const photos = 120;
  const db = openDatabase(database);
  const model = addModel(db, ['n02123597']);
  const hashes = new Map<number, string>();
  for (let i = 0; i < photos; i++) {
    const id = addPhoto(db, `${i}.jpg`, model, []);
    hashes.set(id, Buffer.from(hashOf(`${i}.jpg`)).toString('hex'));
  }
  closeDatabase(db);

  const options = makeHostOptions();
  let said = createSaid(hashes, new Map());
  let confirmed = 0;
  for (let kill = 0; kill < kills; kill++) {
    const spot = `seed ${seed}, kill ${kill}`;
    const hostSeed = 1_000 * seed + kill;
    const host = startHost<CorrectMessage>('correct', [dataFolder, String(hostSeed), String(photos)], options);
    // One in four may die before anything is confirmed.
    await host.until(({ kind }) => kind === (kill % 4 === 3 ? 'open' : 'confirmed'));
    await wait(random.next() * 500);
    await host.kill();
    let underWay = said.copy();
    for (const message of host.told) {
      if (message.kind === 'says') {
        underWay = said.copy();
        underWay.apply(message.number, message.word);
      } else if (message.kind === 'confirmed') {
        said = underWay;
        confirmed++;
      }
    }

    // As the kill left it: the last word, which was not confirmed, is there as a whole or not at all.
    const left = inspect(database, (connection) => ({
      faults: faultsOf(connection),
      said: new Map(
        connection
          .prepare<[], { key: string; verdict: 1 | -1 | string }>(
            `SELECT lower(hex(photo_hash)) || char(9) || CASE concept WHEN 'mark:favourite' THEN 'Favourite'
               WHEN 'mark:hidden' THEN 'Hidden' ELSE coalesce(name, concept) END AS key, verdict
             FROM decision LEFT JOIN own_concept ON concept = 'own:' || own_concept.id
             UNION ALL SELECT lower(hex(photo_hash)) || char(9) || 'Description', text FROM description`,
          )
          .all()
          .map(({ key, verdict }) => [nameNoun(key), verdict]),
      ),
    }));
    expect(left.faults, spot).toEqual([]);
    expect([sort(said.verdicts), sort(underWay.verdicts)], spot).toContainEqual(sort(left.said));

    // Opened again it is what the journal says: what was confirmed, and of the last word what got as far as the journal.
    const library = await openTestLibrary({ dataFolder });
    const now = addUp(parseJournal((await library.api.exportDecisions({})).text).lines);
    await library.close();
    const journal = addUp(parseJournal(readFileSync(join(dataFolder, 'decisions.jsonl'), 'utf8')).lines);
    expect(sort(now), spot).toEqual(sort(journal));
    for (const [key, verdict] of [...now, ...said.verdicts, ...underWay.verdicts]) {
      expect([said.verdicts.get(key), underWay.verdicts.get(key)], `${spot}: ${key} ${verdict}`).toContain(
        now.get(key),
      );
    }
    said = createSaid(hashes, now);
  }
  expect(confirmed, `seed ${seed}: words that were confirmed`).toBeGreaterThanOrEqual(Math.floor(kills * 0.75));
});

/** Nouns have numbers in the database. */
function nameNoun(key: string): string {
  return key.replace('n02121620', 'cat').replace('n07920052', 'espresso').replace('n09472597', 'volcano');
}

function sort<T>(verdicts: ReadonlyMap<string, T>): [string, T][] {
  return [...verdicts].sort(([a], [b]) => (a < b ? -1 : 1));
}
