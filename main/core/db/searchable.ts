import type { ConceptId } from '../../../shared/model/concept.ts';
import { all, type ReadDb } from './connection.ts';
import { type DecisionRow, FAVOURITE, HIDDEN, type VerdictNumber } from './decisions.ts';
import { type ClassProbability, decodeClasses } from './predictions.ts';

/** All that a search may find a photo by. */
export interface SearchablePhoto {
  id: number;
  takenAtMs: number;
  widthPx: number;
  heightPx: number;
  format: string;
  camera: string | null;
  lens: string | null;
  latitude: number | null;
  longitude: number | null;
  /** Where its files lie: all that are not known to be missing. */
  files: SearchableFile[];
  favourite: boolean;
  hidden: boolean;
  /** Whether any of its files is there, or is in a folder that can't be read now. */
  present: boolean;
  /** The model whose word is taken: the active one, else the latest that has seen the photo. */
  modelId: number | null;
  classes: ClassProbability[];
  /** What the taught labels say of it. */
  taught: { taughtId: number; probability: number }[];
  /** What corrections change of the model's word on it. */
  adapted: { adaptedId: number; shift: number }[];
  decisions: DecisionRow[];
  revision: number;
}

export interface SearchableFile {
  folderPath: string;
  /** Relative to the folder, with '/' on every system; '' is the folder itself. */
  directory: string;
  name: string;
}

interface StoredPhoto
  extends Omit<
    SearchablePhoto,
    'present' | 'files' | 'favourite' | 'hidden' | 'classes' | 'taught' | 'adapted' | 'decisions'
  > {
  /** JSON: [folder, directory, name] of each. */
  files: string;
  classes: Uint8Array | null;
  /** Lines of number and probability. */
  taught: string | null;
  /** Lines of number and shift. */
  adapted: string | null;
  decisions: string | null;
}

const COLUMNS = `photo.id, taken_at_ms AS takenAtMs, width_px AS widthPx, height_px AS heightPx, revision,
  format, camera, lens, latitude, longitude,
  (SELECT json_group_array(json_array(folder.path, directory, name)) FROM file JOIN folder ON folder.id = folder_id
    WHERE photo_id = photo.id AND missing_since_ms IS NULL) AS files,
  prediction.model_id AS modelId, prediction.classes,
  (SELECT group_concat(taught_id || ' ' || probability, char(10)) FROM taught_score WHERE photo_id = photo.id) AS taught,
  (SELECT group_concat(adapted_id || ' ' || shift, char(10)) FROM adapted_shift WHERE photo_id = photo.id) AS adapted,
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
  // Not as (revision, id) > (?, ?): SQLite looks through all photos of the revision for that, each time.
  const list = (condition: string, numbers: readonly number[], most: number) =>
    all<StoredPhoto>(
      db,
      `SELECT ${COLUMNS} WHERE ${condition} ORDER BY revision, photo.id LIMIT ?`,
      activeModelId,
      ...numbers,
      most,
    );
  const same = list('revision = ? AND photo.id > ?', [after.revision, after.id], limit);
  const later = same.length < limit ? list('revision > ?', [after.revision], limit - same.length) : [];
  return [...same, ...later].map(fromStored);
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
  const files = (JSON.parse(row.files) as [string, string, string][]).map(
    ([folderPath, directory, name]): SearchableFile => ({ folderPath, directory, name }),
  );
  const decisions = row.decisions ? row.decisions.split('\n').map(parseDecision) : [];
  const hasMark = (mark: ConceptId) => decisions.some(({ concept, verdict }) => concept === mark && verdict === 1);
  return {
    ...row,
    files,
    present: files.length > 0,
    classes: row.classes ? decodeClasses(row.classes) : [],
    taught: row.taught ? row.taught.split('\n').map(parseTaught) : [],
    adapted: row.adapted ? row.adapted.split('\n').map(parseAdapted) : [],
    decisions: decisions.filter(({ concept }) => concept !== FAVOURITE && concept !== HIDDEN),
    favourite: hasMark(FAVOURITE),
    hidden: hasMark(HIDDEN),
  };
}

function parseDecision(text: string): DecisionRow {
  const cut = text.lastIndexOf(' ');
  return { concept: text.slice(0, cut) as ConceptId, verdict: Number(text.slice(cut + 1)) as VerdictNumber };
}

function parseTaught(text: string): SearchablePhoto['taught'][number] {
  const [taughtId, probability] = text.split(' ');
  return { taughtId: Number(taughtId), probability: Number(probability) };
}

function parseAdapted(text: string): SearchablePhoto['adapted'][number] {
  const [adaptedId, shift] = text.split(' ');
  return { adaptedId: Number(adaptedId), shift: Number(shift) };
}
