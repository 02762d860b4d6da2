import type { Database } from 'better-sqlite3';

/** Folders that the user wants left alone for now: neither scanned nor looked at. */
export function pauseFolders(connection: Database): void {
  connection.exec(`
    ALTER TABLE folder ADD COLUMN paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1));
  `);
}
