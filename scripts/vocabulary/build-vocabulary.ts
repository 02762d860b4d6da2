/**
 * Builds assets/vocabulary from the files of WordNet 3.0. See README.md beside this file.
 *
 *   node scripts/vocabulary/build-vocabulary.ts <folder with data.noun, index.noun, noun.exc, cntlist.rev>
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeIndex, INDEX_FILE, NO_PARENT, TEXT_FILE } from '../../main/core/vocabulary/asset-format.ts';
import { wordKey } from '../../main/core/vocabulary/word-key.ts';
import { assert } from '../../shared/errors.ts';
import { readAliases } from './alias-file.ts';
import { indexLemmas, type LemmaEntry, nameConcepts } from './index-lemmas.ts';
import { type NumberedGraph, numberConcepts } from './number-concepts.ts';
import { readExceptions, readIndexEntries, readLicence, readSynsets, readTagCounts } from './wordnet-files.ts';

/** entity: all other nouns are below it. */
const ROOT = '00001740';

/** Offsets differ between releases, so these tell that it is 3.0. */
const LANDMARKS = {
  '02084071': 'dog',
  '02121620': 'cat',
  '02123045': 'tabby',
  '02123597': 'Siamese cat',
  '12582231': 'palm',
};

/** Words that WordNet itself calls insults or obscene: a program that offers labels for photos must not offer these. */
const OFFENSIVE = /ethnic slur|offensive (term|name|and)|\(sometimes offensive\)|obscene (term|word)/;

function build(source: string, target: string): void {
  const synsets = readSynsets(source);
  for (const [offset, word] of Object.entries(LANDMARKS)) {
    const found = synsets.find((synset) => synset.offset === offset);
    assert(found?.words[0] === word, `${source} is not WordNet 3.0: n${offset} is not "${word}"`);
  }
  const graph = numberConcepts(synsets, ROOT, ({ gloss }) => OFFENSIVE.test(gloss));
  const numbers = new Map(graph.synsets.map(({ offset }, number) => [offset, number]));
  const aliases = readAliases(join(target, 'aliases.tsv'));
  const names = nameConcepts(graph.synsets, aliases);
  const lemmas = indexLemmas(numbers, readIndexEntries(source), readTagCounts(source), names, aliases);
  const exceptions = exceptionLines(source, new Set(lemmas.map(({ key }) => key)));

  const lines = graph.synsets.map(({ offset, gloss }, number) => {
    const line = [`n${offset}`, gloss, ...(names[number] ?? [])].join('\t');
    return Buffer.from(`${line}\n`);
  });
  const text = Buffer.concat(lines);
  const index = encodeIndex({
    size: graph.synsets.length,
    longestLemmaWords: Math.max(...lemmas.map(({ key }) => key.split(' ').length)),
    textBytes: text.length,
    numbers: {
      ...graphSections(graph),
      ...lemmaSections(lemmas),
      lineStarts: starts(lines.map(({ length }) => length)),
    },
    bytes: {
      keys: Buffer.from(lemmas.map(({ key }) => key).join('')),
      exceptions: Buffer.from(exceptions.join('\n')),
      frequencies: Buffer.from(lemmas.map(({ frequency }) => frequencyByte(frequency))),
    },
  });
  writeFileSync(join(target, TEXT_FILE), text);
  writeFileSync(join(target, INDEX_FILE), index);
  writeFileSync(join(target, 'LICENSE'), readLicence(source));
  const counts = {
    concepts: graph.synsets.length,
    leftOut: synsets.length - graph.synsets.length,
    extraParents: graph.extraEdges.length,
    words: lemmas.length,
    senses: lemmas.reduce((sum, { senses }) => sum + senses.length, 0),
    irregularPlurals: exceptions.length,
    aliasLines: aliases.length,
    indexBytes: index.length,
    textBytes: text.length,
  };
  for (const [name, count] of Object.entries(counts)) console.log(`${name}\t${count}`);
}

function graphSections({ synsets, ends, parents, extraEdges }: NumberedGraph) {
  const offsets = Uint32Array.from(synsets, ({ offset }) => Number(offset));
  const byOffset = Uint32Array.from(offsets.keys()).sort(
    (a, b) => Number(synsets[a]?.offset) - Number(synsets[b]?.offset),
  );
  return {
    offsets,
    byOffset,
    ends: Uint32Array.from(ends),
    parents: Uint32Array.from(parents, (parent) => parent ?? NO_PARENT),
    extraEdges: Uint32Array.from(extraEdges.flat()),
  };
}

function lemmaSections(lemmas: readonly LemmaEntry[]) {
  const joined = [...lemmas.entries()]
    .filter(([, { key }]) => key.includes(' '))
    .map(([position, { key }]) => ({ position, bytes: Buffer.from(key.replaceAll(' ', '')) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes) || a.position - b.position);
  return {
    keyStarts: starts(lemmas.map(({ key }) => Buffer.byteLength(key))),
    senseStarts: starts(lemmas.map(({ senses }) => senses.length)),
    senses: Uint32Array.from(lemmas.flatMap(({ senses }) => senses)),
    byJoined: Uint32Array.from(joined, ({ position }) => position),
  };
}

/** 0 for never, then ever coarser: only the order matters, and one byte saves three. The highest count is about 7,000. */
function frequencyByte(frequency: number): number {
  return Math.min(255, Math.round(20 * Math.log2(1 + frequency)));
}

/** Where each of a row of things starts, and where the last ends. */
function starts(lengths: readonly number[]): Uint32Array {
  const all = new Uint32Array(lengths.length + 1);
  for (const [position, length] of lengths.entries()) all[position + 1] = (all[position] ?? 0) + length;
  return all;
}

/** `plural base base`, as word keys with tabs between; without what leads to no word that is kept. */
function exceptionLines(source: string, words: ReadonlySet<string>): string[] {
  const lines = readExceptions(source).map(({ plural, bases }) => {
    const kept = bases.map(wordKey).filter((base) => words.has(base));
    return kept.length > 0 ? [wordKey(plural), ...kept].join('\t') : '';
  });
  return [...new Set(lines.filter((line) => line !== ''))].sort();
}

const [source, target = join(import.meta.dirname, '../../assets/vocabulary')] = process.argv.slice(2);
if (source === undefined) {
  console.error('Usage: node scripts/vocabulary/build-vocabulary.ts <dict folder of WordNet 3.0> [target folder]');
  process.exitCode = 2;
} else {
  build(source, target);
}
