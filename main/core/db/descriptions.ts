import { all, get, type ReadDb, run, type WriteDb } from './connection.ts';
import { insertRevision } from './revisions.ts';

/** One photo's description, before and after; null where nothing was said, '' where the user has emptied it. */
export interface DescriptionItem {
  photoHash: Uint8Array;
  before: string | null;
  after: string | null;
}

/** A description with all that is known of it. */
export interface StoredDescription {
  photoHash: Uint8Array;
  /** '' where the user has emptied it. */
  text: string;
  describedAtMs: number;
}

/** What was said of one photo, and when; undefined where nothing was. */
export function getDescription(
  db: ReadDb,
  photoHash: Uint8Array,
): Pick<StoredDescription, 'text' | 'describedAtMs'> | undefined {
  return get(db, 'SELECT text, described_at_ms AS describedAtMs FROM description WHERE photo_hash = ?', photoHash);
}

/** Descriptions by the ids of photos; those that have none are left out. */
export function getDescriptionsOf(db: ReadDb, photoIds: readonly number[]): Map<number, string> {
  const rows = all<{ id: number; text: string }>(
    db,
    `SELECT photo.id, text FROM photo JOIN description ON photo_hash = hash
     WHERE photo.id IN (SELECT value FROM json_each(?)) AND text <> ''`,
    JSON.stringify(photoIds),
  );
  return new Map(rows.map(({ id, text }) => [id, text]));
}

/** Every description there is, emptied ones too, in the order in which they were said. */
export function listAllDescriptions(db: ReadDb): StoredDescription[] {
  return all<StoredDescription>(
    db,
    `SELECT photo_hash AS photoHash, text, described_at_ms AS describedAtMs FROM description
     ORDER BY described_at_ms, photo_hash`,
  );
}

/** Sets descriptions as part of a change; those that change nothing are left out. Returns what it set. */
export function insertDescriptions(
  db: WriteDb,
  changeId: number,
  wanted: readonly Omit<DescriptionItem, 'before'>[],
  nowMs: number,
): DescriptionItem[] {
  const items = wanted.flatMap(({ photoHash, after }): DescriptionItem[] => {
    const before = getDescription(db, photoHash)?.text ?? null;
    return before === after ? [] : [{ photoHash, before, after }];
  });
  for (const item of items) {
    run(
      db,
      'INSERT INTO change_description (change_id, photo_hash, text_before, text_after) VALUES (?, ?, ?, ?)',
      changeId,
      item.photoHash,
      item.before,
      item.after,
    );
  }
  applyDescriptions(db, changeId, items, nowMs);
  return items;
}

/** Puts back the descriptions that were before a change. Returns what it set. */
export function undoDescriptions(db: WriteDb, changeId: number, nowMs: number): DescriptionItem[] {
  const items = all<DescriptionItem>(
    db,
    `SELECT photo_hash AS photoHash, text_after AS before, text_before AS after
     FROM change_description WHERE change_id = ?`,
    changeId,
  );
  applyDescriptions(db, changeId, items, nowMs);
  return items;
}

/** Says that a description was made at another time than it was written. */
export function updateDescriptionTime(db: WriteDb, photoHash: Uint8Array, describedAtMs: number): void {
  run(db, 'UPDATE description SET described_at_ms = ? WHERE photo_hash = ?', describedAtMs, photoHash);
}

/** Makes these the descriptions that hold, and says that what a search may find has changed. */
function applyDescriptions(db: WriteDb, changeId: number, items: readonly DescriptionItem[], nowMs: number): void {
  if (items.length === 0) return;
  const entries = items.flatMap(({ photoHash, after }) => {
    deleteDescription(db, photoHash);
    return after === null ? [] : insertDescription(db, { photoHash, text: after, describedAtMs: nowMs });
  });
  insertWords(db, entries);
  run(
    db,
    `UPDATE photo SET revision = ? WHERE hash IN (SELECT photo_hash FROM change_description WHERE change_id = ?)`,
    insertRevision(db),
    changeId,
  );
}

function deleteDescription(db: WriteDb, photoHash: Uint8Array): void {
  const present = get<{ id: number; words: string }>(
    db,
    'DELETE FROM description WHERE photo_hash = ? RETURNING id, words',
    photoHash,
  );
  if (!present || present.words === '') return;
  run(
    db,
    'DELETE FROM description_word WHERE description_id = ? AND word IN (SELECT value FROM json_each(?))',
    present.id,
    JSON.stringify(keysOf(present.words)),
  );
}

/** @returns what it is to be looked up by */
function insertDescription(db: WriteDb, { photoHash, text, describedAtMs }: StoredDescription): WordEntry[] {
  const words = toWords(text);
  const { id } = run(
    db,
    'INSERT INTO description (photo_hash, text, words, described_at_ms) VALUES (?, ?, ?, ?)',
    photoHash,
    text,
    words,
    describedAtMs,
  );
  return keysOf(words).map((word) => [word, id]);
}

/** A word and the number of a description. */
type WordEntry = readonly [word: string, id: number];

/** Of very many, entries that are written with one statement. */
const ENTRIES_AT_ONCE = 50_000;

/** In the order of the words: many times as fast as in that of the descriptions. */
function insertWords(db: WriteDb, entries: readonly WordEntry[]): void {
  for (let first = 0; first < entries.length; first += ENTRIES_AT_ONCE) {
    run(
      db,
      `INSERT INTO description_word (word, description_id)
       SELECT value ->> 0, value ->> 1 FROM json_each(?) ORDER BY 1, 2`,
      JSON.stringify(entries.slice(first, first + ENTRIES_AT_ONCE)),
    );
  }
}

/**
 * Ids of the photos whose description has these words, one right after the other; the last may be the beginning of a longer
 * one. Case, accents and punctuation do not matter. None where the text has no word.
 */
export function findDescribed(db: ReadDb, text: string): number[] {
  const words = toWords(text);
  if (words === '') return [];
  const wanted = UNSPACED.test(words.slice(1)) ? words.slice(1) : words;
  // The longest is the rarest, as a rule.
  const [longest = ''] = words.split(' ').sort((a, b) => b.length - a.length);
  const key = toKey([...longest]);
  return all<{ id: number }>(
    db,
    `SELECT photo.id FROM (SELECT DISTINCT description_id FROM description_word WHERE word >= ? AND word < ?)
     JOIN description ON description.id = description_id JOIN photo ON hash = photo_hash WHERE instr(words, ?) > 0`,
    key,
    `${key}\u{10FFFF}`,
    wanted,
  ).map(({ id }) => id);
}

/** A letter of a script that writes no spaces between words. */
const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Letters of a word that it is looked up by; the others are compared. */
const KEY_LETTERS = 12;

/** The words of a text without what does not matter when they are looked for, a space before each; '' where it has none. */
function toWords(text: string): string {
  const words = text
    .normalize('NFKD')
    // Accents of European scripts; in others such marks are letters.
    .replace(/[\u0300-\u036F]+/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return words ? ` ${words.join(' ')}` : '';
}

const toKey = (letters: readonly string[]) => letters.slice(0, KEY_LETTERS).join('');

/** What words are looked up by, each once. @param words as `toWords` gives them */
function keysOf(words: string): string[] {
  if (words === '') return [];
  const keys = words
    .slice(1)
    .split(' ')
    .flatMap((word) => {
      const letters = [...word];
      return letters.flatMap((letter, at) =>
        at === 0 || UNSPACED.test(letter) ? [toKey(letters.slice(at, at + KEY_LETTERS))] : [],
      );
    });
  return [...new Set(keys)];
}
