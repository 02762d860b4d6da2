import { cpSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Library, type LibraryOptions, openLibrary } from '../../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../../main/faces/runtime.ts';
import { makeTemporaryFolder } from './temporary.ts';

/** The photos that come with the program. */
export const samplesFolder = join(findProgramFiles().assetsFolder, 'samples');

/** Opens a library with the real network and real workers; closed after the test. */
export async function openTestLibrary(changes: Partial<LibraryOptions> = {}): Promise<Library> {
  const library = await openLibrary({
    ...findProgramFiles(),
    dataFolder: makeTemporaryFolder(),
    workers: createThreadWorkers(),
    background: false,
    ...changes,
  });
  onTestFinished(() => library.close());
  return library;
}

/** A folder with copies of sample photos. */
export function makeSampleFolder(...names: string[]): string {
  const folder = join(makeTemporaryFolder(), 'photos');
  mkdirSync(folder);
  for (const name of names) cpSync(join(samplesFolder, name), join(folder, basename(name)));
  return folder;
}

/** Paths that a search finds, best first. */
export async function findPaths(library: Library, text: string): Promise<string[]> {
  const page = await library.api.search({ text, limit: 1_000, offset: 0, order: 'relevance' });
  return page.photos.map((photo) => photo.path);
}

/** Waits until a condition holds, asking again every 50 ms. @throws Error after the time given */
export async function waitFor(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`It did not happen within ${timeoutMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
