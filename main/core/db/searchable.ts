import type { ConceptId } from '../../../shared/model/concept.ts';
import { all, type ReadDb } from './connection.ts';
import type { DecisionRow, VerdictNumber } from './decisions.ts';
import { type ClassProbability, decodeClasses } from './predictions.ts';

/** All that a search may find a photo by. */
export interface SearchablePhoto {
  id: number;
  takenAtMs: number;
  widthPx: number;
  heightPx: number;
  /** Whether any of its files is there, or is in a folder that can't be read now. */
  present: boolean;
  /** The model whose word is taken: the active one, else the latest that has seen the photo. */
  modelId: number | null;
  classes: ClassProbability[];
  decisions: DecisionRow[];
  revision: number;
}

interface StoredPhoto {
  id: number;
  takenAtMs: number;
  widthPx: number;
  heightPx: number;
  present: 0 | 1;
  modelId: number | null;
  classes: Uint8Array | null;
  decisions: string | null;
  revision: number;
}

const COLUMNS = `photo.id, taken_at_ms AS takenAtMs, width_px AS widthPx, height_px AS heightPx, revision,
  EXISTS (SELECT 1 FROM file WHERE photo_id = photo.id AND missing_since_ms IS NULL) AS present,
  prediction.model_id AS modelId, prediction.classes,
  (SELECT group_concat(concept || ' ' || verdict, char(10)) FROM decision WHERE photo_hash = photo.hash) AS decisions
  FROM photo LEFT JOIN prediction ON prediction.photo_id = photo.id AND prediction.model_id = (
    SELECT model_id FROM prediction WHERE photo_id = photo.id ORDER BY model_id = ? DESC, model_id DESC LIMIT 1)`;

/** Photos changed after a revision, oldest change first, some at a time. */
export function listSearchable(
  db: ReadDb,
  activeModelId: number,
  after: { revision: number; id: number },
  limit: number,
): SearchablePhoto[] {
  return all<StoredPhoto>(
    db,
    `SELECT ${COLUMNS} WHERE (revision, photo.id) > (?, ?) ORDER BY revision, photo.id LIMIT ?`,
    activeModelId,
    after.revision,
    after.id,
    limit,
  ).map(fromStored);
}

/** The photos with these ids, in no order; unknown ids are left out. */
export function listSearchableById(db: ReadDb, activeModelId: number, ids: readonly number[]): SearchablePhoto[] {
  return all<StoredPhoto>(
    db,
    `SELECT ${COLUMNS} WHERE photo.id IN (SELECT value FROM json_each(?))`,
    activeModelId,
    JSON.stringify(ids),
  ).map(fromStored);
}

function fromStored(row: StoredPhoto): SearchablePhoto {
  return {
    ...row,
    present: row.present === 1,
    classes: row.classes ? decodeClasses(row.classes) : [],
    decisions: row.decisions ? row.decisions.split('\n').map(parseDecision) : [],
  };
}

function parseDecision(text: string): DecisionRow {
  const cut = text.lastIndexOf(' ');
  return { concept: text.slice(0, cut) as ConceptId, verdict: Number(text.slice(cut + 1)) as VerdictNumber };
}
