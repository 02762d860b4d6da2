import type { Database } from 'better-sqlite3';

/**
 * Labels that the user teaches. Examples are decisions, so nothing of this is lost for good with the database; what was
 * learnt is kept in versions. A score belongs to the version in use: so labels and search need no embeddings.
 */
export function teachLabels(connection: Database): void {
  connection.exec(`
    ALTER TABLE own_concept ADD COLUMN parent TEXT;

    CREATE TABLE taught (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      concept TEXT NOT NULL UNIQUE,
      created_at_ms INTEGER NOT NULL,
      version_id INTEGER,
      -- The examples, as one text, for which that version is right: others mean that it is behind.
      settled_for TEXT NOT NULL DEFAULT ''
    ) STRICT;

    CREATE TABLE taught_version (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      taught_id INTEGER NOT NULL REFERENCES taught ON DELETE CASCADE,
      model_id INTEGER NOT NULL REFERENCES model,
      made_at_ms INTEGER NOT NULL,
      classifier TEXT NOT NULL,
      -- float32, little-endian, row by row
      vectors BLOB NOT NULL
    ) STRICT;
    CREATE INDEX taught_version_by_taught ON taught_version (taught_id);

    CREATE TABLE taught_score (
      photo_id INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
      taught_id INTEGER NOT NULL REFERENCES taught ON DELETE CASCADE,
      probability REAL NOT NULL,
      PRIMARY KEY (photo_id, taught_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX taught_score_by_taught ON taught_score (taught_id, probability);

    -- One classifier over the sub-folders of a folder. Its classes are taught labels as well, whose examples exclude each other.
    CREATE TABLE taught_group (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      model_id INTEGER NOT NULL REFERENCES model,
      made_at_ms INTEGER NOT NULL,
      concepts TEXT NOT NULL,
      classifier TEXT NOT NULL,
      vectors BLOB NOT NULL
    ) STRICT;
  `);
}
