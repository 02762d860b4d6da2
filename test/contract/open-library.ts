import { type Library, openLibrary } from '../../main/core/library.ts';
import { createThreadWorkers, findProgramFiles } from '../../main/faces/runtime.ts';

/** The real library with the real workers, as the browser face opens it. */
export function openTestLibrary(dataFolder: string): Promise<Library> {
  return openLibrary({ ...findProgramFiles(), dataFolder, workers: createThreadWorkers(), background: true });
}
