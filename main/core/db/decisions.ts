import type { ConceptId } from '../../../shared/model/concept.ts';
import { all, get, type ReadDb, run, transaction, type WriteDb } from './connection.ts';
import { updatePhotoRevision } from './photos.ts';
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

/** The user's word on one photo. */
export function listDecisions(db: ReadDb, photoHash: Uint8Array): DecisionRow[] {
  return all<DecisionRow>(db, 'SELECT concept, verdict FROM decision WHERE photo_hash = ? ORDER BY concept', photoHash);
}

export function getVerdict(db: ReadDb, photoHash: Uint8Array, concept: ConceptId): VerdictNumber {
  return (
    get<DecisionRow>(
      db,
      'SELECT concept, verdict FROM decision WHERE photo_hash = ? AND concept = ?',
      photoHash,
      concept,
    )?.verdict ?? 0
  );
}

/** Every decision there is, for a backup or a rebuilt journal. */
export function countDecisions(db: ReadDb): number {
  return get<{ n: number }>(db, 'SELECT count(*) AS n FROM decision')?.n ?? 0;
}

/** What a favourite is marked with: stored, undone and kept in the journal like a decision. */
export const FAVOURITE = 'mark:favourite';

/** Ids of all concepts the user ever decided on. */
export function listDecidedConcepts(db: ReadDb): ConceptId[] {
  return all<{ concept: string }>(db, 'SELECT DISTINCT concept FROM decision').map((row) => row.concept);
}

/** Sets one verdict; 0 takes it back. */
function updateDecision(
  db: WriteDb,
  hash: Uint8Array,
  concept: ConceptId,
  verdict: VerdictNumber,
  nowMs: number,
): void {
  if (verdict === 0) {
    run(db, 'DELETE FROM decision WHERE photo_hash = ? AND concept = ?', hash, concept);
  } else {
    run(
      db,
      `INSERT INTO decision (photo_hash, concept, verdict, decided_at_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (photo_hash, concept) DO UPDATE SET verdict = excluded.verdict, decided_at_ms = excluded.decided_at_ms`,
      hash,
      concept,
      verdict,
      nowMs,
    );
  }
}

/** Sets verdicts as one change that can be undone; items that change nothing are left out. Returns its id and items. */
export function insertChange(
  db: WriteDb,
  wanted: readonly Omit<ChangeItem, 'before'>[],
  nowMs: number,
): { id: number; items: ChangeItem[] } {
  return transaction(db, () => {
    const items = wanted
      .map((item) => ({ ...item, before: getVerdict(db, item.photoHash, item.concept) }))
      .filter((item) => item.before !== item.after);
    const { id } = run(db, 'INSERT INTO change (made_at_ms) VALUES (?)', nowMs);
    const revision = insertRevision(db);
    for (const item of items) {
      run(
        db,
        `INSERT INTO change_item (change_id, photo_hash, concept, verdict_before, verdict_after) VALUES (?, ?, ?, ?, ?)`,
        id,
        item.photoHash,
        item.concept,
        item.before,
        item.after,
      );
      updateDecision(db, item.photoHash, item.concept, item.after, nowMs);
      updatePhotoRevision(db, item.photoHash, revision);
    }
    return { id, items };
  });
}

/** Puts back what was before a change. Returns what it set, or undefined where there is no such change to undo. */
export function undoChange(db: WriteDb, changeId: number, nowMs: number): ChangeItem[] | undefined {
  return transaction(db, () => {
    const open = run(db, 'UPDATE change SET undone_at_ms = ? WHERE id = ? AND undone_at_ms IS NULL', nowMs, changeId);
    if (open.changes === 0) return undefined;
    const revision = insertRevision(db);
    const items = all<ChangeItem>(
      db,
      `SELECT photo_hash AS photoHash, concept, verdict_after AS before, verdict_before AS after
       FROM change_item WHERE change_id = ?`,
      changeId,
    );
    for (const item of items) {
      updateDecision(db, item.photoHash, item.concept, item.after, nowMs);
      updatePhotoRevision(db, item.photoHash, revision);
    }
    return items;
  });
}
