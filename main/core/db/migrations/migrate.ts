import type { Database } from 'better-sqlite3';
import { createTables } from './001-create-tables.ts';
import { pauseFolders } from './002-pause-folders.ts';
import { addPlaceholders } from './003-add-placeholders.ts';
import { teachLabels } from './004-teach-labels.ts';
import { reportOnLearning } from './005-report-on-learning.ts';
import { adaptLabels } from './006-adapt-labels.ts';
import { countFilesByIndex } from './007-count-files.ts';
import { augmentExamples } from './008-augment-examples.ts';
import { describePhotos } from './009-describe-photos.ts';

/** In order; the position is the version that a migration leads to. */
const migrations: readonly ((connection: Database) => void)[] = [
  createTables,
  pauseFolders,
  addPlaceholders,
  teachLabels,
  reportOnLearning,
  adaptLabels,
  countFilesByIndex,
  augmentExamples,
  describePhotos,
];

/** Version of the tables that this program writes (`PRAGMA user_version`). */
export const schemaVersion = migrations.length;

/**
 * Brings the tables up to date: each step in a transaction of its own, so that a kill leaves a whole version behind.
 * @param upTo the version that is wanted: an older one for tests of what comes after it
 */
export function migrate(connection: Database, upTo = schemaVersion): void {
  migrations.slice(0, upTo).forEach((migration, position) => {
    connection
      .transaction(() => {
        const version = connection.pragma('user_version', { simple: true }) as number;
        if (version > position) return;
        migration(connection);
        connection.pragma(`user_version = ${position + 1}`);
      })
      .immediate();
  });
}
