import type { ConceptId } from '../../../shared/model/concept.ts';
import { all, get, type ReadDb, run, transaction, type WriteDb } from './connection.ts';
import { updateRevisionsOfChange } from './photos.ts';
import { insertRevision } from './revisions.ts';

/** What the user said: 1 it is, -1 it is not, 0 nothing. */
export type VerdictNumber = -1 | 0 | 1;

export interface DecisionRow {
  concept: ConceptId;
  verdict: VerdictNumber;
}

/** One photo's verdict on one concept, before and after. */
export interface ChangeItem {
  photoHash: Uint8Array;
  concept: ConceptId;
  before: VerdictNumber;
  after: VerdictNumber;
}

/** A decision with all that is known of it. */
export interface StoredDecision extends DecisionRow {
  photoHash: Uint8Array;
  decidedAtMs: number;
}

/** The user's word on one photo. */
export function listDecisions(db: ReadDb, photoHash: Uint8Array): DecisionRow[] {
  return all<DecisionRow>(db, 'SELECT concept, verdict FROM decision WHERE photo_hash = ? ORDER BY concept', photoHash);
}

/** What was said of one photo and concept, and when; undefined where nothing was. */
export function getDecision(
  db: ReadDb,
  photoHash: Uint8Array,
  concept: ConceptId,
): Pick<StoredDecision, 'verdict' | 'decidedAtMs'> | undefined {
  return get(
    db,
    'SELECT verdict, decided_at_ms AS decidedAtMs FROM decision WHERE photo_hash = ? AND concept = ?',
    photoHash,
    concept,
  );
}

/** Every decision there is, in the order in which they were made. */
export function listAllDecisions(db: ReadDb): StoredDecision[] {
  return all<StoredDecision>(
    db,
    `SELECT photo_hash AS photoHash, concept, verdict, decided_at_ms AS decidedAtMs FROM decision
     ORDER BY decided_at_ms, photo_hash, concept`,
  );
}

/** Says that a decision was made at another time than it was written. */
export function updateDecisionTime(
  db: WriteDb,
  { photoHash, concept, decidedAtMs }: Omit<StoredDecision, 'verdict'>,
): void {
  run(
    db,
    'UPDATE decision SET decided_at_ms = ? WHERE photo_hash = ? AND concept = ?',
    decidedAtMs,
    photoHash,
    concept,
  );
}

/** What a favourite is marked with: stored, undone and kept in the journal like a decision. */
export const FAVOURITE = 'mark:favourite';
/** What a hidden photo is marked with, in the same way. */
export const HIDDEN = 'mark:hidden';

/** All that was ever said and not taken back of one concept. */
export function listDecisionsOf(db: ReadDb, concept: ConceptId): { photoHash: Uint8Array; verdict: VerdictNumber }[] {
  return all(db, 'SELECT photo_hash AS photoHash, verdict FROM decision WHERE concept = ?', concept);
}

/** Ids of all concepts the user ever decided on. */
export function listDecidedConcepts(db: ReadDb): ConceptId[] {
  return all<{ concept: string }>(db, 'SELECT DISTINCT concept FROM decision').map((row) => row.concept);
}

/**
 * Sets verdicts as one change that can be undone; items that change nothing are left out. Returns its id and items. A
 * few statements over the whole set, whatever its size.
 */
export function insertChange(
  db: WriteDb,
  wanted: readonly Omit<ChangeItem, 'before'>[],
  nowMs: number,
): { id: number; items: ChangeItem[] } {
  return transaction(db, () => {
    const { id } = run(db, 'INSERT INTO change (made_at_ms) VALUES (?)', nowMs);
    for (const { concept, after, hashes } of groupByWord(wanted)) {
      run(
        db,
        `INSERT INTO change_item (change_id, photo_hash, concept, verdict_before, verdict_after)
         SELECT ?, unhex(value), ?, coalesce(verdict, 0), ?
         FROM json_each(?) LEFT JOIN decision ON photo_hash = unhex(value) AND concept = ?
         WHERE coalesce(verdict, 0) <> ? ORDER BY value
         ON CONFLICT DO NOTHING`,
        id,
        concept,
        after,
        JSON.stringify(hashes),
        concept,
        after,
      );
    }
    applyChange(db, id, 'verdict_after', nowMs);
    const items = all<ChangeItem>(
      db,
      `SELECT photo_hash AS photoHash, concept, verdict_before AS before, verdict_after AS after
       FROM change_item WHERE change_id = ?`,
      id,
    );
    return { id, items };
  });
}

/** Puts back what was before a change. Returns what it set, or undefined where there is no such change to undo. */
export function undoChange(db: WriteDb, changeId: number, nowMs: number): ChangeItem[] | undefined {
  return transaction(db, () => {
    const open = run(db, 'UPDATE change SET undone_at_ms = ? WHERE id = ? AND undone_at_ms IS NULL', nowMs, changeId);
    if (open.changes === 0) return undefined;
    applyChange(db, changeId, 'verdict_before', nowMs);
    return all<ChangeItem>(
      db,
      `SELECT photo_hash AS photoHash, concept, verdict_after AS before, verdict_before AS after
       FROM change_item WHERE change_id = ?`,
      changeId,
    );
  });
}

/** Makes the verdicts of one side of a change those that hold; 0 is none. */
function applyChange(db: WriteDb, changeId: number, side: 'verdict_before' | 'verdict_after', nowMs: number): void {
  run(
    db,
    `INSERT INTO decision (photo_hash, concept, verdict, decided_at_ms)
     SELECT photo_hash, concept, ${side}, ? FROM change_item WHERE change_id = ? AND ${side} <> 0
     ON CONFLICT (photo_hash, concept) DO UPDATE SET verdict = excluded.verdict, decided_at_ms = excluded.decided_at_ms`,
    nowMs,
    changeId,
  );
  run(
    db,
    `DELETE FROM decision WHERE (photo_hash, concept) IN (
       SELECT photo_hash, concept FROM change_item WHERE change_id = ? AND ${side} = 0)`,
    changeId,
  );
  updateRevisionsOfChange(db, changeId, insertRevision(db));
}

/** Photos (hashes, hexadecimal) of which the same is said. */
function groupByWord(
  wanted: readonly Omit<ChangeItem, 'before'>[],
): Iterable<{ concept: ConceptId; after: VerdictNumber; hashes: string[] }> {
  const groups = new Map<string, { concept: ConceptId; after: VerdictNumber; hashes: string[] }>();
  for (const { photoHash, concept, after } of wanted) {
    const key = `${after} ${concept}`;
    const group = groups.get(key) ?? { concept, after, hashes: [] };
    groups.set(key, group);
    group.hashes.push(Buffer.from(photoHash).toString('hex'));
  }
  return groups.values();
}
