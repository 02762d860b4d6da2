import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { ChangeItem } from '../db/decisions.ts';

/** One line of the journal: a verdict as it was set. Own labels go by name, so that they outlive the database's numbers. */
const lineSchema = v.object({
  at: v.number(),
  /** SHA-256 of the photo, hexadecimal. */
  photo: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
  concept: v.string(),
  name: v.string(),
  verdict: v.picklist([-1, 0, 1]),
});

export type JournalLine = v.InferOutput<typeof lineSchema>;

/** Append-only record of every decision, beside the database: what the user said survives the loss of the database. */
export interface Journal {
  append(items: readonly ChangeItem[], nameOf: (concept: string) => string, nowMs: number): void;
  /** All lines in order; lines cut short by a crash are left out. */
  read(): JournalLine[];
}

export function openJournal(path: string): Journal {
  return {
    append(items, nameOf, nowMs) {
      if (items.length === 0) return;
      const lines = items.map((item) => {
        const line: JournalLine = {
          at: nowMs,
          photo: Buffer.from(item.photoHash).toString('hex'),
          concept: item.concept,
          name: nameOf(item.concept),
          verdict: item.after,
        };
        return `${JSON.stringify(line)}\n`;
      });
      appendFileSync(path, lines.join(''), { flush: true });
    },
    read() {
      if (!existsSync(path)) return [];
      return readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((text) => {
          try {
            return [v.parse(lineSchema, JSON.parse(text))];
          } catch {
            return [];
          }
        });
    },
  };
}
