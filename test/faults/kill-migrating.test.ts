// kill -9 at random moments. BOWERBIRD_KILLS (default 12) says at how many, BOWERBIRD_SEED with which seed they are drawn.
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { closeDatabase, openDatabase } from '../../main/core/db/connection.ts';
import { migrate, schemaVersion } from '../../main/core/db/migrations/migrate.ts';
import { makeTemporaryFolder } from '../support/temporary.ts';
import { startHost } from './host.ts';
import { faultsOf, inspect, kills, makeHostOptions, seed, timeout } from './kills.ts';
import type { MigrateMessage } from './migrate-host.ts';
import { createRandom } from './random.ts';

/** Tries for each kill. */
const MAX_TRIES = 8;

test(`bringing old tables up to date, killed at ${kills} moments (seed ${seed}), takes whole steps`, {
  timeout,
}, async () => {
  const random = createRandom(seed);
  const folder = makeTemporaryFolder();
  /** A database of each version, with rows in all tables of the first, and what its tables look like when it is new. */
  const versions = Array.from({ length: schemaVersion }, (_, i) => {
    const path = join(folder, `version-${i + 1}.sqlite`);
    return inspect(path, (connection) => {
      connection.pragma('journal_mode = WAL');
      migrate(connection, 1);
      fill(connection);
      migrate(connection, i + 1);
      return { path, tables: tablesOf(connection) };
    });
  });
  const rows = inspect(versions[0]?.path ?? '', digest);
  const options = makeHostOptions();
  const database = join(folder, 'library.sqlite');
  let takesMs = 0;
  let hits = 0;
  // A kill that comes too late is none; on a machine that is busy now and not then, that is most of them.
  for (let kill = -3; hits < kills && kill < kills * MAX_TRIES; kill++) {
    const from = kill < 0 ? 1 : 1 + random.below(schemaVersion - 1);
    const spot = `seed ${seed}, kill ${kill}, from version ${from}`;
    for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true });
    copyFileSync(versions[from - 1]?.path ?? '', database);
    const host = startHost<MigrateMessage>('migrate', [database], options);
    await host.until(({ kind }) => kind === 'begins');
    if (kill < 0) {
      // How long it takes here is measured first.
      const told = await host.until(({ kind }) => kind === 'done');
      if (told.kind === 'done') takesMs = told.ms;
      await host.ended;
      continue;
    }
    await wait(random.next() * takesMs);
    await host.kill();
    if (host.told.some(({ kind }) => kind === 'done')) takesMs *= 0.9;
    else hits++;
    const left = inspect(database, (connection) => ({
      faults: faultsOf(connection),
      version: connection.pragma('user_version', { simple: true }) as number,
      tables: tablesOf(connection),
      rows: digest(connection),
    }));
    expect(left.version, spot).toBeGreaterThanOrEqual(from);
    expect(left, spot).toEqual({ faults: [], version: left.version, tables: versions[left.version - 1]?.tables, rows });
    closeDatabase(openDatabase(database));
    const whole = inspect(database, (connection) => ({ tables: tablesOf(connection), rows: digest(connection) }));
    expect(whole, spot).toEqual({ tables: versions.at(-1)?.tables, rows });
  }
  expect(hits, `seed ${seed}: kills in the midst of work`).toBe(kills);
});

/** Rows as the first version of the program wrote them: enough for an index over them to take its time. */
function fill(connection: Database.Database): void {
  connection.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000)
    INSERT INTO photo (id, hash, width_px, height_px, format, taken_at_ms, taken_at_source, revision)
      SELECT i, randomblob(32), 4000, 3000, 'jpeg', i * 1000, 'exif', i FROM n;
    INSERT INTO folder (id, path, added_at_ms) VALUES (1, '/photos', 0);
    INSERT INTO file (folder_id, directory, name, size_bytes, mtime_ms, photo_id)
      SELECT 1, 'd' || id % 100, id || '.jpg', 1000 + id, id, id FROM photo;
    INSERT INTO model (id, pack_id, version, classes, calibration) VALUES (1, 'pack', '1', '[]', '{}');
    INSERT INTO own_concept (id, name, key) VALUES (1, 'Mitzi', 'mitzi');
    INSERT INTO decision (photo_hash, concept, verdict, decided_at_ms) SELECT hash, 'own:1', 1, id FROM photo WHERE id % 10 = 0;
    INSERT INTO change (id, made_at_ms) VALUES (1, 1);
    INSERT INTO change_item SELECT 1, photo_hash, concept, 0, 1 FROM decision;
  `);
}

function tablesOf(connection: Database.Database): unknown[] {
  return connection.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY type, name').all();
}

/** What the first version wrote, in short. */
function digest(connection: Database.Database): unknown {
  return connection
    .prepare(
      `SELECT (SELECT count(*) || ' ' || sum(id * revision) FROM photo) AS photos,
        (SELECT count(*) || ' ' || sum(photo_id * size_bytes) FROM file) AS files,
        (SELECT count(*) || ' ' || sum(decided_at_ms) FROM decision JOIN photo ON hash = photo_hash) AS decisions,
        (SELECT count(*) FROM change_item) AS changes, (SELECT name FROM own_concept) AS own`,
    )
    .get();
}
