import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConceptId, Vocabulary } from '../shared/model/concept.ts';

/** How the classes of the network stand to a concept: one of them is it, some are below it, or none has to do with it. */
export type Relation = 'class' | 'above' | 'absent';

/** WordNet as the judge of labels and results, with the few links that it lacks (`also-under.tsv`). */
export interface Taxonomy {
  vocabulary: Vocabulary;
  /** Whether one concept is another or below it. */
  isWithin(concept: number, ancestor: number): boolean;
  /** Whether one of two concepts is the other or above it. */
  isRelated(a: number, b: number): boolean;
  relationOf(concept: number): Relation;
  /** Concepts of the network's classes. */
  classes: readonly number[];
  isClass(concept: number): boolean;
  /** Whether a head of its own says it. */
  isHead(concept: number): boolean;
  /** Whether a head says it and hardly any class: a photo may well show it besides what its folder is named for. */
  isSetting(concept: number): boolean;
}

/** A head's concept with as many classes below it ("dog", "boat") is the subject of photos; one with fewer is their setting. */
const MIN_CLASSES_OF_SUBJECT = 5;

/** What a pack says it knows. */
interface PackConcepts {
  classes: readonly ConceptId[];
  heads: readonly ConceptId[];
}

export function createTaxonomy(vocabulary: Vocabulary, pack: PackConcepts): Taxonomy {
  const numbersOf = (ids: readonly ConceptId[]) =>
    ids.map((id) => vocabulary.numberOf(id)).filter((number) => number !== undefined);
  const links = readRows(join(import.meta.dirname, 'also-under.tsv')).flatMap(([child = '', parent = '']) => {
    const [below, above] = numbersOf([child, parent]);
    return below === undefined || above === undefined ? [] : [{ below, above }];
  });
  const isInTree = (concept: number, ancestor: number) =>
    vocabulary.rangesOf(ancestor).some(({ first, end }) => concept >= first && concept < end);
  const isWithin = (concept: number, ancestor: number) =>
    isInTree(concept, ancestor) ||
    links.some(({ below, above }) => isInTree(above, ancestor) && isInTree(concept, below));
  const classes = [...new Set(numbersOf(pack.classes))];
  const classSet = new Set(classes);
  const heads = new Set(numbersOf(pack.heads));
  return {
    vocabulary,
    isWithin,
    isRelated: (a, b) => isWithin(a, b) || isWithin(b, a),
    relationOf(concept) {
      if (classSet.has(concept)) return 'class';
      return classes.some((other) => isWithin(other, concept)) ? 'above' : 'absent';
    },
    classes,
    isClass: (concept) => classSet.has(concept),
    isHead: (concept) => heads.has(concept),
    isSetting: (concept) =>
      heads.has(concept) && classes.filter((other) => isWithin(other, concept)).length < MIN_CLASSES_OF_SUBJECT,
  };
}

/** Classes and heads of a pack, from its own papers. */
export function readPackConcepts(folder: string): PackConcepts & { id: string; version: string; name: string } {
  const readJson = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const manifest = readJson('manifest.json') as {
    id: string;
    version: string;
    name: string;
    labels: string;
    files: Record<string, unknown>;
  };
  const heads =
    'heads.json' in manifest.files ? (readJson('heads.json') as { heads: { concept: ConceptId }[] }).heads : [];
  return {
    id: manifest.id,
    version: manifest.version,
    name: manifest.name,
    classes: readRows(join(folder, manifest.labels)).map(([concept = '']) => concept),
    heads: heads.map(({ concept }) => concept),
  };
}

/** Lines of a table with tabs; those that start with # are notes. */
export function readRows(path: string): string[][] {
  return readFileSync(path, 'utf8')
    .split(/\r?\n/u)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));
}
