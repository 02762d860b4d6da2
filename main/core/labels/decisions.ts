import type { DecisionResult, DescriptionResult } from '../../../shared/api.ts';
import { AppError, assert } from '../../../shared/errors.ts';
import { type ConceptId, isInRanges } from '../../../shared/model/concept.ts';
import { cleanDescription } from '../../../shared/model/description.ts';
import type { Verdict } from '../../../shared/model/label.ts';
import { transaction, type WriteDb } from '../db/connection.ts';
import { insertDates, type TakenDate, undoDates } from '../db/dates.ts';
import {
  type ChangeItem,
  FAVOURITE,
  getDecision,
  HIDDEN,
  insertChange,
  listDecisionsOf,
  undoChange,
  type VerdictNumber,
} from '../db/decisions.ts';
import { getDescription, insertDescriptions, undoDescriptions } from '../db/descriptions.ts';
import { toDiskFull } from '../db/disk-full.ts';
import { getPhotoHashes } from '../db/photos.ts';
import { insertRevision } from '../db/revisions.ts';
import type { ConceptSpace } from './concept-space.ts';
import type { Journal } from './journal.ts';

const verdictNumbers: Record<Verdict, VerdictNumber> = { accepted: 1, none: 0, rejected: -1 };

/** What other programs say of photos (by content). */
export interface ForeignWords {
  labels: readonly { photoHash: Uint8Array; concept: ConceptId }[];
  descriptions: readonly { photoHash: Uint8Array; text: string }[];
  dates: readonly TakenDate[];
}

/** What of it was new. */
export interface TakenIn {
  /** Undoes all of it; null where nothing was new. */
  changeId: number | null;
  labels: readonly ChangeItem[];
  descriptions: number;
  dates: number;
}

/** The user's word: set, taken back, undone, and written to the journal as well. */
export interface Decisions {
  /** @throws AppError not-found where a photo is unknown; then nothing is changed */
  decide(photoIds: readonly number[], label: string, verdict: Verdict): DecisionResult;
  /** @throws AppError not-found where a photo is unknown; then nothing is changed */
  setFavourite(photoIds: readonly number[], favourite: boolean): DecisionResult;
  /** @throws AppError not-found where a photo is unknown; then nothing is changed */
  setHidden(photoIds: readonly number[], hidden: boolean): DecisionResult;
  /**
   * One change: it is `by`, and not `label` or at least not by the user's word, where `by` is a kind of `label`.
   * @throws AppError not-found where a photo is unknown; then nothing is changed
   */
  replace(photoIds: readonly number[], label: string, by: string): DecisionResult;
  /** Gives an own label another name, on all photos. @throws AppError not-found, invalid-request */
  rename(concept: ConceptId, name: string): { concept: ConceptId; name: string; before: string };
  /**
   * Describes photos, or empties their descriptions with ''.
   * @throws AppError not-found where a photo is unknown; then nothing is changed
   */
  describe(photoIds: readonly number[], description: string): DescriptionResult;
  /** Takes in as one change what is said where nothing was said yet; dates where files have none. */
  takeIn(words: ForeignWords): TakenIn;
  /** Several words as one, with whatever else is written: all of it or nothing, in the journal as well. */
  together<T>(work: () => T): T;
  /** @throws AppError not-found */
  undo(changeId: number): { photos: number };
  /** What a label or a mark is called; the id itself where nobody knows it. */
  nameOf(id: ConceptId): string;
}

export function createDecisions(db: WriteDb, space: ConceptSpace, journal: Journal, now: () => number): Decisions {
  const nameOf = (id: ConceptId) => {
    if (id === FAVOURITE) return 'Favourite';
    if (id === HIDDEN) return 'Hidden';
    const number = space.numberOf(id);
    return number === undefined ? id : space.concept(number).name;
  };

  function together<T>(work: () => T): T {
    if (db.connection.inTransaction) return work();
    try {
      return journal.inStep(() => transaction(db, work));
    } catch (error) {
      // Own labels that were made or renamed for it are gone with the transaction.
      space.refresh();
      throw toDiskFull(error);
    }
  }

  function hashesOf(photoIds: readonly number[]): Uint8Array[] {
    const hashOf = getPhotoHashes(db, photoIds);
    const unknown = photoIds.find((id) => !hashOf.has(id));
    if (unknown !== undefined) throw new AppError('not-found', `There is no photo number ${unknown} in the library.`);
    return [...hashOf.values()];
  }

  /** @param toWanted the concepts and what is said of them; the first is what is told of the change */
  function write(photoIds: readonly number[], toWanted: () => readonly [ConceptId, Verdict][]): DecisionResult {
    return together(() => {
      const hashes = hashesOf(photoIds);
      const wanted = toWanted();
      const [first] = wanted;
      assert(first, 'something is said');
      const nowMs = now();
      const { id, items } = insertChange(
        db,
        hashes.flatMap((photoHash) =>
          wanted.map(([concept, verdict]) => ({ photoHash, concept, after: verdictNumbers[verdict] })),
        ),
        nowMs,
      );
      // Inside the transaction: where the journal can't be written, the decision is not taken either.
      journal.append(items, nameOf, nowMs);
      const [concept, verdict] = first;
      const label = { name: nameOf(concept), concept };
      return { changeId: id, label, verdict, photos: countPhotos(items) };
    });
  }

  return {
    decide: (photoIds, label, verdict) => write(photoIds, () => [[space.ensureLabel(label), verdict]]),
    setFavourite: (photoIds, favourite) => write(photoIds, () => [[FAVOURITE, favourite ? 'accepted' : 'none']]),
    setHidden: (photoIds, hidden) => write(photoIds, () => [[HIDDEN, hidden ? 'accepted' : 'none']]),
    replace: (photoIds, label, by) =>
      write(photoIds, () => {
        const before = space.ensureLabel(label);
        const after = space.ensureLabel(by);
        if (before === after) return [[after, 'accepted']];
        return [
          [after, 'accepted'],
          [before, isKindOf(space, after, before) ? 'none' : 'rejected'],
        ];
      }),
    rename(concept, name) {
      return together(() => {
        const trimmed = name.trim();
        const before = space.renameOwn(concept, trimmed);
        if (before === trimmed) return { concept, name: trimmed, before };
        const nowMs = now();
        const said = listDecisionsOf(db, concept).map(({ photoHash, verdict }) => ({ photoHash, concept, verdict }));
        // The journal knows own labels by name: what was said under the old one is said again under the new one.
        journal.append(
          said.map((item) => ({ ...item, before: item.verdict, after: 0 })),
          () => before,
          nowMs,
        );
        journal.append(
          said.map((item) => ({ ...item, before: 0, after: item.verdict })),
          nameOf,
          nowMs,
        );
        insertRevision(db);
        return { concept, name: trimmed, before };
      });
    },
    describe(photoIds, description) {
      return together(() => {
        const text = cleanDescription(description);
        const wanted = hashesOf(photoIds)
          // Where nothing was said there is nothing to be emptied.
          .filter((photoHash) => text !== '' || getDescription(db, photoHash))
          .map((photoHash) => ({ photoHash, after: text }));
        const nowMs = now();
        const { id } = insertChange(db, [], nowMs);
        const items = insertDescriptions(db, id, wanted, nowMs);
        journal.append(items, nameOf, nowMs);
        return { changeId: id, description: text === '' ? null : text, photos: items.length };
      });
    },
    takeIn({ labels, descriptions, dates }) {
      return together(() => {
        const unsaid = labels.filter(({ photoHash, concept }) => !getDecision(db, photoHash, concept));
        const undescribed = descriptions.filter(({ photoHash, text }) => text !== '' && !getDescription(db, photoHash));
        if (unsaid.length + undescribed.length + dates.length === 0)
          return { changeId: null, labels: [], descriptions: 0, dates: 0 };
        const nowMs = now();
        const { id, items } = insertChange(
          db,
          unsaid.map((word) => ({ ...word, after: verdictNumbers.accepted })),
          nowMs,
        );
        const described = insertDescriptions(
          db,
          id,
          undescribed.map(({ photoHash, text }) => ({ photoHash, after: text })),
          nowMs,
        );
        journal.append([...items, ...described], nameOf, nowMs);
        const taken = { labels: items, descriptions: described.length, dates: insertDates(db, id, dates) };
        const isNothing = items.length + taken.descriptions + taken.dates === 0;
        return { ...taken, changeId: isNothing ? null : id };
      });
    },
    undo(changeId) {
      return together(() => {
        const nowMs = now();
        const items = undoChange(db, changeId, nowMs);
        if (!items) throw new AppError('not-found', 'There is nothing to undo: that change was undone already.');
        const described = undoDescriptions(db, changeId, nowMs);
        journal.append([...items, ...described], nameOf, nowMs);
        const dated = undoDates(db, changeId).map((photoHash) => ({ photoHash }));
        return { photos: countPhotos([...items, ...described, ...dated]) };
      });
    },
    together,
    nameOf,
  };
}

function countPhotos(items: readonly { photoHash: Uint8Array }[]): number {
  return new Set(items.map(({ photoHash }) => Buffer.from(photoHash).toString('hex'))).size;
}

/** Whether a concept is another or below it. */
function isKindOf(space: ConceptSpace, id: ConceptId, ancestorId: ConceptId): boolean {
  const number = space.numberOf(id);
  const ancestor = space.numberOf(ancestorId);
  return number !== undefined && ancestor !== undefined && isInRanges(space.rangesOf(ancestor), number);
}
