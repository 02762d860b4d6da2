import { CsvError, parse } from 'csv-parse/sync';
import { AppError } from '../../../shared/errors.ts';

/** One line of a table of photos and their labels. */
export interface LabelRow {
  /** Number of the line in the file, from 1. */
  line: number;
  /** As it is written: absolute, or as seen from the table's folder. */
  path: string;
  label: string;
}

const DELIMITERS = [',', ';', '\t'];
/** Names that a first line may give its columns. */
const PATH_NAMES = ['path', 'file', 'filename', 'file_name', 'filepath', 'image', 'photo'];
const LABEL_NAMES = ['label', 'class', 'category', 'labels'];
const MAX_LABEL = 200;
/** Letters by which it is told what separates the columns. */
const MAX_LOOKED_AT = 20_000;

interface Parsed {
  record: string[];
  info: { lines: number };
}

/**
 * Reads a table of `path,label` (CSV, UTF-8; semicolons and tabs too). A first line that names its columns may put them in
 * another order, among others; without one they are the first two.
 * @throws AppError invalid-request naming the line
 */
export function readLabelTable(bytes: Uint8Array): LabelRow[] {
  const text = decode(bytes);
  const rows = parseCsv(text);
  const header = rows[0]?.record.map((name) => name.toLowerCase()) ?? [];
  const pathAt = header.findIndex((name) => PATH_NAMES.includes(name));
  const labelAt = header.findIndex((name) => LABEL_NAMES.includes(name));
  const hasHeader = pathAt >= 0 && labelAt >= 0;
  const places = hasHeader ? { pathAt, labelAt } : { pathAt: 0, labelAt: 1 };
  const table = rows.slice(hasHeader ? 1 : 0).map(({ record, info }): LabelRow => {
    const line = info.lines;
    const path = record[places.pathAt] ?? '';
    const label = record[places.labelAt] ?? '';
    if (!hasHeader && record.length !== 2) {
      throw wrong(
        line,
        `a path and a label are wanted, not ${record.length} columns. More need a first line with names.`,
      );
    }
    if (path === '' || path.includes('\0')) throw wrong(line, 'it names no photo.');
    if (label === '') throw wrong(line, 'it names no label.');
    if (label.length > MAX_LABEL) throw wrong(line, `its label is longer than ${MAX_LABEL} letters.`);
    return { line, path, label };
  });
  if (table.length === 0) throw new AppError('invalid-request', 'There is no line with a path and a label in it.');
  return table;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new AppError('invalid-request', 'The table is not written in UTF-8. Save it as “CSV UTF-8”.');
  }
}

function parseCsv(text: string): Parsed[] {
  try {
    return parse(text, {
      delimiter: findDelimiter(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as Parsed[];
  } catch (error) {
    if (error instanceof CsvError) {
      const { lines } = error;
      throw wrong(Number(lines ?? 0), 'its quotes don’t match.');
    }
    throw error;
  }
}

/** What is in most of the first lines, outside of quotes. */
function findDelimiter(text: string): string {
  const lines = text
    .slice(0, MAX_LOOKED_AT)
    .replace(/"[^"]*"/gu, '')
    .split(/[\r\n]+/u);
  const count = (delimiter: string) => lines.filter((line) => line.includes(delimiter)).length;
  return DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
}

const wrong = (line: number, why: string) => new AppError('invalid-request', `Line ${line}: ${why}`);
