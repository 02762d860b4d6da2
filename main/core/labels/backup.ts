import type { DecisionsFile, ImportReport } from '../../../shared/api.ts';
import type { ConceptId } from '../../../shared/model/concept.ts';
import { transaction, type WriteDb } from '../db/connection.ts';
import {
  countDecisions,
  getDecision,
  insertChange,
  listAllDecisions,
  updateDecisionTime,
  type VerdictNumber,
} from '../db/decisions.ts';
import { toDiskFull } from '../db/disk-full.ts';
import { nameKey } from '../db/own-concepts.ts';
import { hasPhotoFile } from '../db/photos.ts';
import type { ConceptSpace } from './concept-space.ts';
import { formatJournalLine, type Journal, type JournalLine, parseJournal } from './journal.ts';

/** The user's word as a text that outlives the library: lines as in the journal, by the photo's content. */
export interface Backup {
  /** All that is said now, marks included; what was taken back is not in it. */
  exportDecisions(): DecisionsFile;
  /**
   * Takes the lines of such a text, or of a journal, into the library as one change: all or, where it fails, none. Where
   * both say something of a photo and label, the later one stands.
   */
  importDecisions(text: string): ImportReport;
  /** Brings a library that may be behind its journal to what that says: it is new, was put back from a copy, or not closed in order. */
  replayJournal(lacks: 'last' | 'any'): void;
  /** Where there is no journal at all, begins it with all that the library knows: it came from elsewhere, or the journal is lost. */
  beginJournal(): void;
}

export interface BackupDeps {
  db: WriteDb;
  space: ConceptSpace;
  journal: Journal;
  nameOf(concept: ConceptId): string;
  now(): number;
}

/** What a text says of one photo and one of this library's concepts. */
interface Word {
  photoHash: Uint8Array;
  concept: ConceptId;
  after: VerdictNumber;
  decidedAtMs: number;
  /** The latest moment at which the text says anything of the two: later than `decidedAtMs` where a clock was set back. */
  knownUntilMs: number;
}

const OWN_PREFIX = 'own:';

export function createBackup({ db, space, journal, nameOf, now }: BackupDeps): Backup {
  /**
   * What a line is about here: own labels are found by their name, and made where there is none of that name. Undefined
   * where a label is taken back that is not there.
   */
  function toConcept({ concept, name, verdict }: JournalLine): ConceptId | undefined {
    if (!concept.startsWith(OWN_PREFIX)) return concept;
    return verdict === 0 ? space.resolveLabel(name) : space.ensureLabel(name);
  }

  /** A journal is in the order in which things were said: of each photo and label its last line counts. */
  function lastWords(lines: readonly JournalLine[], nowMs: number): Word[] {
    const last = new Map<string, { line: JournalLine; knownUntilMs: number }>();
    for (const line of lines) {
      const key = `${line.photo} ${line.concept.startsWith(OWN_PREFIX) ? OWN_PREFIX + nameKey(line.name) : line.concept}`;
      last.set(key, { line, knownUntilMs: Math.max(line.at, last.get(key)?.knownUntilMs ?? 0) });
    }
    const words = new Map<string, Word>();
    for (const { line, knownUntilMs } of last.values()) {
      const concept = toConcept(line);
      if (concept === undefined) continue;
      words.set(`${line.photo} ${concept}`, {
        photoHash: Buffer.from(line.photo, 'hex'),
        concept,
        after: line.verdict,
        // No clock that is ahead may make a word that stands against all later ones.
        decidedAtMs: Math.min(line.at, nowMs),
        knownUntilMs,
      });
    }
    return [...words.values()];
  }

  /** Whether the library does not have it so already, nor a later word. */
  function isNews({ photoHash, concept, after, decidedAtMs }: Word): boolean {
    const present = getDecision(db, photoHash, concept);
    return present ? present.verdict !== after && present.decidedAtMs < decidedAtMs : after !== 0;
  }

  /** Of the library's own journal: whether it is behind it. What the journal knew goes by its order, not by clocks. */
  function isMissing({ photoHash, concept, after, knownUntilMs }: Word): boolean {
    const present = getDecision(db, photoHash, concept);
    return present ? present.verdict !== after && present.decidedAtMs <= knownUntilMs : after !== 0;
  }

  function take(lines: readonly JournalLine[], isFromOwnJournal = false): Omit<ImportReport, 'skipped'> {
    const nowMs = now();
    const words = lastWords(lines, nowMs);
    const news = words.filter(isFromOwnJournal ? isMissing : isNews);
    const photos = new Set(lines.map((line) => line.photo));
    let photosKnown = 0;
    for (const photo of photos) if (hasPhotoFile(db, Buffer.from(photo, 'hex'))) photosKnown++;
    const report = { decisions: news.length, unchanged: words.length - news.length, photos: photos.size, photosKnown };
    if (news.length === 0) return { ...report, changeId: null };
    const { id } = insertChange(db, news, nowMs);
    for (const word of news) updateDecisionTime(db, word);
    if (isFromOwnJournal) return { ...report, changeId: id };
    // Inside the transaction: where the journal can't be written, nothing is taken in either.
    const items = news.map((word) => ({ ...word, before: 0 as const, saidAtMs: word.decidedAtMs }));
    journal.append(items, nameOf, nowMs);
    return { ...report, changeId: id };
  }

  return {
    exportDecisions() {
      const names = new Map<ConceptId, string>();
      const lines = listAllDecisions(db).map(({ photoHash, concept, verdict, decidedAtMs }) => {
        const name = names.get(concept) ?? nameOf(concept);
        names.set(concept, name);
        const photo = Buffer.from(photoHash).toString('hex');
        return formatJournalLine({ at: decidedAtMs, photo, concept, name, verdict });
      });
      return { text: lines.join(''), decisions: lines.length };
    },
    importDecisions(text) {
      const { lines, skipped } = parseJournal(text);
      try {
        return { ...journal.inStep(() => transaction(db, () => take(lines))), skipped };
      } catch (error) {
        // Own labels that were made for it are gone with the transaction.
        space.refresh();
        throw toDiskFull(error);
      }
    },
    replayJournal(lacks) {
      transaction(db, () => {
        // What is lost of a database is always what was written last: where the end is there, all is.
        const isThere = lacks === 'last' && !lastWords(journal.readEnd(), now()).some(isMissing);
        if (!isThere) take(journal.read(), true);
      });
    },
    beginJournal() {
      if (journal.exists || countDecisions(db) === 0) return;
      const items = listAllDecisions(db).map(({ photoHash, concept, verdict, decidedAtMs }) => {
        return { photoHash, concept, before: 0 as const, after: verdict, saidAtMs: decidedAtMs };
      });
      journal.append(items, nameOf, now());
    },
  };
}
