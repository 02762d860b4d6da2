import type { Verdict } from './model/label.ts';
import type { ModelInfo } from './model/pack.ts';
import type { PhotoDetails, PhotoSummary } from './model/photo.ts';
import type { Failure, Folder, Status } from './model/status.ts';

/** What this face's host can do. A button whose power is missing is not there. */
export interface Capabilities {
  /** `pickFolder` opens the system's dialog. */
  pickFolder: boolean;
  /** `showInFolder` opens the system's file manager. */
  showInFolder: boolean;
  /** `addSampleFolder` has photos to offer. */
  samplePhotos: boolean;
  /** Version of the program. */
  version: string;
}

/** `relevance` is best first, then newest; `date` is newest first. A query without words is always by date. */
export type SearchOrder = 'relevance' | 'date';

/** How the text was understood: one term for each thing looked for. */
export interface QueryTerm {
  /** The words as typed. */
  text: string;
  negated: boolean;
  /** Meanings that some photo or the model could have; empty: nobody knows the word, and nothing can match. */
  meanings: { concept: string; name: string; gloss: string }[];
}

export interface SearchPage {
  query: string;
  terms: QueryTerm[];
  /** Exact number of photos that match. */
  total: number;
  photos: PhotoSummary[];
}

/** All that a grid needs to lay out a whole result at once; arrays run in parallel, in the order of the result. */
export interface ResultLayout {
  query: string;
  terms: QueryTerm[];
  total: number;
  ids: number[];
  /** Width / height, rounded to thousandths. */
  aspects: number[];
  /** Runs of the same day (`2026-06-14`), in order of the result; empty where it is ordered by relevance. */
  days: { day: string; count: number }[];
}

/** A label that is in the library. */
export interface LabelSuggestion {
  name: string;
  concept: string;
  /** Photos that a search for it finds. */
  photos: number;
  /** One of them, as a cover. */
  coverId: number;
}

/** A label that could be given. */
export interface ConceptSuggestion {
  name: string;
  concept: string;
  gloss: string;
}

/** What a correction did; `changeId` undoes it. */
export interface DecisionResult {
  changeId: number;
  label: { name: string; concept: string };
  verdict: Verdict;
  /** Photos for which something changed. */
  photos: number;
}

/**
 * THE contract: every request the core answers. Each method takes one plain object and gives plain JSON back, over every
 * transport alike. Validators are in `api-schema.ts`; preload, IPC, HTTP and the client are made from their keys.
 */
export interface Api {
  getCapabilities(request: Record<never, never>): Capabilities;
  getStatus(request: Record<never, never>): Status;

  listFolders(request: Record<never, never>): Folder[];
  /** Adds and scans. A folder that is in the library already is scanned again. @throws folder-unavailable */
  addFolder(request: { path: string }): Folder;
  /** Adds the few photos that come with the program. @throws unsupported where there are none */
  addSampleFolder(request: Record<never, never>): Folder;
  /** Takes its photos out of the library; the user's decisions are kept. @throws not-found */
  removeFolder(request: { folderId: number }): null;
  /** Opens the system's dialog; null where the user cancelled. @throws unsupported */
  pickFolder(request: Record<never, never>): { path: string | null };
  /** Looks for changes in all folders now. */
  rescan(request: Record<never, never>): null;
  setPaused(request: { paused: boolean }): Status;

  search(request: { text: string; limit: number; offset: number; order: SearchOrder }): SearchPage;
  getResultLayout(request: { text: string; order: SearchOrder }): ResultLayout;
  /** Labels of the library that a word being typed may mean, most photos first. */
  suggest(request: { text: string; limit: number }): LabelSuggestion[];

  /** @throws not-found */
  getPhoto(request: { id: number }): PhotoDetails;
  /** @throws not-found where the library has no such file */
  findPhoto(request: { path: string }): PhotoDetails;
  /** @throws unsupported, not-found */
  showInFolder(request: { id: number }): null;

  /** Labels that exist and start with the text: the user's own first, then concepts. */
  suggestLabels(request: { text: string; limit: number }): ConceptSuggestion[];
  /**
   * Says of photos that they are (`accepted`) or are not (`rejected`) something, or takes back what was said (`none`).
   * `label` is any text, matched to a concept where one fits, or a concept id. @throws not-found for unknown photos
   */
  decide(request: { photoIds: number[]; label: string; verdict: Verdict }): DecisionResult;
  /** Puts back what was before that change. @throws not-found */
  undo(request: { changeId: number }): { photos: number };

  listFailures(request: { limit: number; offset: number }): { total: number; failures: Failure[] };
  /** Tries failed files again: those named, or all. */
  retryFailures(request: { fileIds?: number[] | undefined }): { files: number };

  listModels(request: Record<never, never>): ModelInfo[];
  /** Copies a pack (folder or zip) into the library after checking it. @throws model-invalid */
  installModel(request: { path: string }): ModelInfo;
  /** Labels are made again with that model in the background. @throws not-found */
  useModel(request: { id: string }): ModelInfo;
}

export type Method = keyof Api;
export type Request<M extends Method> = Parameters<Api[M]>[0];
export type Response<M extends Method> = ReturnType<Api[M]>;

/** The contract as a client sees it, whatever lies between. Rejections are `AppError`. */
export type ApiClient = { [M in Method]: (request: Request<M>) => Promise<Response<M>> };

/** The contract as the core fulfils it: an answer now or later. */
export type ApiHandlers = { [M in Method]: (request: Request<M>) => Response<M> | Promise<Response<M>> };

/** What the core says unasked. */
export interface Pushes {
  status: Status;
  /** Photos, folders, labels or failures changed: what was asked for may be asked for again. */
  libraryChanged: { revision: number };
}

export type PushName = keyof Pushes;

/** A push as it crosses a transport. */
export type Push = { [N in PushName]: { name: N; payload: Pushes[N] } }[PushName];
