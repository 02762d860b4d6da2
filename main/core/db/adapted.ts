import type { ConceptId } from '../../../shared/model/concept.ts';
import { all, get, type ReadDb, run, transaction, type WriteDb } from './connection.ts';
import { insertRevision } from './revisions.ts';

/** Corrections of one concept that is neither an own nor a taught one. */
export interface CorrectedConcept {
  concept: ConceptId;
  confirmed: number;
  rejected: number;
  /** Changes with the corrections. */
  stamp: string;
}

/** What was learnt from the corrections of one concept. `measures` and `reading` are JSON; `weights` may be empty. */
export interface AdaptedRow {
  id: number;
  concept: ConceptId;
  modelId: number;
  madeAtMs: number;
  settledFor: string;
  applied: 0 | 1;
  measures: string;
  reading: string;
  slope: number;
  offset: number;
  foundProbability: number;
  weights: Float32Array;
}

/** An adaptation as labels are made with it. */
export interface AdaptedThreshold {
  id: number;
  concept: ConceptId;
  modelId: number;
  foundProbability: number;
}

/** By how much the log-odds of the model's word on one photo are changed. */
export interface PhotoShift {
  photoId: number;
  shift: number;
}

/** Rows of one page of json_each. */
const PAGE = 20_000;

/** Concepts of which so many photos were confirmed, and so many rejected; own, taught ones and marks are left out. */
export function listCorrectedConcepts(db: ReadDb, least: number): CorrectedConcept[] {
  return all<CorrectedConcept>(
    db,
    `SELECT concept, confirmed, rejected, confirmed || ' ' || rejected || ' ' || last AS stamp
     FROM (SELECT concept, count(*) FILTER (WHERE verdict = 1) AS confirmed,
       count(*) FILTER (WHERE verdict = -1) AS rejected, max(decided_at_ms) AS last
       FROM decision WHERE concept NOT LIKE 'own:%' AND concept NOT LIKE 'mark:%'
         AND concept NOT IN (SELECT concept FROM taught) GROUP BY concept)
     WHERE confirmed >= ? AND rejected >= ? ORDER BY concept`,
    least,
    least,
  );
}

export function listAdapted(db: ReadDb): AdaptedRow[] {
  return all<Omit<AdaptedRow, 'weights'> & { weights: Uint8Array }>(
    db,
    `SELECT id, concept, model_id AS modelId, made_at_ms AS madeAtMs, settled_for AS settledFor, applied, measures,
       reading, slope, "offset", found_probability AS foundProbability, weights FROM adapted ORDER BY concept`,
  ).map((row) => ({ ...row, weights: new Float32Array(Uint8Array.from(row.weights).buffer) }));
}

/** The adaptations in use. */
export function listAdaptedThresholds(db: ReadDb): AdaptedThreshold[] {
  return all<AdaptedThreshold>(
    db,
    'SELECT id, concept, model_id AS modelId, found_probability AS foundProbability FROM adapted WHERE applied = 1',
  );
}

/** Changes whenever something was learnt or taken out. */
export function getAdaptedStamp(db: ReadDb): string {
  return get<{ stamp: string }>(db, "SELECT coalesce(group_concat(id), '') AS stamp FROM adapted")?.stamp ?? '';
}

/** Writes what was learnt over what there was of that concept, with the shifts of the photos where it is in use. */
export function insertAdapted(db: WriteDb, row: Omit<AdaptedRow, 'id'>, shifts: readonly PhotoShift[]): void {
  transaction(db, () => {
    deleteAdapted(db, row.concept);
    const { weights } = row;
    const { id } = run(
      db,
      `INSERT INTO adapted (concept, model_id, made_at_ms, settled_for, applied, measures, reading, slope, "offset",
         found_probability, weights) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.concept,
      row.modelId,
      row.madeAtMs,
      row.settledFor,
      row.applied,
      row.measures,
      row.reading,
      row.slope,
      row.offset,
      row.foundProbability,
      new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength),
    );
    for (let start = 0; start < shifts.length; start += PAGE) {
      run(
        db,
        `INSERT INTO adapted_shift (photo_id, adapted_id, shift)
         SELECT value ->> 'photoId', ?, value ->> 'shift' FROM json_each(?)
         WHERE EXISTS (SELECT 1 FROM photo WHERE id = value ->> 'photoId')`,
        id,
        JSON.stringify(shifts.slice(start, start + PAGE)),
      );
    }
    touchShifted(db, row.concept);
  });
}

/** Takes out what was learnt of a concept: the model's own word holds again. */
export function deleteAdapted(db: WriteDb, concept: ConceptId): void {
  touchShifted(db, concept);
  run(db, 'DELETE FROM adapted WHERE concept = ?', concept);
}

/** Writes what the adaptations change on one photo over what they did. */
export function insertShifts(
  db: WriteDb,
  photoId: number,
  shifts: readonly { adaptedId: number; shift: number }[],
): void {
  run(db, 'DELETE FROM adapted_shift WHERE photo_id = ?', photoId);
  for (const { adaptedId, shift } of shifts)
    run(db, 'INSERT INTO adapted_shift (photo_id, adapted_id, shift) VALUES (?, ?, ?)', photoId, adaptedId, shift);
}

/** Says that what a search may find has changed, of all photos that have a shift of a concept. */
function touchShifted(db: WriteDb, concept: ConceptId): void {
  run(
    db,
    `UPDATE photo SET revision = ? WHERE id IN (SELECT photo_id FROM adapted_shift
       WHERE adapted_id = (SELECT id FROM adapted WHERE concept = ?))`,
    insertRevision(db),
    concept,
  );
}
