import type { PackInput } from './model/pack.ts';
import type { CameraInfo, MediaSize } from './model/photo.ts';
import type { FailureCode } from './model/status.ts';

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
  /** Input of the network: cut and resampled as the pack asks. */
  frame: RgbImage;
}

/** Milliseconds that each stage took. */
export type StageTimes = Record<'read' | 'hash' | 'metadata' | 'decode' | 'thumbnail', number>;

/**
 * A file goes through the decode worker in two steps, so that known content is never decoded: `identify` reads and
 * hashes and keeps the bytes under the job's number; `decode` or `release` ends the job. `render` makes one thumbnail
 * of a file on its own.
 */
export type DecodeRequest =
  | { kind: 'identify'; job: number; path: string }
  | { kind: 'decode'; job: number; input: PackInput; thumbnailPath: string }
  | { kind: 'release'; job: number }
  | { kind: 'render'; job: number; path: string; size: MediaSize; targetPath: string };

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
  | { kind: 'rendered'; job: number }
  | { kind: 'failed'; job: number; code: FailureCode; reason: string };

/** The network's word on one picture. */
export interface Prediction {
  /** What it may show: index into the pack's classes (with the heads behind them) and evidence, 0..1. */
  classes: { index: number; probability: number }[];
  embedding: Float32Array;
}

export type ClassifyRequest =
  | { kind: 'load'; job: number; packFolder: string; threads: number }
  | { kind: 'classify'; job: number; frames: RgbImage[] };

export type ClassifyResponse =
  | { kind: 'loaded'; job: number; id: string; version: string }
  | { kind: 'classified'; job: number; predictions: Prediction[]; ms: number }
  | { kind: 'failed'; job: number; reason: string };
