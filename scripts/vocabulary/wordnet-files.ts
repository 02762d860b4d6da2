import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../shared/errors.ts';

/** A noun synset as WordNet's `data.noun` has it (format: wndb(5WN)). */
export interface Synset {
  /** Eight digits. */
  offset: string;
  /** Words as WordNet writes them, with spaces for underscores, in its order. */
  words: string[];
  /** Offsets of the hypernyms (pointer `@`), in its order; not those of instances (`@i`). */
  hypernyms: string[];
  /** The definition, without the examples that follow it in the file. */
  gloss: string;
}

/** A line of `index.noun`: a word (lower case, underscores) and the offsets it may mean, most usual first. */
export interface IndexEntry {
  word: string;
  offsets: string[];
}

const POINTER_FIELDS = 4;

/** Every noun synset, in file order. The licence at the top of the file is skipped. */
export function readSynsets(folder: string): Synset[] {
  return readLines(folder, 'data.noun').map(parseSynset);
}

export function readIndexEntries(folder: string): IndexEntry[] {
  return readLines(folder, 'index.noun').map((line) => {
    const [word = '', , senses = '', ...rest] = line.trimEnd().split(' ');
    return { word, offsets: rest.slice(-Number(senses)) };
  });
}

/** Irregular plurals and their base forms, with underscores. */
export function readExceptions(folder: string): { plural: string; bases: string[] }[] {
  return readLines(folder, 'noun.exc').map((line) => {
    const [plural = '', ...bases] = line.trim().split(' ');
    return { plural, bases };
  });
}

/** How often each noun (lower case, underscores) is tagged in WordNet's own texts, all senses together. */
export function readTagCounts(folder: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of readLines(folder, 'cntlist.rev')) {
    const [key = '', , count] = line.split(' ');
    // A sense key is lemma%part_of_speech:...; 1 is the noun.
    const [word = '', sense = ''] = key.split('%');
    if (sense.startsWith('1:')) counts.set(word, (counts.get(word) ?? 0) + Number(count));
  }
  return counts;
}

/** The licence that stands at the top of every data file, without the line numbers. */
export function readLicence(folder: string): string {
  return readFileSync(join(folder, 'data.noun'), 'latin1')
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.replace(/^ +\d+ ?/, '').trimEnd())
    .join('\n')
    .concat('\n');
}

function parseSynset(line: string): Synset {
  const bar = line.indexOf(' | ');
  const fields = line.slice(0, bar).split(' ');
  const [offset = '', , type = '', wordCount = ''] = fields;
  assert(/^\d{8}$/.test(offset) && type === 'n', `not a noun synset: ${line.slice(0, 40)}`);
  const firstPointer = 4 + 2 * Number.parseInt(wordCount, 16);
  const words: string[] = [];
  for (let field = 4; field < firstPointer; field += 2) words.push((fields[field] ?? '').replaceAll('_', ' '));
  const pointers = Number(fields[firstPointer]);
  const hypernyms: string[] = [];
  for (let pointer = 0; pointer < pointers; pointer++) {
    const field = firstPointer + 1 + POINTER_FIELDS * pointer;
    if (fields[field] === '@') hypernyms.push(fields[field + 1] ?? '');
  }
  return { offset, words, hypernyms, gloss: definition(line.slice(bar + 3)) };
}

/** A gloss is `definition; definition; "example"; "example"`, here and there with a colon or comma before the example. */
function definition(gloss: string): string {
  const whole = gloss.replace(/\s+/g, ' ').trim();
  const example = whole.search(/[;:,] *"/);
  return example > 0 ? whole.slice(0, example) : whole;
}

function readLines(folder: string, file: string): string[] {
  return readFileSync(join(folder, file), 'latin1')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('  '));
}
