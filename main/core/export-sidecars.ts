import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { FileTrouble, Request, SidecarReport } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import type { PhotoSummary } from '../../shared/model/photo.ts';
import type { ReadDb } from './db/connection.ts';
import { getDescriptionsOf } from './db/descriptions.ts';
import { listReachableFiles, type PhotoFileRow } from './db/files.ts';
import { listFolders } from './db/folders.ts';
import { openKeywordFiles } from './exchange/exif-tool.ts';
import { toTags } from './exchange/sidecar-text.ts';
import { writeSidecar } from './exchange/write-sidecar.ts';
import { pathOf } from './queue/process-file.ts';

export interface SidecarDeps {
  db: ReadDb;
  /** Ids of the photos that a search finds. */
  findPhotos(text: string): Promise<Int32Array>;
  /** Of photos, in the order of the ids; ids that are gone are left out. */
  summaries(photoIds: readonly number[]): PhotoSummary[];
  /** Ends it between two photos. */
  signal: AbortSignal;
}

/** Photos at a time; between them other work gets its turn. */
const CHUNK = 50;
/** Troubles that are told one by one; all are counted. */
export const MAX_TROUBLES = 100;

/**
 * Writes an XMP sidecar for each file of the photos of a search: beside the photos, or into a folder that has the library's
 * folders inside. A sidecar that can't be written is told of, and the others go on.
 * @throws AppError folder-unavailable, cancelled
 */
export async function exportSidecars(
  deps: SidecarDeps,
  { folder, text = '', guesses = false }: Request<'exportSidecars'>,
): Promise<SidecarReport> {
  const root = folder === null ? null : makeFolder(resolve(folder));
  const nameOf = nameFolders(listFolders(deps.db).map(({ path }) => path));
  const files = openKeywordFiles();
  const report: SidecarReport = { written: 0, merged: 0, unchanged: 0, failed: 0, troubles: [], folder: root };
  const placeOf = (file: PhotoFileRow) =>
    root === null ? pathOf(file) : join(root, nameOf(file.folderPath), file.directory, file.name);

  async function writeOne(photo: PhotoSummary, file: PhotoFileRow, description?: string): Promise<void> {
    const path = `${placeOf(file)}.xmp`;
    const labels = photo.labels.filter(({ certainty }) => guesses || certainty === 'fact');
    try {
      const outcome = await writeSidecar(path, toTags(labels, description), files);
      if (outcome !== 'nothing') report[outcome]++;
    } catch (error) {
      report.failed++;
      addTrouble(report.troubles, path, error);
    }
  }

  try {
    const ids = await deps.findPhotos(text);
    for (let first = 0; first < ids.length; first += CHUNK) {
      if (deps.signal.aborted) throw new AppError('cancelled', 'The library was closed before all was written.');
      const chunk = [...ids.subarray(first, first + CHUNK)];
      const filesOf = Map.groupBy(listReachableFiles(deps.db, chunk), ({ photoId }) => photoId);
      const descriptions = getDescriptionsOf(deps.db, chunk);
      for (const photo of deps.summaries(chunk)) {
        for (const file of filesOf.get(photo.id) ?? []) await writeOne(photo, file, descriptions.get(photo.id));
      }
      await new Promise((done) => setImmediate(done));
    }
  } finally {
    await files.close();
  }
  return report;
}

/** Notes what went wrong with a file, up to `MAX_TROUBLES` of them. */
export function addTrouble(troubles: FileTrouble[], path: string, error: unknown): void {
  if (troubles.length < MAX_TROUBLES)
    troubles.push({ path, reason: error instanceof Error ? error.message : String(error) });
}

function makeFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true });
    return path;
  } catch (error) {
    throw new AppError('folder-unavailable', `${path} can't be made: ${(error as Error).message}`);
  }
}

/** A name for each folder of the library, of which no two are the same on any system. */
function nameFolders(paths: readonly string[]): (path: string) => string {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const path of paths) {
    const base = basename(path) || 'photos';
    let name = base;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${base} (${number})`;
    taken.add(name.toLowerCase());
    names.set(path, name);
  }
  return (path) => names.get(path) ?? 'photos';
}
