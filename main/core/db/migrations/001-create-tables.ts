import type { Database } from 'better-sqlite3';

/**
 * The first tables. What may never be lost (decision, change, own_concept) does not refer to anything that can be made
 * again: it hangs on the photo's hash.
 */
export function createTables(connection: Database): void {
  connection.exec(`
    CREATE TABLE setting (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- One row: counts every change of what a search may find. Readers ask for rows above the number they know.
    CREATE TABLE revision (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      value INTEGER NOT NULL
    ) STRICT;
    INSERT INTO revision VALUES (1, 0);

    CREATE TABLE folder (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL UNIQUE,
      added_at_ms INTEGER NOT NULL,
      problem TEXT,
      last_scan_at_ms INTEGER
    ) STRICT;

    CREATE TABLE photo (
      id INTEGER PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE,
      width_px INTEGER NOT NULL,
      height_px INTEGER NOT NULL,
      format TEXT NOT NULL,
      -- Local wall-clock time as if it were UTC.
      taken_at_ms INTEGER NOT NULL,
      taken_at_source TEXT NOT NULL CHECK (taken_at_source IN ('exif', 'file')),
      camera TEXT,
      lens TEXT,
      exposure_seconds REAL,
      f_number REAL,
      iso REAL,
      focal_length_mm REAL,
      latitude REAL,
      longitude REAL,
      revision INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX photo_by_revision ON photo (revision);
    CREATE INDEX photo_by_taken_at ON photo (taken_at_ms DESC, id);

    CREATE TABLE file (
      id INTEGER PRIMARY KEY,
      folder_id INTEGER NOT NULL REFERENCES folder ON DELETE CASCADE,
      -- Relative to the folder, with '/' on every system; '' is the folder itself.
      directory TEXT NOT NULL,
      name TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      mtime_ms INTEGER NOT NULL,
      photo_id INTEGER REFERENCES photo,
      missing_since_ms INTEGER,
      failure_code TEXT,
      failure_reason TEXT,
      failed_at_ms INTEGER,
      attempts INTEGER NOT NULL DEFAULT 0,
      UNIQUE (folder_id, directory, name)
    ) STRICT;
    CREATE INDEX file_by_photo ON file (photo_id);
    CREATE INDEX file_to_do ON file (mtime_ms DESC)
      WHERE photo_id IS NULL AND failure_code IS NULL AND missing_since_ms IS NULL;
    CREATE INDEX file_failed ON file (failed_at_ms DESC) WHERE failure_code IS NOT NULL;

    -- 'classes' and 'calibration' are copies from the pack, so that old results can be read when it is gone.
    CREATE TABLE model (
      id INTEGER PRIMARY KEY,
      pack_id TEXT NOT NULL,
      version TEXT NOT NULL,
      classes TEXT NOT NULL,
      calibration TEXT NOT NULL,
      UNIQUE (pack_id, version)
    ) STRICT;

    CREATE TABLE prediction (
      photo_id INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
      model_id INTEGER NOT NULL REFERENCES model,
      classes BLOB NOT NULL,
      PRIMARY KEY (photo_id, model_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX prediction_by_model ON prediction (model_id);

    CREATE TABLE embedding (
      photo_id INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
      model_id INTEGER NOT NULL REFERENCES model,
      vector BLOB NOT NULL,
      PRIMARY KEY (photo_id, model_id)
    ) STRICT;

    CREATE TABLE own_concept (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      -- The name as it is compared: lower case, single spaces.
      key TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE decision (
      photo_hash BLOB NOT NULL,
      concept TEXT NOT NULL,
      verdict INTEGER NOT NULL CHECK (verdict IN (-1, 1)),
      decided_at_ms INTEGER NOT NULL,
      PRIMARY KEY (photo_hash, concept)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX decision_by_concept ON decision (concept);

    CREATE TABLE change (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      made_at_ms INTEGER NOT NULL,
      undone_at_ms INTEGER
    ) STRICT;
    CREATE TABLE change_item (
      change_id INTEGER NOT NULL REFERENCES change ON DELETE CASCADE,
      photo_hash BLOB NOT NULL,
      concept TEXT NOT NULL,
      verdict_before INTEGER NOT NULL,
      verdict_after INTEGER NOT NULL,
      PRIMARY KEY (change_id, photo_hash, concept)
    ) STRICT, WITHOUT ROWID;
  `);
}
