import type { DecisionsFile, ImportReport } from '../../../shared/api.ts';
import type { ConceptId } from '../../../shared/model/concept.ts';
import { transaction, type WriteDb } from '../db/connection.ts';
import {
  getDecision,
  insertChange,
  listAllDecisions,
  updateDecisionTime,
  type VerdictNumber,
} from '../db/decisions.ts';
import { getDescription, insertDescriptions, listAllDescriptions, updateDescriptionTime } from '../db/descriptions.ts';
import { toDiskFull } from '../db/disk-full.ts';
import { nameKey } from '../db/own-concepts.ts';
import { hasPhotoFile } from '../db/photos.ts';
import type { ConceptSpace } from './concept-space.ts';
import {
  formatJournal,
  isVerdictLine,
  type Journal,
  type JournalItem,
  type JournalLine,
  parseJournal,
  type VerdictLine,
} from './journal.ts';

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

/** When a text says something of one photo. */
interface SaidOnce {
  photoHash: Uint8Array;
  saidAtMs: number;
  /** The latest moment at which the text says anything of the same: later than `saidAtMs` where a clock was set back. */
  knownUntilMs: number;
}

/** What it says: of one of this library's concepts, or as the photo's description. */
type Word = SaidOnce & ({ concept: ConceptId; after: VerdictNumber } | { after: string | null });

const OWN_PREFIX = 'own:';

export function createBackup({ db, space, journal, nameOf, now }: BackupDeps): Backup {
  /**
   * What a line is about here: own labels are found by their name, and made where there is none of that name. Undefined
   * where a label is taken back that is not there.
   */
  function toConcept({ concept, name, verdict }: VerdictLine): ConceptId | undefined {
    if (!concept.startsWith(OWN_PREFIX)) return concept;
    return verdict === 0 ? space.resolveLabel(name) : space.ensureLabel(name);
  }

  /** A journal is in the order in which things were said: of each photo and label, or description, its last line counts. */
  function lastWords(lines: readonly JournalLine[], nowMs: number): Word[] {
    const last = new Map<string, { line: JournalLine; knownUntilMs: number }>();
    for (const line of lines) {
      const key = `${line.photo} ${isVerdictLine(line) ? keyOfLabel(line) : ''}`;
      last.set(key, { line, knownUntilMs: Math.max(line.at, last.get(key)?.knownUntilMs ?? 0) });
    }
    const words = new Map<string, Word>();
    for (const { line, knownUntilMs } of last.values()) {
      // No clock that is ahead may make a word that stands against all later ones.
      const saidAtMs = Math.min(line.at, nowMs);
      const said = { photoHash: Buffer.from(line.photo, 'hex'), saidAtMs, knownUntilMs };
      if (isVerdictLine(line)) {
        const concept = toConcept(line);
        if (concept !== undefined) words.set(`${line.photo} ${concept}`, { ...said, concept, after: line.verdict });
      } else words.set(line.photo, { ...said, after: line.description });
    }
    return [...words.values()];
  }

  /** What the library has of the same, and since when; undefined where nothing was said. */
  function getPresent(word: Word): { said: VerdictNumber | string; atMs: number } | undefined {
    if ('concept' in word) {
      const present = getDecision(db, word.photoHash, word.concept);
      return present && { said: present.verdict, atMs: present.decidedAtMs };
    }
    const present = getDescription(db, word.photoHash);
    return present && { said: present.text, atMs: present.describedAtMs };
  }

  const saysSomething = ({ after }: Word) => after !== 0 && after !== null;

  /** Whether the library does not have it so already, nor a later word. */
  function isNews(word: Word): boolean {
    const present = getPresent(word);
    return present ? present.said !== word.after && present.atMs < word.saidAtMs : saysSomething(word);
  }

  /** Of the library's own journal: whether it is behind it. What the journal knew goes by its order, not by clocks. */
  function isMissing(word: Word): boolean {
    const present = getPresent(word);
    return present ? present.said !== word.after && present.atMs <= word.knownUntilMs : saysSomething(word);
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
    const { id } = insertChange(
      db,
      news.filter((word) => 'concept' in word),
      nowMs,
    );
    insertDescriptions(
      db,
      id,
      news.flatMap((word) => ('concept' in word ? [] : [word])),
      nowMs,
    );
    for (const word of news) {
      const { photoHash, saidAtMs } = word;
      if ('concept' in word) updateDecisionTime(db, { photoHash, concept: word.concept, decidedAtMs: saidAtMs });
      else updateDescriptionTime(db, photoHash, saidAtMs);
    }
    if (isFromOwnJournal) return { ...report, changeId: id };
    // Inside the transaction: where the journal can't be written, nothing is taken in either.
    journal.append(
      news.map((word) => ('concept' in word ? { ...word, before: 0 } : { ...word, before: null })),
      nameOf,
      nowMs,
    );
    return { ...report, changeId: id };
  }

  /** All that is said now, in the order in which it was. */
  function listPresent(): JournalItem[] {
    const verdicts = listAllDecisions(db).map(({ photoHash, concept, verdict, decidedAtMs }) => {
      return { photoHash, concept, before: 0 as const, after: verdict, saidAtMs: decidedAtMs };
    });
    const descriptions = listAllDescriptions(db).map(({ photoHash, text, describedAtMs }) => {
      return { photoHash, before: null, after: text, saidAtMs: describedAtMs };
    });
    return [...verdicts, ...descriptions];
  }

  return {
    exportDecisions() {
      const lines = formatJournal(listPresent(), nameOf, now());
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
      if (!journal.exists) journal.append(listPresent(), nameOf, now());
    },
  };
}

/** Own labels by their names, whatever their numbers are. */
function keyOfLabel({ concept, name }: VerdictLine): string {
  return concept.startsWith(OWN_PREFIX) ? OWN_PREFIX + nameKey(name) : concept;
}
