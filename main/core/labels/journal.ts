import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
} from 'node:fs';
import * as v from 'valibot';
import { cleanDescription, maxDescription } from '../../../shared/model/description.ts';
import type { ChangeItem } from '../db/decisions.ts';
import type { DescriptionItem } from '../db/descriptions.ts';

/** No label is longer. */
const MAX_NAME = 200;
/** What is read of a journal to see how it ends. */
const END_BYTES = 64 * 1024;

const saidOf = {
  /** When it was said: milliseconds since 1970. */
  at: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** SHA-256 of the photo, hexadecimal. */
  photo: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
};

/** A verdict as it was set. Own labels go by name, so that they outlive the database's numbers. */
const verdictSchema = v.object({
  ...saidOf,
  concept: v.pipe(v.string(), v.nonEmpty(), v.maxLength(MAX_NAME)),
  name: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(MAX_NAME)),
  verdict: v.picklist([-1, 0, 1]),
});

/** A description as it was set: '' where it was emptied, null where nothing is said of it any more. */
const descriptionSchema = v.object({
  ...saidOf,
  description: v.nullable(v.pipe(v.string(), v.maxLength(maxDescription), v.transform(cleanDescription))),
});

/** One line of the journal. */
const lineSchema = v.union([verdictSchema, descriptionSchema]);

export type VerdictLine = v.InferOutput<typeof verdictSchema>;
export type JournalLine = v.InferOutput<typeof lineSchema>;

/** What is to be written. `saidAtMs`: when it was said, where that was not just now. */
export type JournalItem = (ChangeItem | DescriptionItem) & { saidAtMs?: number | undefined };

/** Whether a line is about a label or a mark. */
export function isVerdictLine(line: JournalLine): line is VerdictLine {
  return 'concept' in line;
}

/** Append-only record of every decision, beside the database: what the user said survives the loss of the database. */
export interface Journal {
  /** All of it or nothing. @throws the system's error where it can't be written */
  append(items: readonly JournalItem[], nameOf: (concept: string) => string, nowMs: number): void;
  /** Does what appends; where that fails in the end, what it appended is taken out again. */
  inStep<T>(work: () => T): T;
  /** Whether there is one. */
  readonly exists: boolean;
  /** All lines in order; lines cut short by a crash are left out. */
  read(): JournalLine[];
  /** The last of them: a few hundred, or all there are. */
  readEnd(): JournalLine[];
}

export function openJournal(path: string): Journal {
  /** What is being done in step: where the journal ended before it and, once something was appended, where it ends. */
  let step: { from: number | null; to: number | null } | null = null;

  return {
    append(items, nameOf, nowMs) {
      if (items.length === 0) return;
      const lines = formatJournal(items, nameOf, nowMs);
      const from = sizeOf(path);
      // A program that was killed while it wrote left half a line: without an end it would spoil the next one as well.
      const text = (endsInLine(path, from) ? '' : '\n') + lines.join('');
      try {
        appendFileSync(path, text, { flush: true });
      } catch (error) {
        // What got into it before the disk was full says something that was not done, and cuts into the next line.
        if (existsSync(path)) truncateSync(path, from);
        throw error;
      }
      if (!step) return;
      step.from ??= from;
      step.to = from + Buffer.byteLength(text);
    },
    inStep(work) {
      const own: NonNullable<typeof step> = { from: null, to: null };
      step = own;
      try {
        return work();
      } catch (error) {
        // Not where another process has said something since: its words stay, and ours with them.
        if (own.from !== null && sizeOf(path) === own.to) truncateSync(path, own.from);
        throw error;
      } finally {
        step = null;
      }
    },
    get exists() {
      return existsSync(path);
    },
    read() {
      if (!existsSync(path)) return [];
      return parseJournal(readFileSync(path, 'utf8')).lines;
    },
    readEnd() {
      const sizeBytes = sizeOf(path);
      const bytes = readPart(path, Math.max(0, sizeBytes - END_BYTES), sizeBytes);
      return parseJournal(bytes.toString()).lines;
    },
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether a file of this size ends with the end of a line, or is empty. */
function endsInLine(path: string, sizeBytes: number): boolean {
  return sizeBytes === 0 || readPart(path, sizeBytes - 1, sizeBytes).toString() === '\n';
}

/** Bytes of a file from one place to another; none where it is not there. */
function readPart(path: string, from: number, to: number): Buffer {
  if (to === 0) return Buffer.alloc(0);
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(to - from);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
}

/** The lines of a journal, each with its end. */
export function formatJournal(
  items: readonly JournalItem[],
  nameOf: (concept: string) => string,
  nowMs: number,
): string[] {
  const names = new Map<string, string>();
  return items.map((item) => {
    const said = { at: item.saidAtMs ?? nowMs, photo: Buffer.from(item.photoHash).toString('hex') };
    if (!('concept' in item)) return formatLine({ ...said, description: item.after });
    const { concept, after } = item;
    const name = names.get(concept) ?? nameOf(concept);
    names.set(concept, name);
    return formatLine({ ...said, concept, name, verdict: after });
  });
}

const formatLine = (line: JournalLine) => `${JSON.stringify(line)}\n`;

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
