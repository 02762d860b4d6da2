import type { Area } from './model/area.ts';
import type { PackInput } from './model/pack.ts';
import type { CameraInfo, MediaSize } from './model/photo.ts';
import type { FailureCode } from './model/status.ts';
import type { AugmentationKind } from './model/taught.ts';

/** A worker as its owner sees it, whatever runs it (`worker_threads`, Electron's `utilityProcess`). */
export interface WorkerPort<In, Out> {
  post(message: In, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: Out) => void): void;
  /** Called once, when the worker has ended for whatever reason. */
  onExit(listener: (reason: string) => void): void;
  terminate(): Promise<void>;
}

/** The other end. */
export interface ParentPort<In, Out> {
  post(message: Out, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: In) => void): void;
}

/** Pixels: RGB, 8 bit, row by row, `data.length === width * height * 3`. */
export interface RgbImage {
  width: number;
  height: number;
  data: Uint8Array;
}

/** What decoding gives besides files written. */
export interface DecodedPhoto {
  /** Of the whole picture, after orientation. */
  width: number;
  height: number;
  /** `jpeg`, `png`, `heif`, `cr2`, ... */
  format: string;
  /** When taken: local wall-clock time as if it were UTC, in ms; null where the file does not say. */
  takenAtMs: number | null;
  cameraInfo: CameraInfo;
  /** ThumbHash. */
  placeholder: Uint8Array;
  /** Input of the network: cut and resampled as the pack asks. */
  frame: RgbImage;
}

/** Milliseconds that each stage took. */
export type StageTimes = Record<'read' | 'hash' | 'metadata' | 'decode' | 'thumbnail', number>;

/**
 * A file goes through the decode worker in two steps, so that known content is never decoded: `identify` reads and
 * hashes and keeps the bytes under the job's number; `decode` or `release` ends the job. `render` makes one thumbnail
 * of a file on its own, unless it is there already; `frame` the network's input alone, of the whole picture or of a part.
 */
export type DecodeRequest =
  | { kind: 'identify'; job: number; path: string }
  | { kind: 'decode'; job: number; input: PackInput; thumbnailPath: string }
  | { kind: 'release'; job: number }
  | { kind: 'render'; job: number; path: string; size: MediaSize; targetPath: string }
  | { kind: 'frame'; job: number; path: string; input: PackInput; part?: Area };

export type DecodeResponse =
  | {
      kind: 'identified';
      job: number;
      hash: Uint8Array;
      sizeBytes: number;
      mtimeMs: number;
      times: Partial<StageTimes>;
    }
  | { kind: 'decoded'; job: number; photo: DecodedPhoto; times: Partial<StageTimes> }
  /** With the picture's ThumbHash where it is a grid thumbnail. */
  | { kind: 'rendered'; job: number; placeholder: Uint8Array | null }
  | { kind: 'framed'; job: number; frame: RgbImage; area: Area }
  /** `isDiskFull`: it is not the file's fault, there is no space for what is made of it. */
  | { kind: 'failed'; job: number; code: FailureCode; reason: string; isDiskFull?: true };

/** The network's word on one picture. */
export interface Prediction {
  /** What it may show: index into the pack's classes (with the heads behind them) and evidence, 0..1. */
  classes: { index: number; probability: number }[];
  embedding: Float32Array;
}

/** One of the things whose places are asked for together, and its share of the whole. */
export interface ClassShare {
  /** Into the pack's classes, with the heads behind them. */
  index: number;
  share: number;
}

/** How much each part of a frame speaks for something: row by row, 0..1, the strongest is 1 (all 0: none does). */
export interface ClassMap {
  columns: number;
  rows: number;
  values: number[];
}

export type ClassifyRequest =
  | { kind: 'load'; job: number; packFolder: string; mostThreads: number }
  | { kind: 'classify'; job: number; frames: RgbImage[] }
  | { kind: 'map'; job: number; frame: RgbImage; classes: ClassShare[] };

export type ClassifyResponse =
  | { kind: 'loaded'; job: number; id: string; version: string }
  | { kind: 'classified'; job: number; predictions: Prediction[]; ms: number }
  /** `map` is null where the pack does not say how its classes see. */
  | { kind: 'mapped'; job: number; map: ClassMap | null }
  | { kind: 'failed'; job: number; reason: string };

/** Photos and how probable something is of each; arrays run in parallel, the most probable first. */
export interface ScoredPhotos {
  photoIds: Int32Array;
  values: Float32Array;
}

/** What every request to the learn worker says: where the vectors are, and of which model. */
interface LearnSource {
  job: number;
  databasePath: string;
  /** Of the database's `model` table. */
  modelId: number;
}

/**
 * `train` learns one label (thoroughly: more kinds are compared), `score` gives what a stored classifier says of all photos, `train-group` learns to tell classes
 * apart, `report` and `report-group` tell how well, `similar` ranks by likeness to a photo or a vector, down to a floor, `warm` reads the vectors ahead. Classifiers are
 * JSON as they are stored.
 */
export type LearnRequest = LearnSource &
  (
    | {
        kind: 'train';
        positives: number[];
        negatives: number[];
        isThorough: boolean;
        /** Kinds of changed copies of the positives that are learnt from as well, as far as they were looked at. */
        augmentation: readonly AugmentationKind[];
      }
    | { kind: 'score'; classifier: string; vectors: Float32Array }
    | { kind: 'train-group'; classes: { concept: string; photoIds: number[] }[] }
    | { kind: 'similar'; to: number | Float32Array; limit: number; floor: number }
    | { kind: 'report'; concept: string; positives: number[]; negatives: number[]; classifier: string }
    | { kind: 'report-group'; classes: { concept: string; photoIds: number[] }[]; classifier: string }
    /** `reading` is a `ConceptReading` as JSON. */
    | {
        kind: 'adapt';
        confirmed: number[];
        rejected: number[];
        reading: string;
        foundProbability: number;
        weakest: number;
      }
    /** Groups photos that are nearly the same, and bursts. */
    | { kind: 'duplicates' }
    | { kind: 'warm' }
  );

export type LearnResponse =
  /** `revision`: scores are of all photos up to that one. */
  | { kind: 'trained'; job: number; classifier: string; vectors: Float32Array; scores: ScoredPhotos; revision: number }
  | { kind: 'scored'; job: number; scores: ScoredPhotos; revision: number }
  | { kind: 'trained-group'; job: number; classifier: string; vectors: Float32Array }
  /** A `TeachingReport` as JSON, with concepts in the place of names. */
  | { kind: 'reported'; job: number; report: string }
  /** Comes before the answer, as often as there is something to tell. */
  | { kind: 'progress'; job: number; done: number; total: number }
  /** What corrections have taught: `measured` is JSON; `weights` may be empty; shifts are of all photos that matter. */
  | {
      kind: 'adapted';
      job: number;
      measured: string;
      slope: number;
      offset: number;
      foundProbability: number;
      weights: Float32Array;
      shifts: ScoredPhotos;
      revision: number;
    }
  | { kind: 'grouped'; job: number; groups: { kind: 'near' | 'burst'; photoIds: number[] }[] }
  /** Cosines. */
  | { kind: 'similar'; job: number; photos: ScoredPhotos }
  | { kind: 'warm'; job: number; photos: number }
  | { kind: 'failed'; job: number; reason: string };

/** Writes a copy of the library's database into a folder. */
export interface CopyRequest {
  kind: 'copy';
  job: number;
  databasePath: string;
  folder: string;
  nowMs: number;
}

export type CopyResponse =
  | { kind: 'copied'; job: number }
  | { kind: 'failed'; job: number; isDamaged: boolean; reason: string };
