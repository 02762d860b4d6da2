import { createHash, randomUUID } from 'node:crypto';
import type { WriteDb } from './db/connection.ts';
import { listModels } from './db/models.ts';
import { getSetting, updateSetting } from './db/settings.ts';

/**
 * Everything besides the database's rows that the search index depends on, as one text: an index that was kept from an
 * earlier start holds only where it is the same.
 * @param others of the program and the settings
 */
export function makeIndexStamp(db: WriteDb, others: Readonly<Record<string, string | number>>): string {
  const parts = JSON.stringify([getLibraryId(db), others, listModels(db)]);
  return createHash('sha256').update(parts).digest('hex');
}

/** Tells one library from another that was made anew in its place, and whose revisions count from 0 again. */
function getLibraryId(db: WriteDb): string {
  const known = getSetting(db, 'library-id');
  if (known !== undefined) return known;
  const id = randomUUID();
  updateSetting(db, 'library-id', id);
  return id;
}
