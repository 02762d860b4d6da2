import { all, get, type ReadDb, run, type WriteDb } from './connection.ts';

/** A label of the user's own that is no noun of WordNet. */
export interface OwnConceptRow {
  id: number;
  name: string;
  /** The name as it is compared: see `nameKey`. */
  key: string;
  /** Concept that the user put it under; null where he said none. */
  parent: string | null;
}

/** Text as names are compared: lower case, accents and punctuation folded to nothing, single spaces. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

export function listOwnConcepts(db: ReadDb): OwnConceptRow[] {
  return all<OwnConceptRow>(db, 'SELECT id, name, key, parent FROM own_concept ORDER BY id');
}

/** Gives a label another name, which no other may have. */
export function updateOwnConcept(db: WriteDb, id: number, name: string): void {
  run(db, 'UPDATE own_concept SET name = ?, key = ? WHERE id = ?', name.trim(), nameKey(name), id);
}

/** Writes a label under its name, where there is none of that name yet; returns its id. */
export function insertOwnConcept(db: WriteDb, name: string): number {
  run(db, 'INSERT INTO own_concept (name, key) VALUES (?, ?) ON CONFLICT (key) DO NOTHING', name.trim(), nameKey(name));
  return get<{ id: number }>(db, 'SELECT id FROM own_concept WHERE key = ?', nameKey(name))?.id ?? 0;
}

/** Puts a label under a concept, or under none (null). */
export function updateOwnConceptParent(db: WriteDb, id: number, parent: string | null): void {
  run(db, 'UPDATE own_concept SET parent = ? WHERE id = ?', parent, id);
}
