import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isPicturePath } from '../shared/model/formats.ts';
import { type Relation, readRows, type Taxonomy } from './taxonomy.ts';

/** A photo of which is known what it shows. */
export interface JudgedPhoto {
  path: string;
  /** What it is of; undefined where it shows nothing of what its collection is about. */
  truth: number | undefined;
}

/**
 * Photos with their truth. `classes`: each photo is of one thing, and taken for a photo of nothing else. `yes-no`: one
 * thing each, or none of the collection's things (a folder "other"); whatever else they show is not known.
 */
export interface Collection {
  name: string;
  kind: 'classes' | 'yes-no';
  photos: JudgedPhoto[];
  /** Relation by reviewed mapping, where it differs from what the classes say. */
  relations: ReadonlyMap<number, Relation>;
  /** Folders left out: nobody can say which concept they are. */
  leftOut: string[];
}

const OTHER = 'other';
const SYNSET_NAME = /^(n\d{8})(?:[_.-]|$)/u;
const root = resolve(import.meta.dirname, '..');
const sharedPhotos = resolve(root, '..', 'shared', 'photos');
const DEFAULTS = ['caltech101', 'flowers', 'imagenet', 'palms'];

/** Folders of the usual collections that are there. */
export function findDefaultFolders(): string[] {
  return DEFAULTS.map((name) => join(sharedPhotos, name)).filter((folder) => existsSync(folder));
}

/** The reviewed mapping of a usual collection, where there is one. */
export function findMapping(folder: string): string | undefined {
  const path = join(root, 'scripts', 'eval', `${basename(folder)}-synsets.tsv`);
  return existsSync(path) ? path : undefined;
}

/**
 * Reads a folder whose sub-folders, or else whose files (`n01440764_tench.jpg`), are named by class.
 * @param mapping table of sub-folder, concept (`-` where none is right) and, as it may be, relation to the network's classes
 */
export function readCollection(folder: string, taxonomy: Taxonomy, mapping?: string): Collection {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const mapped = new Map((mapping ? readRows(mapping) : []).map(([name = '', ...rest]) => [name, rest]));
  const relations = new Map<number, Relation>();
  const photos: JudgedPhoto[] = [];
  const leftOut: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) {
      const truth = taxonomy.vocabulary.numberOf(SYNSET_NAME.exec(entry.name)?.[1] ?? '');
      if (isPicturePath(entry.name) && truth !== undefined) photos.push({ path, truth });
      continue;
    }
    const [concept, relation] = mapped.get(entry.name) ?? [];
    const truth = concept === undefined ? conceptOf(entry.name, taxonomy) : taxonomy.vocabulary.numberOf(concept);
    if (truth === undefined && entry.name !== OTHER) {
      leftOut.push(entry.name);
      continue;
    }
    if (truth !== undefined && isRelation(relation)) relations.set(truth, relation);
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(isPicturePath).sort();
    photos.push(...names.map((name) => ({ path: join(path, name), truth })));
  }
  const kind = entries.some((entry) => entry.isDirectory() && entry.name === OTHER) ? 'yes-no' : 'classes';
  return { name: basename(folder), kind, photos, relations, leftOut };
}

/** Meaning of a folder's name: a synset id, or words, by preference in a sense that the network has to do with. */
function conceptOf(name: string, taxonomy: Taxonomy): number | undefined {
  if (name === OTHER) return undefined;
  const { vocabulary } = taxonomy;
  const id = SYNSET_NAME.exec(name)?.[1];
  if (id !== undefined) return vocabulary.numberOf(id);
  const words = name.replace(/[_-]+/gu, ' ');
  const senses = [words, words.replaceAll(' ', '-')].map(vocabulary.find).find((found) => found.length > 0) ?? [];
  return (
    senses.find((sense) => taxonomy.isClass(sense) || taxonomy.isHead(sense)) ??
    senses.find((sense) => taxonomy.relationOf(sense) === 'above') ??
    senses[0]
  );
}

const isRelation = (text: string | undefined): text is Relation =>
  text === 'class' || text === 'above' || text === 'absent';
