import type { Database } from 'better-sqlite3';

/**
 * What corrections have taught of a model's own labels. All of it can be made again from decisions, vectors and
 * predictions; a shift belongs to a photo on which the adapted word, or the model's, is not next to nothing.
 */
export function adaptLabels(connection: Database): void {
  connection.exec(`
    CREATE TABLE adapted (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      concept TEXT NOT NULL UNIQUE,
      model_id INTEGER NOT NULL REFERENCES model,
      made_at_ms INTEGER NOT NULL,
      -- The corrections, as one text, from which it was learnt: others mean that it is behind.
      settled_for TEXT NOT NULL,
      -- Whether it is in use: it was clearly better.
      applied INTEGER NOT NULL CHECK (applied IN (0, 1)),
      -- JSON: what was measured.
      measures TEXT NOT NULL,
      -- JSON: how the model's log-odds are read from its stored results.
      reading TEXT NOT NULL,
      slope REAL NOT NULL,
      "offset" REAL NOT NULL,
      found_probability REAL NOT NULL,
      -- float32, little-endian; empty: the vector does not count
      weights BLOB NOT NULL
    ) STRICT;

    CREATE TABLE adapted_shift (
      photo_id INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
      adapted_id INTEGER NOT NULL REFERENCES adapted ON DELETE CASCADE,
      -- Added to the log-odds of the model's word.
      shift REAL NOT NULL,
      PRIMARY KEY (photo_id, adapted_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX adapted_shift_by_adapted ON adapted_shift (adapted_id);
  `);
}
