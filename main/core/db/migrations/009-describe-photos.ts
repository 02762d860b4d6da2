import type { Database } from 'better-sqlite3';

/**
 * Descriptions are the user's word like decisions: they hang on the photo's hash, and a change keeps what was before it. So
 * do the dates that a change set.
 */
export function describePhotos(connection: Database): void {
  connection.exec(`
    CREATE TABLE description (
      id INTEGER PRIMARY KEY,
      photo_hash BLOB NOT NULL UNIQUE,
      -- '': the user has emptied it, and no import fills it again.
      text TEXT NOT NULL,
      -- Its words as they are looked for, one space before each.
      words TEXT NOT NULL,
      described_at_ms INTEGER NOT NULL
    ) STRICT;

    -- What each is looked up by: its words, of scripts without spaces each place in them; cut where they are long.
    CREATE TABLE description_word (
      word TEXT NOT NULL,
      description_id INTEGER NOT NULL,
      PRIMARY KEY (word, description_id)
    ) STRICT, WITHOUT ROWID;

    -- NULL: nothing was said.
    CREATE TABLE change_description (
      change_id INTEGER NOT NULL REFERENCES change ON DELETE CASCADE,
      photo_hash BLOB NOT NULL,
      text_before TEXT,
      text_after TEXT,
      PRIMARY KEY (change_id, photo_hash)
    ) STRICT, WITHOUT ROWID;

    -- Before, a photo had its file's time.
    CREATE TABLE change_date (
      change_id INTEGER NOT NULL REFERENCES change ON DELETE CASCADE,
      photo_hash BLOB NOT NULL,
      taken_at_ms_before INTEGER NOT NULL,
      taken_at_ms_after INTEGER NOT NULL,
      PRIMARY KEY (change_id, photo_hash)
    ) STRICT, WITHOUT ROWID;
  `);
}
