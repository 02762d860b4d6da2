import type { AdaptedLabels } from './model/adapted.ts';
import type { Area, HeatMap } from './model/area.ts';
import type { DuplicateKind, DuplicatePage } from './model/duplicates.ts';
import type { Label, Verdict } from './model/label.ts';
import type { ModelInfo } from './model/pack.ts';
import type { PhotoDetails, PhotoSummary } from './model/photo.ts';
import type { HostSetting, Settings, SettingsChange } from './model/settings.ts';
import type { Failure, FailureCode, FailureGroup, Folder, Status } from './model/status.ts';
import type { TaughtGroup, TaughtLabel } from './model/taught.ts';
import type { TeachingReport } from './model/teaching-report.ts';
import type { PackedNumbers } from './packed-numbers.ts';
import type { SlipReason, Span } from './query/query.ts';

/** What this face's host can do. A button whose power is missing is not there. */
export interface Capabilities {
  /** `pickFolder` opens the system's dialog. */
  pickFolder: boolean;
  /** `showInFolder` opens the system's file manager. */
  showInFolder: boolean;
  /** `trashPhotos` moves files to the system's trash. */
  trash: boolean;
  /** Settings that the program around the library follows. */
  hostSettings: HostSetting[];
  /** `addSampleFolder` has photos to offer. */
  samplePhotos: boolean;
  /** Version of the program. */
  version: string;
}

/**
 * `relevance` is best first, then newest; a query that ranks nothing is by date then. `date` is newest first; `added` is
 * what came into the library last first.
 */
export type SearchOrder = 'relevance' | 'date' | 'added';

/**
 * What is asked for. `weaker`: instead of the photos that are found, those that are less likely than a result has to be.
 * `waiting`: files that nobody has looked at yet are among the photos, and counted, where all photos are asked for by date.
 */
export interface SearchQuery {
  text: string;
  order: SearchOrder;
  weaker?: boolean | undefined;
  waiting?: boolean | undefined;
}

/** One sense of a word. */
export interface Meaning {
  concept: string;
  name: string;
  gloss: string;
  /** Photos that a search for it finds. */
  photos: number;
  /** What to type to mean this and nothing else, such as `label:"crane (bird)"`. */
  query: string;
}

/** How one piece of the text was understood. */
export interface QueryTerm extends Span {
  /** As typed, without the sign of negation; cutting `start` to `end` out of the text takes the term away, sign and all. */
  text: string;
  negated: boolean;
  /** `unknown`: nobody knows the word, and nothing can match it. */
  kind:
    | 'label'
    | 'date'
    | 'folder'
    | 'file'
    | 'camera'
    | 'lens'
    | 'type'
    | 'is'
    | 'confidence'
    | 'near'
    | 'similar'
    | 'description'
    | 'unknown';
  /** Photos that it finds by itself, as if it were not negated. */
  photos: number;
  /** Of a label: its senses that some photo or the model could have, the most usual first. All of them are searched. */
  meanings: Meaning[];
  /** Of a date: from the first day to the last one, `2026-06-14`; null where it is open. */
  dates: { first: string | null; last: string | null } | null;
  /** Of an unknown word: words that are written nearly so, as what to type instead. */
  didYouMean: string[];
}

/** A piece of the text that is not what it looks like; it was taken for words, or left out. */
export interface QuerySlip extends Span {
  text: string;
  reason: SlipReason | 'bad-value';
}

/** How a query was understood, and how much it found. */
export interface Understanding {
  query: string;
  terms: QueryTerm[];
  slips: QuerySlip[];
  /** Exact number of photos that match. */
  total: number;
  /** Photos that are less likely than a result has to be: `weaker` shows them. */
  weaker: number;
}

export interface SearchPage extends Understanding {
  photos: PhotoSummary[];
}

/**
 * All that a grid needs to lay out a whole result at once; arrays run in parallel, in the order of the result.
 * `unpackResult` gives it as it is used.
 */
export interface ResultLayout extends Understanding {
  /** 32 bits each; below zero where a file waits to be looked at (`waitingFileOf`). */
  ids: PackedNumbers;
  /** Width / height in thousandths, 16 bits each. */
  aspects: PackedNumbers;
  /** Runs of the same day (`2026-06-14`), in order of the result; empty where it is not ordered by date. */
  days: { day: string; count: number }[];
  /** Files among them that nobody has looked at yet. */
  waiting: number;
}

/** One way to narrow a result. */
export interface Facet {
  name: string;
  /** What to add to the query, such as `label:cat` or `year:2019`. */
  query: string;
  photos: number;
}

/** Ways to narrow a result, most photos first (years: latest first). What all of its photos share is left out. */
export interface Facets {
  labels: Facet[];
  years: Facet[];
  cameras: Facet[];
  folders: Facet[];
  types: Facet[];
  /** Photos that are at least so sure, such as "90 %". */
  certainties: Facet[];
}

/** A label that is in the library. */
export interface LabelSuggestion {
  name: string;
  concept: string;
  /** The word for it that matched what was typed, where that is not its name: "kitty" of "cat". */
  alias: string | null;
  /** What to search for. */
  query: string;
  /** Photos that a search for it finds. */
  photos: number;
  /** One of them, as a cover. */
  coverId: number;
}

/** A folder, camera, lens or year that is in the library. */
export interface AttributeSuggestion {
  kind: 'folder' | 'camera' | 'lens' | 'year';
  /** Of a folder its whole path. */
  name: string;
  /** What to search for. */
  query: string;
  /** Photos that a search for it finds. */
  photos: number;
  /** One of them, as a cover. */
  coverId: number;
}

/** Something in the library that a text being typed may mean. */
export type SearchSuggestion = ({ kind: 'label' } & LabelSuggestion) | AttributeSuggestion;

/** A label, or a group of labels, as a level of the tree that is browsed. */
export interface LabelLevel {
  name: string;
  /** Concept id; of a group `group:` and its name. */
  concept: string;
  /** What to search for; null where no query is long enough to say it. */
  query: string | null;
  /** Photos that it finds. */
  photos: number;
  /** One of them, as a cover; 0 where there is none. */
  coverId: number;
  /** Number of levels right below it. */
  children: number;
}

/** One level of the labels of the library. */
export interface LabelTree {
  /** From the group down to the level itself; empty at the top. */
  path: LabelLevel[];
  /** What is right below, most photos first; at the top the user's own labels come before all. */
  children: LabelLevel[];
}

/** A label that could be given. */
export interface ConceptSuggestion {
  name: string;
  concept: string;
  gloss: string;
}

/** A label of some photos. */
export interface LabelOf {
  name: string;
  concept: string;
  /** Those of them that show it. */
  photos: number;
  /** A fact where it is one of any of them. */
  certainty: Label['certainty'];
}

/** What some photos show. */
export interface LabelsOf {
  labels: LabelOf[];
  /** Photos that were looked at: all, or of very many a part that is spread over them evenly. */
  counted: number;
}

/** What a correction did; `changeId` undoes it. */
export interface DecisionResult {
  changeId: number;
  label: { name: string; concept: string };
  verdict: Verdict;
  /** Photos for which something changed. */
  photos: number;
}

/** What describing photos did; `changeId` undoes it. */
export interface DescriptionResult {
  changeId: number;
  /** As it is kept: without control characters and what is around it; null where it is empty. */
  description: string | null;
  /** Photos for which something changed. */
  photos: number;
}

/** All that the user said, as a text to be kept: JSON Lines, one decision, mark or description each, by the photo's content. */
export interface DecisionsFile {
  text: string;
  /** Number of lines. */
  decisions: number;
}

/** What bringing in corrections did; `changeId` undoes all of it. */
export interface ImportReport {
  /** Decisions and marks that are now as in the text and were not before. */
  decisions: number;
  /** Those that were so already, or of which the library has later word. */
  unchanged: number;
  /** Photos that the text speaks of. */
  photos: number;
  /** Those of them that are in the library; what was said of the others waits for them. */
  photosKnown: number;
  /** Lines that could not be read. */
  skipped: number;
  /** Null where nothing was changed. */
  changeId: number | null;
}

/** `csv`: RFC 4180, in UTF-8, with the names of the columns. `jsonl`: one JSON object a line. */
export type LabelFormat = 'csv' | 'jsonl';

/** A piece of a table of labels; all pieces one after the other are the table. */
export interface LabelTable {
  text: string;
  /** Photos that were looked at for it, those without a label among them. */
  photos: number;
  /** Rows: one for each photo and label. */
  rows: number;
  /** What to ask for as `after` next; null where it is the last piece. */
  next: number | null;
}

/** A file with which something went wrong. */
export interface FileTrouble {
  path: string;
  reason: string;
}

/** What writing sidecars did; a photo has several where there are copies of it. */
export interface SidecarReport {
  /** The folder that they are in; null where they are beside the photos. */
  folder: string | null;
  written: number;
  /** Sidecars of other programs that labels were added to; all that was in them is in them. */
  merged: number;
  unchanged: number;
  failed: number;
  /** The first of those that failed. */
  troubles: FileTrouble[];
}

/** What taking in keywords did. */
export interface KeywordReport {
  /** Photos that were looked at. */
  photos: number;
  /** Labels of photos that are new; the same label on two photos counts twice. */
  labels: number;
  /** Photos that are favourites now, and were not. */
  favourites: number;
  /** Photos that have a description now, and had none. */
  descriptions: number;
  /** Photos of which it is known now when they were taken. */
  dates: number;
  /** Labels, favourites and descriptions of which the user had said something already: his word stands. */
  unchanged: number;
  /** Files that could not be read, and keywords and descriptions that were refused. */
  failed: number;
  /** The first of these. */
  troubles: FileTrouble[];
  /** Undoes all of it; null where there was nothing new. */
  changeId: number | null;
}

/** What moving photos to the trash did. */
export interface TrashReport {
  /** Photos of which no file can be reached any more. */
  photos: number;
  /** Files that were moved: a photo has several where there are copies. */
  files: number;
  /** Files that stayed where they were, and why. */
  failed: { path: string; reason: string }[];
}

/** Where the library lies, and how many bytes it takes on disk. */
export interface Storage {
  path: string;
  /** With its daily copies, and what is kept of it for a quicker start. */
  databaseBytes: number;
  thumbnailsBytes: number;
  modelsBytes: number;
}

/** What teaching a label did. */
export interface TaughtResult {
  label: TaughtLabel;
  /** Each undoes one of the corrections that were made of the examples. */
  changeIds: number[];
}

/** What was learnt from a folder of folders, or from a table: a classifier over all its labels, and each label by itself. */
export interface Lesson {
  /** Name of the classifier; learning one of that name again replaces it. */
  name: string;
  labels: TaughtLabel[];
  /** Share of right answers on photos that were left out; null where it could not be measured. */
  accuracy: number | null;
  /** The same on photos that were kept apart until all was chosen, and how many; null and 0 where there were too few. */
  testAccuracy: number | null;
  testPhotos: number;
  reason: string;
}

/** `json`: small, for this program. `onnx`: network and all, for every program that runs ONNX; can be imported as well. */
export type TaughtFormat = 'json' | 'onnx';

/** Something that was learnt, as a file. */
export interface TaughtExport {
  /** Without a folder; safe on every system. */
  fileName: string;
  mediaType: string;
  base64: string;
}

/** What was brought in: one label, or a classifier with its labels. */
export interface TaughtImport {
  kind: 'label' | 'classifier';
  name: string;
  labels: TaughtLabel[];
}

/** A photo to say yes or no of; its `score` is how probable it is. */
export interface SuggestedExample {
  photo: PhotoSummary;
  /** `likely`: a yes is expected. `unsure`: the answer teaches most. */
  why: 'likely' | 'unsure';
}

/**
 * THE contract: every request the core answers. Each method takes one plain object and gives plain JSON back, over every
 * transport alike. Validators are in `api-schema.ts`; preload, IPC, HTTP and the client are made from their keys.
 *
 * Whoever may call at all may name paths to these, and to no others: `addFolder`, `findPhoto`, `importKeywords`,
 * `teachFolder`, `teachTable` and `installModel`, which read there, and `exportSidecars`, which writes `.xmp` files there and
 * overwrites none that others have changed. A path has to be whole (`whole-path.ts`). Everything else goes by number or name.
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
  /** Leaves a folder alone for now, or takes it up again. @throws not-found */
  setFolderPaused(request: { folderId: number; paused: boolean }): Folder;
  /** Opens the system's dialog; null where the user cancelled. @throws unsupported */
  pickFolder(request: Record<never, never>): { path: string | null };
  /** Looks for changes now: in one folder, or in all. @throws not-found */
  rescan(request: { folderId?: number | undefined }): null;
  setPaused(request: { paused: boolean }): Status;

  /** No text is an error: a slip is taken for words, and told. */
  search(request: SearchQuery & { limit: number; offset: number }): SearchPage;
  getResultLayout(request: SearchQuery): ResultLayout;
  /** Counts over the whole result, at most `limit` of each kind. */
  getFacets(request: { text: string; weaker?: boolean | undefined; limit: number }): Facets;
  /** Labels of the library that are nearest in meaning to what was asked for and not found, nearest first. */
  getNearest(request: { text: string; limit: number }): LabelSuggestion[];
  /**
   * What a text being typed may mean, of what is in the library: labels, most photos first, then folders, cameras, lenses
   * and years.
   */
  suggest(request: { text: string; limit: number }): SearchSuggestion[];
  /**
   * The labels of the library, level by level: what is below a concept or a group, or at the top (null).
   * @throws not-found where there is no such concept
   */
  getLabelTree(request: { parent: string | null; limit: number }): LabelTree;

  /** @throws not-found */
  getPhoto(request: { id: number }): PhotoDetails;
  /** @throws not-found where the library has no such file */
  findPhoto(request: { path: string }): PhotoDetails;
  /** Where in a photo the model sees a concept. @throws not-found, unsupported */
  getHeatMap(request: { photoId: number; concept: string }): HeatMap;
  /** @throws unsupported, not-found */
  showInFolder(request: { id: number }): null;

  /** Labels that exist and start with the text: the user's own first, then concepts. */
  suggestLabels(request: { text: string; limit: number }): ConceptSuggestion[];
  /**
   * Says of photos that they are (`accepted`) or are not (`rejected`) something, or takes back what was said (`none`).
   * `label` is any text, matched to a concept where one fits, or a concept id. @throws not-found for unknown photos
   */
  decide(request: { photoIds: number[]; label: string; verdict: Verdict }): DecisionResult;
  /**
   * Says of photos that they are `by` rather than `label`, in one step that `undo` takes back. Where `by` is a kind of
   * `label`, the photos stay that too. @throws not-found for unknown photos
   */
  replaceLabel(request: { photoIds: number[]; label: string; by: string }): DecisionResult;
  /**
   * Gives one of the user's own labels another name, on all photos. `before` renames it back.
   * @throws not-found where there is no such own label, invalid-request where another label has that name
   */
  renameLabel(request: { concept: string; name: string }): { concept: string; name: string; before: string };
  /** Marks photos as favourites, or no longer; undone like a decision. @throws not-found for unknown photos */
  setFavourite(request: { photoIds: number[]; favourite: boolean }): DecisionResult;
  /**
   * Hides photos, or shows them again; undone like a decision. Hidden photos are in no result, count or suggestion unless
   * a query says `is:hidden`. @throws not-found for unknown photos
   */
  setHidden(request: { photoIds: number[]; hidden: boolean }): DecisionResult;
  /**
   * Describes photos, or empties their descriptions with ''; undone like a decision. At most `maxDescription` characters.
   * @throws not-found for unknown photos
   */
  setDescription(request: { photoIds: number[]; description: string }): DescriptionResult;
  /**
   * Moves all files of photos to the system's trash, copies too. What is known of the photos stays, and they are back when
   * their files are. @throws unsupported, not-found
   */
  trashPhotos(request: { photoIds: number[] }): TrashReport;
  /** Labels that are shown of some photos, most photos first; unknown photos are left out. */
  getLabelsOf(request: { photoIds: number[]; limit: number }): LabelsOf;
  /** Puts back what was before that change. @throws not-found */
  undo(request: { changeId: number }): { photos: number };

  /** All that the user said, to be kept somewhere else. */
  exportDecisions(request: Record<never, never>): DecisionsFile;
  /** Takes in what `exportDecisions` gave, here or elsewhere: all of it or, where it fails, nothing. */
  importDecisions(request: { text: string }): ImportReport;
  /**
   * All labels that are shown of the photos of a search (of all photos without one), piece by piece: 0 asks for the first.
   * What is found is settled with the first piece.
   */
  exportLabels(request: { format: LabelFormat; text?: string | undefined; after: number }): LabelTable;
  /**
   * Writes the labels of the photos of a search (of all without one) into XMP sidecars, facts and the user's own, and guesses
   * where they are asked for: into a folder that mirrors those of the library, or beside the photos (null). Never into a photo.
   * @throws folder-unavailable
   */
  exportSidecars(request: {
    folder: string | null;
    text?: string | undefined;
    guesses?: boolean | undefined;
  }): SidecarReport;

  /**
   * Takes in what other programs have written of the photos of the library, or of one folder: keywords in the photos and in
   * XMP sidecars as the user's labels, descriptions of the same, and what Google Takeout's JSON says of descriptions,
   * favourites and dates. What the user has said stands.
   * @throws not-found where the folder is not in the library, unsupported where keywords can't be read here
   */
  importKeywords(request: { folder?: string | undefined }): KeywordReport;

  /** Labels that the user teaches, in the order in which he began. */
  listTaught(request: Record<never, never>): TaughtLabel[];
  /**
   * Says of photos that they are, or are not, examples of a label, and learns it at once: the library is ranked by it.
   * `parent` is what the label is a kind of (any text that names one, or a concept id).
   * @throws not-found for unknown photos, invalid-request where it can't be under the parent
   */
  teach(request: {
    label: string;
    parent?: string | undefined;
    photoIds?: number[] | undefined;
    negativeIds?: number[] | undefined;
  }): TaughtResult;
  /** Learns a taught label anew, or all whose examples changed. @throws not-found */
  trainTaught(request: { concept?: string | undefined }): TaughtLabel[];
  /** Forgets what was learnt of a label; what the user said of photos stays. @throws not-found */
  removeTaught(request: { concept: string }): null;
  /** Goes back to what was learnt before the last time. @throws not-found where there is nothing before */
  restoreTaught(request: { concept: string }): TaughtLabel;
  /**
   * How well a label, or a classifier from a folder, was learnt; made on demand, which may take a while (`Status.teaching`).
   * @throws not-found, cancelled
   */
  getTeachingReport(request: { concept: string } | { group: string }): TeachingReport;
  /** Sets from which probability on a label is found; null: what was measured. Stays when it is learnt anew. @throws not-found */
  setTaughtThreshold(request: { concept: string; probability: number | null }): TaughtLabel;
  /** Ends the long lesson that `Status.teaching` tells of, if there is one; all stays as it was before it. */
  cancelTeaching(request: Record<never, never>): null;
  /** Classifiers learnt from folders of folders. */
  listTaughtGroups(request: Record<never, never>): TaughtGroup[];
  /** Forgets a classifier over several classes; its classes stay taught labels. @throws not-found */
  removeTaughtGroup(request: { name: string }): null;
  /** Photos of which the user said that they are (`accepted`) or are not (`rejected`) a label, the latest first. @throws not-found */
  listExamples(request: { concept: string; verdict: Exclude<Verdict, 'none'>; limit: number; offset: number }): {
    total: number;
    photos: PhotoSummary[];
  };
  /** Photos whose answer would teach a label most, and likely ones between them. @throws not-found */
  suggestExamples(request: { concept: string; limit: number }): SuggestedExample[];
  /**
   * Learns from a folder whose sub-folders are labels: adds it, looks at all its photos, and teaches each label and one
   * classifier over all. Answers when that is done. @throws folder-unavailable, invalid-request, not-found
   */
  teachFolder(request: { path: string }): Lesson;
  /**
   * The same from a table (CSV) of `path,label`; paths are absolute, or as seen from the table's folder.
   * @throws not-found (the table), invalid-request naming the line, folder-unavailable
   */
  teachTable(request: { path: string }): Lesson;
  /** A taught label, or a classifier over several (`group`, its name), as a file. @throws not-found */
  exportTaught(request: {
    concept?: string | undefined;
    group?: string | undefined;
    format: TaughtFormat;
  }): TaughtExport;
  /**
   * Takes in a file of `exportTaught`, of either format, which is told by what is in it; over what is taught by that name.
   * @throws invalid-request where it is no such file, model-invalid where it was learnt with another model
   */
  importTaught(request: { base64: string; fileName: string }): TaughtImport;
  /**
   * Photos of which one may be enough, those taken in last first; of one kind or of all. Hidden photos are left out. The first
   * call after photos have come compares all of them.
   */
  listDuplicates(request: { kind?: DuplicateKind | undefined; limit: number; offset: number }): DuplicatePage;
  /** Labels of the model that corrections have taught, or could: what was measured, and whether it is in use. */
  listAdapted(request: Record<never, never>): AdaptedLabels;
  /**
   * Photos that look most like one, or like a part of one, most alike first; `score` is the likeness (cosine). Itself is not
   * among them. `similar:` in a query finds the same. @throws not-found
   */
  getSimilar(request: { photoId: number; area?: Area | undefined; limit: number }): PhotoSummary[];

  /** Files that could not be read, latest first, of one reason or of all; `reasons` counts all of them. */
  listFailures(request: { code?: FailureCode | undefined; limit: number; offset: number }): {
    total: number;
    reasons: FailureGroup[];
    failures: Failure[];
  };
  /** Tries failed files again: those named, those of one reason, or all. */
  retryFailures(request: { fileIds?: number[] | undefined; code?: FailureCode | undefined }): { files: number };
  /** Has these files looked at before all others, in that order; instead of those that were named before. */
  lookFirst(request: { fileIds: number[] }): null;
  /**
   * Looks at one file now.
   * @returns the photo that it holds
   * @throws unsupported where nothing is looked at now, not-found where it could not be read
   */
  lookNow(request: { fileId: number }): { photoId: number };
  /** Shows a file that could not be read. @throws unsupported, not-found */
  showFileInFolder(request: { fileId: number }): null;

  listModels(request: Record<never, never>): ModelInfo[];
  /** Copies a pack (folder or zip) into the library after checking it. @throws model-invalid */
  installModel(request: { path: string }): ModelInfo;
  /** Labels are made again with that model in the background. @throws not-found */
  useModel(request: { id: string }): ModelInfo;

  getStorage(request: Record<never, never>): Storage;
  /** Shows where the library lies. @throws unsupported */
  showDataFolder(request: Record<never, never>): null;

  getSettings(request: Record<never, never>): Settings;
  /** Changes those that are given. */
  updateSettings(request: SettingsChange): Settings;
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
