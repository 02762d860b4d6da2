import type { Label } from './label.ts';

/** A photo as lists and search results show it. A photo is its content: all copies of the same bytes are one photo. */
export interface PhotoSummary {
  /** Below zero: nobody has looked at the file yet, and all there is are its path and time (`waitingFileOf`). */
  id: number;
  /** Absolute path of one of its files; one that can be reached now, where there is one. */
  path: string;
  /** How well it answers the query, 0..1; 1 where nothing was asked for. */
  score: number;
  /** When it was taken, as local time without a zone: `2026-06-14T18:22:05`. From EXIF, else the file's time. */
  takenAt: string;
  /** Size in pixels as it is shown, after EXIF orientation. */
  width: number;
  height: number;
  favourite: boolean;
  hidden: boolean;
  /** What to show until the thumbnail is there: a ThumbHash in base64; null where none was made yet. */
  placeholder: string | null;
  labels: Label[];
  /** Names of the labels that made it match the query, surest first. */
  matched: string[];
  /** Why it answers the query: for each label asked for, the most specific thing known of the photo that is one. */
  reasons: MatchReason[];
}

/**
 * Lists may hold files that nobody has looked at yet, at the place that the file's time gives them. The id of such a place is
 * below zero: the number of the file, negated. What is asked by photo has no answer for it.
 */
export function placeIdOf(fileId: number): number {
  return -fileId;
}

/** The number of the file that waits at a place; undefined where the id is that of a photo. */
export function waitingFileOf(id: number): number | undefined {
  return id < 0 ? -id : undefined;
}

/** `Siamese cat 0.93 -> cat`. */
export interface MatchReason {
  /** What was asked for. */
  asked: string;
  /** What the photo shows. */
  name: string;
  concept: string;
  /** 0..1 */
  confidence: number;
  source: Label['source'];
}

/** One file on disk that holds a photo. */
export interface PhotoFile {
  path: string;
  sizeBytes: number;
  /** `offline`: its folder can't be reached now. `missing`: its folder can, but the file is gone. */
  state: 'present' | 'offline' | 'missing';
}

/** What the camera wrote. A field is null where the file does not say. */
export interface CameraInfo {
  camera: string | null;
  lens: string | null;
  exposureSeconds: number | null;
  fNumber: number | null;
  iso: number | null;
  focalLengthMm: number | null;
  /** Degrees, WGS 84; south and west are negative. */
  latitude: number | null;
  longitude: number | null;
}

/** The town that a place is told by. */
export interface NearbyPlace {
  name: string;
  /** ISO 3166-1, two letters. */
  countryCode: string;
  /** As the crow flies, to a tenth. */
  distanceKm: number;
}

/** Of a picture that no camera wrote anything into. */
export const noCameraInfo: Readonly<CameraInfo> = {
  camera: null,
  lens: null,
  exposureSeconds: null,
  fNumber: null,
  iso: null,
  focalLengthMm: null,
  latitude: null,
  longitude: null,
};

/** All that is known of one photo. */
export interface PhotoDetails extends PhotoSummary {
  hash: string;
  format: string;
  takenAtSource: 'exif' | 'file';
  /** What the user, or a program that he used before, has written of it; lines end in LF. Null where there is nothing. */
  description: string | null;
  cameraInfo: CameraInfo;
  /** Null where the camera wrote no coordinates, and where no town is near. */
  place: NearbyPlace | null;
  files: PhotoFile[];
  /** Labels the user said it is not. */
  rejected: { name: string; concept: string }[];
  /** The model whose word is shown, or null while it has not been looked at. */
  model: { id: string; version: string } | null;
}

/**
 * Sizes in which a picture can be asked for: `grid` has a short side of 300 pixels, `preview` a long side of at most 2048,
 * `full` is the photo itself up to `fullLongSide`.
 */
export const mediaSizes = ['grid', 'preview', 'full'] as const;

export type MediaSize = (typeof mediaSizes)[number];

/** Pixels of the long side of a full-size picture at most. */
export const fullLongSide = 6000;

/** Whether a text names a size. */
export function isMediaSize(text: string): text is MediaSize {
  return mediaSizes.some((size) => size === text);
}
