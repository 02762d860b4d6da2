import type { DecisionResult } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ConceptId } from '../../../shared/model/concept.ts';
import type { Verdict } from '../../../shared/model/label.ts';
import { transaction, type WriteDb } from '../db/connection.ts';
import { countDecisions, FAVOURITE, insertChange, undoChange, type VerdictNumber } from '../db/decisions.ts';
import { getPhoto } from '../db/photos.ts';
import type { ConceptSpace } from './concept-space.ts';
import type { Journal } from './journal.ts';

const verdictNumbers: Record<Verdict, VerdictNumber> = { accepted: 1, none: 0, rejected: -1 };

/** The user's word: set, taken back, undone, and written to the journal as well. */
export interface Decisions {
  /** @throws AppError not-found where a photo is unknown; then nothing is changed */
  decide(photoIds: readonly number[], label: string, verdict: Verdict): DecisionResult;
  /** @throws AppError not-found where a photo is unknown; then nothing is changed */
  setFavourite(photoIds: readonly number[], favourite: boolean): DecisionResult;
  /** @throws AppError not-found */
  undo(changeId: number): { photos: number };
}

export function createDecisions(db: WriteDb, space: ConceptSpace, journal: Journal, now: () => number): Decisions {
  const nameOf = (id: ConceptId) => {
    if (id === FAVOURITE) return 'Favourite';
    const number = space.numberOf(id);
    return number === undefined ? id : space.concept(number).name;
  };
  restoreFromJournal(db, space, journal);

  function write(photoIds: readonly number[], toConcept: () => ConceptId, verdict: Verdict): DecisionResult {
    return transaction(db, () => {
      const hashes = photoIds.map((id) => {
        const photo = getPhoto(db, id);
        if (!photo) throw new AppError('not-found', `There is no photo number ${id} in the library.`);
        return photo.hash;
      });
      const concept = toConcept();
      const after = verdictNumbers[verdict];
      const nowMs = now();
      const change = insertChange(
        db,
        hashes.map((photoHash) => ({ photoHash, concept, after })),
        nowMs,
      );
      // Inside the transaction: where the journal can't be written, the decision is not taken either.
      journal.append(change.items, nameOf, nowMs);
      return { changeId: change.id, label: { name: nameOf(concept), concept }, verdict, photos: change.items.length };
    });
  }

  return {
    decide: (photoIds, label, verdict) => write(photoIds, () => space.ensureLabel(label), verdict),
    setFavourite: (photoIds, favourite) => write(photoIds, () => FAVOURITE, favourite ? 'accepted' : 'none'),
    undo(changeId) {
      return transaction(db, () => {
        const nowMs = now();
        const items = undoChange(db, changeId, nowMs);
        if (!items) throw new AppError('not-found', 'There is nothing to undo: that change was undone already.');
        journal.append(items, nameOf, nowMs);
        return { photos: items.length };
      });
    },
  };
}

/** A database without a single decision beside a journal that has some is a lost one: its decisions are put back. */
function restoreFromJournal(db: WriteDb, space: ConceptSpace, journal: Journal): void {
  if (countDecisions(db) > 0) return;
  const lines = journal.read();
  if (lines.length === 0) return;
  transaction(db, () => {
    for (const line of lines) {
      const concept = line.concept.startsWith('own:') ? space.ensureLabel(line.name) : line.concept;
      insertChange(
        db,
        [{ photoHash: Buffer.from(line.photo, 'hex'), concept, after: line.verdict as VerdictNumber }],
        line.at,
      );
    }
  });
}
