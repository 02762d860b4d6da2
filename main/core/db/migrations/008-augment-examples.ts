import type { Database } from 'better-sqlite3';

/** Vectors of changed copies of examples (flipped, turned, ...), computed once. All of it can be made again from the files. */
export function augmentExamples(connection: Database): void {
  connection.exec(`
    CREATE TABLE augmented_embedding (
      photo_id INTEGER NOT NULL REFERENCES photo ON DELETE CASCADE,
      model_id INTEGER NOT NULL REFERENCES model,
      kind TEXT NOT NULL,
      vector BLOB NOT NULL,
      PRIMARY KEY (photo_id, model_id, kind)
    ) STRICT, WITHOUT ROWID;
  `);
}
