import type { KeywordTags } from './exif-tool.ts';

/** A keyword with what stands above it, the broadest first: `[animal, cat, Siamese cat]`. */
export type Keyword = readonly string[];

export interface FoundKeywords {
  keywords: Keyword[];
  /** Why some were left out, each reason once. */
  refused: string[];
}

const MAX_NAME = 200;
const MAX_LEVELS = 30;
const MAX_KEYWORDS = 500;
/** What digiKam keeps for itself among the tags. */
const INTERNAL = /^_Digikam_/u;
/** What this program writes for concepts: a keyword that looks so names none. */
const CONCEPT_ID = /^(?:own:\d+|n\d{8}|mark:.*)$/u;

/**
 * The keywords of a file, each once. Where a file has them with their levels, names that are a level of one of these say
 * nothing more; nor does a tree that is part of a longer one. What the model said is not what the user said.
 */
export function toKeywords(tags: KeywordTags): FoundKeywords {
  const refused = new Set<string>();
  const trees =
    tags.hierarchical.length > 0
      ? tags.hierarchical.map((text) => text.split('|'))
      : tags.tagsList.map((text) => text.split('/'));
  const fromModel = new Set(tags.fromModel.map((text) => keyOf(text.split('|'))));
  const paths = trees.map((path) => path.map(toName).filter((name) => name !== ''));
  const levels = new Set(paths.flat().map((name) => name.toLowerCase()));
  const starts = new Set(paths.flatMap((path) => path.slice(0, -1).map((_, i) => keyOf(path.slice(0, i + 1)))));
  const flat = [...tags.subjects, ...tags.iptc].map(toName).filter((name) => !levels.has(name.toLowerCase()));
  const all = new Map<string, Keyword>();
  for (const path of [...paths, ...flat.map((name) => [name])]) {
    const key = keyOf(path);
    const [first = ''] = path;
    if (first === '' || INTERNAL.test(first) || starts.has(key) || fromModel.has(key)) continue;
    const why = findFault(path);
    if (why) refused.add(why);
    else all.set(key, path);
  }
  if (all.size > MAX_KEYWORDS) refused.add(`it has more than ${MAX_KEYWORDS} keywords; the others were left out`);
  return { keywords: [...all.values()].slice(0, MAX_KEYWORDS), refused: [...refused] };
}

function findFault(path: Keyword): string | undefined {
  if (path.length > MAX_LEVELS) return `a keyword has more than ${MAX_LEVELS} levels`;
  if (path.some((name) => name.length > MAX_NAME)) return `a keyword is longer than ${MAX_NAME} letters`;
  if (path.some((name) => CONCEPT_ID.test(name))) return 'a keyword is no name';
  return undefined;
}

function toName(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}

const keyOf = (path: Keyword) => JSON.stringify(path.map((name) => toName(name).toLowerCase()));
