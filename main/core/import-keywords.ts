import { join, resolve } from 'node:path';
import type { KeywordReport, Request } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import type { ConceptId } from '../../shared/model/concept.ts';
import type { WriteDb } from './db/connection.ts';
import { FAVOURITE } from './db/decisions.ts';
import { listPresentFiles, type PresentFileRow } from './db/files.ts';
import { listFolders } from './db/folders.ts';
import { openKeywordFiles } from './exchange/exif-tool.ts';
import type { Keyword } from './exchange/keywords.ts';
import { type FoundWord, listNames, readBeside } from './exchange/read-beside.ts';
import { makeLabel, resolveKeyword } from './exchange/resolve-keyword.ts';
import { addTrouble } from './export-sidecars.ts';
import type { Place } from './folder-keeper.ts';
import type { ConceptSpace } from './labels/concept-space.ts';
import type { Decisions } from './labels/decisions.ts';

export interface KeywordDeps {
  db: WriteDb;
  space: ConceptSpace;
  decisions: Decisions;
  /** Where a path belongs, or undefined outside all folders. */
  findPlace(path: string): Place | undefined;
  now(): number;
  /** Ends it between two photos, before anything was changed. */
  signal: AbortSignal;
}

/** Files at a time, and how many of them are read at once: ExifTool runs as two processes. */
const PAGE = 200;
const AT_ONCE = 4;
/** Labels that one import may make: more are no labels, but sentences or worse. */
const MAX_NEW_LABELS = 10_000;

/** What was found of one photo, in all of its files. */
interface Found {
  hash: Uint8Array;
  keywords: Map<string, Keyword>;
  favourite: boolean;
  takenAtMs: number | null;
  description: string;
}

/**
 * Takes in keywords, descriptions, favourites and dates that other programs have written, in one transaction after all was read.
 * @throws AppError not-found, unsupported, cancelled, invalid-request where there are too many new labels
 */
export async function importKeywords(deps: KeywordDeps, { folder }: Request<'importKeywords'>): Promise<KeywordReport> {
  const { db } = deps;
  const report: KeywordReport = {
    photos: 0,
    labels: 0,
    favourites: 0,
    descriptions: 0,
    dates: 0,
    unchanged: 0,
    failed: 0,
    troubles: [],
    changeId: null,
  };
  const found = new Map<string, Found>();
  const files = openKeywordFiles();
  let listed = { path: '', names: [] as string[] };

  async function read(file: PresentFileRow): Promise<FoundWord> {
    const path = join(file.folderPath, file.directory);
    if (listed.path !== path) listed = { path, names: listNames(path) };
    return readBeside(path, file.name, listed.names, files, deps.now());
  }

  function note(file: PresentFileRow, { keywords, takeout, description, troubles }: FoundWord): void {
    const key = Buffer.from(file.hash).toString('hex');
    const nothing: Found = { hash: file.hash, keywords: new Map(), favourite: false, takenAtMs: null, description: '' };
    const photo = found.get(key) ?? nothing;
    found.set(key, photo);
    for (const keyword of keywords) photo.keywords.set(keyword.join('\n'), keyword);
    photo.description ||= description;
    photo.favourite ||= takeout?.favourite === true;
    if (file.takenAtSource === 'file') photo.takenAtMs ??= takeout?.takenAtMs ?? null;
    report.failed += troubles.length;
    for (const { path, reason } of troubles) addTrouble(report.troubles, path, reason);
  }

  function refuseIfClosed(): void {
    if (deps.signal.aborted) throw new AppError('cancelled', 'The library was closed: nothing was taken in.');
  }

  try {
    for (const place of findPlaces(deps, folder)) {
      let after: PresentFileRow | null = null;
      for (;;) {
        const page: PresentFileRow[] = listPresentFiles(db, place, after, PAGE);
        for (let i = 0; i < page.length; i += AT_ONCE) {
          const some = page.slice(i, i + AT_ONCE);
          const words = await Promise.all(some.map(read));
          refuseIfClosed();
          some.forEach((file, k) => {
            const word = words[k];
            if (word) note(file, word);
          });
        }
        after = page.at(-1) ?? null;
        if (page.length < PAGE) break;
      }
    }
  } finally {
    await files.close();
  }
  refuseIfClosed();
  report.photos = found.size;
  return take(deps, [...found.values()], report);
}

/** The folders that are to be looked at, each with the directory in it; '' is all of it. */
function findPlaces(
  { db, findPlace }: KeywordDeps,
  folder: string | undefined,
): { folderId: number; directory: string }[] {
  if (folder === undefined) return listFolders(db).map(({ id }) => ({ folderId: id, directory: '' }));
  const place = findPlace(resolve(folder));
  if (!place)
    throw new AppError(
      'not-found',
      `${folder} is in no folder of the library; "folders" lists them, "index" adds one.`,
    );
  return [{ folderId: place.folder.id, directory: place.directory }];
}

function take(deps: KeywordDeps, found: readonly Found[], report: KeywordReport): KeywordReport {
  const { space, decisions } = deps;
  return decisions.together(() => {
    const conceptOf = nameConcepts(space);
    const labels = found.flatMap(({ hash, keywords, favourite }) => {
      const concepts = new Set([...keywords.values()].map(conceptOf));
      if (favourite) concepts.add(FAVOURITE);
      return [...concepts].map((concept) => ({ photoHash: hash, concept }));
    });
    const descriptions = found
      .filter(({ description }) => description !== '')
      .map(({ hash, description }) => ({ photoHash: hash, text: description }));
    const dates = found.flatMap(({ hash, takenAtMs }) => (takenAtMs === null ? [] : [{ photoHash: hash, takenAtMs }]));
    const taken = decisions.takeIn({ labels, descriptions, dates });
    const favourites = taken.labels.filter(({ concept }) => concept === FAVOURITE).length;
    return {
      ...report,
      labels: taken.labels.length - favourites,
      favourites,
      descriptions: taken.descriptions,
      dates: taken.dates,
      unchanged: labels.length - taken.labels.length + descriptions.length - taken.descriptions,
      changeId: taken.changeId,
    };
  });
}

/** The concept of a keyword, looked for once; labels are made where there are none. */
function nameConcepts(space: ConceptSpace): (keyword: Keyword) => ConceptId {
  const known = new Map<string, ConceptId>();
  let made = 0;
  return (keyword) => {
    const key = keyword.join('\n');
    let concept = known.get(key);
    if (concept === undefined) {
      const meant = resolveKeyword(space, keyword);
      if (typeof meant !== 'string' && ++made > MAX_NEW_LABELS) {
        throw new AppError(
          'invalid-request',
          `There are more than ${MAX_NEW_LABELS.toLocaleString('en')} new labels in these files. Nothing was taken in; take in one folder at a time.`,
        );
      }
      concept = typeof meant === 'string' ? meant : makeLabel(space, meant);
      known.set(key, concept);
    }
    return concept;
  };
}
