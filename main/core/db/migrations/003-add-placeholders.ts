import type { Database } from 'better-sqlite3';

/**
 * What is shown before a photo's thumbnail is there (ThumbHash, about 25 bytes). Photos from before have none until their
 * thumbnail is next given out.
 */
export function addPlaceholders(connection: Database): void {
  connection.exec('ALTER TABLE photo ADD COLUMN placeholder BLOB');
}
