/** A folder whose photos are in the library. */
export interface Folder {
  id: number;
  path: string;
  /** False while it can't be read: unplugged, unmounted, renamed. Nothing of it is lost. */
  online: boolean;
  /** Why it can't be read, for the user; null while it can. */
  problem: string | null;
  /** What does not work as it should although it can be read: it can't be watched, parts of it can't be read; else null. */
  notice: string | null;
  /** The user wants it left alone for now: it is neither scanned nor looked at. */
  paused: boolean;
  photos: number;
  failed: number;
  pending: number;
  lastScanAt: string | null;
}

/**
 * Why the program around the library lets the work rest: the battery is low, the user works with other programs, the
 * computer goes to sleep, or the window is closed.
 */
export type RestReason = 'battery' | 'in-use' | 'sleep' | 'closed';

/**
 * What the library is doing. `paused`: the user wants it so; `resting`: the program does, for now.
 * `waiting`: another process works on the same library and this one follows it.
 * Counts are of files with a picture's suffix that are there now: files = indexed + failed + duplicates + pending.
 */
export interface Status {
  state: 'scanning' | 'indexing' | 'paused' | 'resting' | 'waiting' | 'idle';
  /** Why the program rests although there is work; null where it does not. */
  restingFor: RestReason | null;
  files: number;
  /** Different photos that have been looked at. */
  indexed: number;
  failed: number;
  /** Further copies of photos counted in `indexed`. */
  duplicates: number;
  /** Files not yet looked at. */
  pending: number;
  /** Those of `pending` that lie in folders which the user wants left alone for now. */
  pendingPaused: number;
  /** Photos whose labels come from another model than the active one and will be made again. */
  toReclassify: number;
  /** Of this run, since it was last idle. */
  photosPerSecond: number | null;
  secondsLeft: number | null;
  currentFile: string | null;
  /** One sentence about something that does not work as it should, such as the system's limit of watched folders. */
  notice: string | null;
  /** What is being learnt, where that takes long; null where nothing is. */
  teaching: TeachingProgress | null;
  model: { id: string; version: string };
}

/** How far a long lesson is: a folder's classes, a report, or many labels one after the other. */
export interface TeachingProgress {
  /** Of what is learnt: a folder's name, or a label's; empty where it is several labels. */
  name: string;
  /** Steps of `total`; they take different times. */
  done: number;
  total: number;
  /** Null until it can be told. */
  secondsLeft: number | null;
}

/** How many files could not be read for one reason. */
export interface FailureGroup {
  code: FailureCode;
  files: number;
}

/** A file that could not be read. */
export interface Failure {
  fileId: number;
  path: string;
  /** In words, for the user. */
  reason: string;
  code: FailureCode;
  since: string;
  attempts: number;
}

/** All that can keep a file from becoming a photo. */
export const failureCodes = [
  'empty',
  'damaged',
  'unsupported',
  'too-large',
  'unreadable',
  'timeout',
  'crashed',
] as const;

/** Why a file could not become a photo. `unreadable` may pass by itself and is tried again; the others wait for the file to change. */
export type FailureCode = (typeof failureCodes)[number];
