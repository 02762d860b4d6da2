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

/** One of them, or undefined. */
export function getOwnConcept(db: ReadDb, id: number): OwnConceptRow | undefined {
  return get<OwnConceptRow>(db, 'SELECT id, name, key, parent FROM own_concept WHERE id = ?', id);
}

/** Id of the label that was made right before one; 0 where there is none. */
export function getOwnConceptBefore(db: ReadDb, id: number): number {
  return get<{ id: number | null }>(db, 'SELECT max(id) AS id FROM own_concept WHERE id < ?', id)?.id ?? 0;
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
