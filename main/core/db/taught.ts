import type { ConceptId } from '../../../shared/model/concept.ts';
import { all, get, type ReadDb, run, transaction, type WriteDb } from './connection.ts';
import { insertRevision } from './revisions.ts';

/** A taught label as it is now. */
export interface TaughtRow {
  id: number;
  concept: ConceptId;
  versionId: number | null;
  settledFor: string;
  positives: number;
  negatives: number;
  /** Photo that was accepted last and can be shown; null where there is none. */
  coverId: number | null;
  /** The examples as one text that changes with them: compare with `settledFor`. */
  examples: string;
  /** Whether an earlier version than the one in use is kept. */
  hasPrevious: 0 | 1;
  /** From which probability on the user wants it found; null: from what was measured on. */
  chosenProbability: number | null;
}

/** One thing learnt. `classifier` is JSON; `vectors` float32. */
export interface TaughtVersionRow {
  id: number;
  taughtId: number;
  modelId: number;
  madeAtMs: number;
  classifier: string;
  vectors: Float32Array;
}

/** What a taught label's probability means; by it labels and search go. */
export interface TaughtThresholds {
  id: number;
  concept: ConceptId;
  foundProbability: number;
  factProbability: number | null;
}

/** Probability of one photo. */
export interface TaughtScore {
  photoId: number;
  probability: number;
}

/** Scores of one page of json_each: larger texts cost more than a further statement. */
const PAGE = 20_000;
/** The version in use and the one before it. */
const VERSIONS_KEPT = 2;

export function listTaught(db: ReadDb): TaughtRow[] {
  return all<TaughtRow>(
    db,
    `SELECT id, concept, version_id AS versionId, settled_for AS settledFor, positives, negatives, coverId,
       chosen_probability AS chosenProbability,
       positives || ' ' || negatives || ' ' || last AS examples,
       EXISTS (SELECT 1 FROM taught_version WHERE taught_id = t.id AND taught_version.id < version_id) AS hasPrevious
     FROM (SELECT *,
       (SELECT count(*) FROM decision WHERE concept = taught.concept AND verdict = 1) AS positives,
       (SELECT count(*) FROM decision WHERE concept = taught.concept AND verdict = -1) AS negatives,
       (SELECT coalesce(max(decided_at_ms), 0) FROM decision WHERE concept = taught.concept) AS last,
       (SELECT photo.id FROM decision JOIN photo ON photo.hash = photo_hash
        WHERE concept = taught.concept AND verdict = 1
          AND EXISTS (SELECT 1 FROM file WHERE photo_id = photo.id AND missing_since_ms IS NULL)
        ORDER BY decided_at_ms DESC, photo.id DESC LIMIT 1) AS coverId
       FROM taught) t ORDER BY id`,
  );
}

/** Writes a label as taught where it is not yet; returns its id. */
export function insertTaught(db: WriteDb, concept: ConceptId, nowMs: number): number {
  run(db, 'INSERT INTO taught (concept, created_at_ms) VALUES (?, ?) ON CONFLICT (concept) DO NOTHING', concept, nowMs);
  return get<{ id: number }>(db, 'SELECT id FROM taught WHERE concept = ?', concept)?.id ?? 0;
}

/** Takes out all that was learnt of a label; the user's decisions stay. */
export function deleteTaught(db: WriteDb, id: number): void {
  transaction(db, () => {
    touchScored(db, id);
    run(db, 'DELETE FROM taught WHERE id = ?', id);
  });
}

/** The version in use of each taught label. */
export function listTaughtVersions(db: ReadDb): TaughtVersionRow[] {
  return all<StoredVersion>(
    db,
    `SELECT ${VERSION} JOIN taught ON version_id = taught_version.id ORDER BY taught_id`,
  ).map(fromStored);
}

/** The version before the one in use, or undefined. */
export function getPreviousVersion(db: ReadDb, taughtId: number): TaughtVersionRow | undefined {
  const row = get<StoredVersion>(
    db,
    `SELECT ${VERSION} WHERE taught_id = ? AND taught_version.id < (SELECT version_id FROM taught WHERE id = ?)
     ORDER BY taught_version.id DESC LIMIT 1`,
    taughtId,
    taughtId,
  );
  return row && fromStored(row);
}

/** What the probabilities of each taught label mean; what the user chose goes before what was measured. */
export function listTaughtThresholds(db: ReadDb): TaughtThresholds[] {
  return all<TaughtThresholds>(
    db,
    `SELECT taught.id, concept, coalesce(chosen_probability, classifier ->> 'foundProbability') AS foundProbability,
       max(classifier ->> 'factProbability', coalesce(chosen_probability, 0)) AS factProbability
     FROM taught JOIN taught_version ON taught_version.id = version_id ORDER BY taught.id`,
  );
}

/** Sets from which probability on a label is found, whatever is measured; null: by what is measured. */
export function updateChosenProbability(db: WriteDb, taughtId: number, probability: number | null): void {
  transaction(db, () => {
    run(db, 'UPDATE taught SET chosen_probability = ? WHERE id = ?', probability, taughtId);
    touchScored(db, taughtId);
  });
}

/** What was reported of a version, JSON; undefined where nothing was yet. */
export function getTaughtReport(db: ReadDb, versionId: number): string | undefined {
  return (
    get<{ report: string | null }>(db, 'SELECT report FROM taught_version WHERE id = ?', versionId)?.report ?? undefined
  );
}

/** Keeps a report beside the version it tells of. */
export function updateTaughtReport(db: WriteDb, versionId: number, report: string): void {
  run(db, 'UPDATE taught_version SET report = ? WHERE id = ?', report, versionId);
}

/** Changes whenever something was learnt, restored or taken out. */
export function getTaughtStamp(db: ReadDb): string {
  return (
    get<{ stamp: string }>(db, "SELECT coalesce(group_concat(id || ':' || version_id), '') AS stamp FROM taught")
      ?.stamp ?? ''
  );
}

/** Writes a version and puts it in use; the one that was in use is kept as the one before. */
export function insertTaughtVersion(db: WriteDb, version: Omit<TaughtVersionRow, 'id'>): number {
  const { id } = run(
    db,
    'INSERT INTO taught_version (taught_id, model_id, made_at_ms, classifier, vectors) VALUES (?, ?, ?, ?, ?)',
    version.taughtId,
    version.modelId,
    version.madeAtMs,
    version.classifier,
    toBytes(version.vectors),
  );
  // What came after the version in use was taken back, and does not come again.
  run(
    db,
    `DELETE FROM taught_version WHERE taught_id = ? AND id < ? AND id > (SELECT version_id FROM taught WHERE id = ?)`,
    version.taughtId,
    id,
    version.taughtId,
  );
  run(
    db,
    `DELETE FROM taught_version WHERE taught_id = ? AND id NOT IN (
       SELECT id FROM taught_version WHERE taught_id = ? ORDER BY id DESC LIMIT ?)`,
    version.taughtId,
    version.taughtId,
    VERSIONS_KEPT,
  );
  return id;
}

/** Puts a version in use, with its scores, for the examples as they are now. */
export function updateTaughtVersion(
  db: WriteDb,
  taughtId: number,
  versionId: number,
  settledFor: string,
  scores: readonly TaughtScore[],
): void {
  transaction(db, () => {
    run(db, 'UPDATE taught SET version_id = ?, settled_for = ? WHERE id = ?', versionId, settledFor, taughtId);
    touchScored(db, taughtId);
    run(db, 'DELETE FROM taught_score WHERE taught_id = ?', taughtId);
    for (let start = 0; start < scores.length; start += PAGE) {
      run(
        db,
        `INSERT INTO taught_score (photo_id, taught_id, probability)
         SELECT value ->> 'photoId', ?, value ->> 'probability' FROM json_each(?)
         WHERE EXISTS (SELECT 1 FROM photo WHERE id = value ->> 'photoId')`,
        taughtId,
        JSON.stringify(scores.slice(start, start + PAGE)),
      );
    }
    touchScored(db, taughtId);
  });
}

/** Writes what all taught labels say of one photo over what they said. */
export function insertTaughtScores(
  db: WriteDb,
  photoId: number,
  scores: readonly { taughtId: number; probability: number }[],
): void {
  run(db, 'DELETE FROM taught_score WHERE photo_id = ?', photoId);
  for (const { taughtId, probability } of scores) {
    run(
      db,
      'INSERT INTO taught_score (photo_id, taught_id, probability) VALUES (?, ?, ?)',
      photoId,
      taughtId,
      probability,
    );
  }
}

/** Says that what a search may find has changed, of all photos that have a score or a decision of a label. */
function touchScored(db: WriteDb, taughtId: number): void {
  run(
    db,
    'UPDATE photo SET revision = ? WHERE id IN (SELECT photo_id FROM taught_score WHERE taught_id = ?)',
    insertRevision(db),
    taughtId,
  );
}

/** The same for what the user said of a concept: its place among the others has changed. */
export function updateRevisionsOfConcept(db: WriteDb, concept: ConceptId): void {
  run(
    db,
    'UPDATE photo SET revision = ? WHERE hash IN (SELECT photo_hash FROM decision WHERE concept = ?)',
    insertRevision(db),
    concept,
  );
}

/** Photos with a file that is there, not hidden and not decided on, that have a score of a label; most probable first. */
export function listUndecidedScores(db: ReadDb, taughtId: number, limit: number): TaughtScore[] {
  return all<TaughtScore>(
    db,
    `SELECT photo_id AS photoId, probability FROM taught_score JOIN taught ON taught.id = taught_id
     JOIN photo ON photo.id = photo_id
     WHERE taught_id = ?
       AND NOT EXISTS (SELECT 1 FROM decision WHERE photo_hash = photo.hash AND decision.concept IN (taught.concept, 'mark:hidden'))
       AND EXISTS (SELECT 1 FROM file WHERE photo_id = photo.id AND missing_since_ms IS NULL)
     ORDER BY probability DESC LIMIT ?`,
    taughtId,
    limit,
  );
}

/** Photos found by a taught label: at least so probable, and there. */
export function countTaughtFound(db: ReadDb, taughtId: number, probability: number): number {
  return (
    get<{ n: number }>(
      db,
      'SELECT count(*) AS n FROM taught_score WHERE taught_id = ? AND probability >= ?',
      taughtId,
      probability,
    )?.n ?? 0
  );
}

/** Photos of which the user said that they are, or are not, something, and that were looked at by a model. */
export function listExamples(db: ReadDb, concept: ConceptId, modelId: number): { photoId: number; verdict: 1 | -1 }[] {
  return all(
    db,
    `SELECT photo.id AS photoId, verdict FROM decision JOIN photo ON photo.hash = photo_hash
     WHERE concept = ? AND EXISTS (SELECT 1 FROM embedding WHERE photo_id = photo.id AND model_id = ?)
     ORDER BY decided_at_ms, photo.id`,
    concept,
    modelId,
  );
}

/** Photos that can be shown of which the user said that they are, or are not, something; what was said last first. */
export function listDecidedPhotos(
  db: ReadDb,
  concept: ConceptId,
  verdict: 1 | -1,
  { limit, offset }: { limit: number; offset: number },
): { total: number; photoIds: number[] } {
  const decided = `FROM decision JOIN photo ON photo.hash = photo_hash
     WHERE concept = ? AND verdict = ?
       AND EXISTS (SELECT 1 FROM file WHERE photo_id = photo.id AND missing_since_ms IS NULL)`;
  return {
    total: get<{ n: number }>(db, `SELECT count(*) AS n ${decided}`, concept, verdict)?.n ?? 0,
    photoIds: all<{ id: number }>(
      db,
      `SELECT photo.id AS id ${decided} ORDER BY decided_at_ms DESC, photo.id DESC LIMIT ? OFFSET ?`,
      concept,
      verdict,
      limit,
      offset,
    ).map(({ id }) => id),
  };
}

/** One classifier over several classes; `concepts` are theirs. */
export interface StoredGroupRow extends TaughtGroupRow {
  madeAtMs: number;
  /** The examples of its classes that it was learnt from: compare with `getGroupStamp`. */
  settledFor: string;
  /** JSON; null where none was made of it yet. */
  report: string | null;
}

/** What is written of a classifier over several classes. */
export interface TaughtGroupRow {
  name: string;
  modelId: number;
  concepts: ConceptId[];
  classifier: string;
  vectors: Float32Array;
}

export function listTaughtGroups(db: ReadDb): StoredGroupRow[] {
  return all<Omit<StoredGroupRow, 'concepts' | 'vectors'> & { concepts: string; vectors: Uint8Array }>(
    db,
    `SELECT name, model_id AS modelId, concepts, classifier, vectors, made_at_ms AS madeAtMs, settled_for AS settledFor,
       report
     FROM taught_group ORDER BY id`,
  ).map((row) => ({ ...row, concepts: JSON.parse(row.concepts) as ConceptId[], vectors: toFloats(row.vectors) }));
}

/** The examples of all classes of a group as one text that changes with them. */
export function getGroupStamp(db: ReadDb, concepts: readonly ConceptId[]): string {
  const wanted = new Set(concepts);
  return listTaught(db)
    .filter(({ concept }) => wanted.has(concept))
    .map(({ concept, examples }) => `${concept} ${examples}`)
    .join();
}

/** Keeps a report beside the group it tells of. */
export function updateGroupReport(db: WriteDb, name: string, report: string): void {
  run(db, 'UPDATE taught_group SET report = ? WHERE name = ?', report, name);
}

/** Takes out a group; false where there is none of that name. */
export function deleteTaughtGroup(db: WriteDb, name: string): boolean {
  return run(db, 'DELETE FROM taught_group WHERE name = ?', name).changes > 0;
}

/**
 * Writes a group over an earlier one of that name.
 * @param settledFor the examples that it is right for; those that there are now where nothing is said
 */
export function insertTaughtGroup(
  db: WriteDb,
  group: TaughtGroupRow,
  nowMs: number,
  settledFor = getGroupStamp(db, group.concepts),
): void {
  run(
    db,
    `INSERT INTO taught_group (name, model_id, made_at_ms, concepts, classifier, vectors, settled_for)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET model_id = excluded.model_id, made_at_ms = excluded.made_at_ms,
       concepts = excluded.concepts, classifier = excluded.classifier, vectors = excluded.vectors,
       settled_for = excluded.settled_for, report = NULL`,
    group.name,
    group.modelId,
    nowMs,
    JSON.stringify(group.concepts),
    group.classifier,
    toBytes(group.vectors),
    settledFor,
  );
}

/** Takes out the groups that tell a concept apart. */
export function deleteTaughtGroupsOf(db: WriteDb, concept: ConceptId): void {
  run(db, 'DELETE FROM taught_group WHERE EXISTS (SELECT 1 FROM json_each(concepts) WHERE value = ?)', concept);
}

const VERSION = `taught_version.id, taught_id AS taughtId, model_id AS modelId, made_at_ms AS madeAtMs, classifier, vectors
  FROM taught_version`;

type StoredVersion = Omit<TaughtVersionRow, 'vectors'> & { vectors: Uint8Array };

const fromStored = (row: StoredVersion): TaughtVersionRow => ({ ...row, vectors: toFloats(row.vectors) });

function toBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Copied, since the database's bytes may not be aligned. */
function toFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
