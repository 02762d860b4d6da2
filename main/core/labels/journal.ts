import { appendFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import * as v from 'valibot';
import type { ChangeItem } from '../db/decisions.ts';

/** No label is longer. */
const MAX_NAME = 200;

/** One line of the journal: a verdict as it was set. Own labels go by name, so that they outlive the database's numbers. */
const lineSchema = v.object({
  /** When it was said: milliseconds since 1970. */
  at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** SHA-256 of the photo, hexadecimal. */
  photo: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
  concept: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_NAME)),
  name: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(MAX_NAME)),
  verdict: v.picklist([-1, 0, 1]),
});

export type JournalLine = v.InferOutput<typeof lineSchema>;

/** What is to be written. */
export interface JournalItem extends ChangeItem {
  /** When it was said, where that was not just now. */
  saidAtMs?: number | undefined;
}

/** Append-only record of every decision, beside the database: what the user said survives the loss of the database. */
export interface Journal {
  /** All of it or nothing. @throws the system's error where it can't be written */
  append(items: readonly JournalItem[], nameOf: (concept: string) => string, nowMs: number): void;
  /** Whether there is one. */
  readonly exists: boolean;
  /** All lines in order; lines cut short by a crash are left out. */
  read(): JournalLine[];
}

export function openJournal(path: string): Journal {
  return {
    append(items, nameOf, nowMs) {
      if (items.length === 0) return;
      const names = new Map([...new Set(items.map(({ concept }) => concept))].map((id) => [id, nameOf(id)]));
      const lines = items.map((item) => {
        const line: JournalLine = {
          at: item.saidAtMs ?? nowMs,
          photo: Buffer.from(item.photoHash).toString('hex'),
          concept: item.concept,
          name: names.get(item.concept) ?? item.concept,
          verdict: item.after,
        };
        return formatJournalLine(line);
      });
      const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size;
      try {
        appendFileSync(path, lines.join(''), { flush: true });
      } catch (error) {
        // What got into it before the disk was full says something that was not done, and cuts into the next line.
        if (sizeBytes !== undefined) truncateSync(path, sizeBytes);
        throw error;
      }
    },
    get exists() {
      return existsSync(path);
    },
    read() {
      if (!existsSync(path)) return [];
      return parseJournal(readFileSync(path, 'utf8')).lines;
    },
  };
}

/** With the end of the line. */
export function formatJournalLine(line: JournalLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** The lines of a journal in order, and how many could not be read; empty lines are neither. */
export function parseJournal(text: string): { lines: JournalLine[]; skipped: number } {
  const lines: JournalLine[] = [];
  let skipped = 0;
  for (const piece of text.replace(/^\uFEFF/u, '').split('\n')) {
    if (piece.trim() === '') continue;
    const line = parseLine(piece);
    if (line) lines.push(line);
    else skipped++;
  }
  return { lines, skipped };
}

function parseLine(text: string): JournalLine | undefined {
  try {
    const parsed = v.safeParse(lineSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
