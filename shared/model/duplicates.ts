import type { PhotoSummary } from './photo.ts';

/**
 * `near`: nearly the same picture. `burst`: one camera within seconds, and alike. `copies`: one photo in several files of
 * the very same content.
 */
export const duplicateKinds = ['near', 'burst', 'copies'] as const;

export type DuplicateKind = (typeof duplicateKinds)[number];

/** Photos of which one may be enough. */
export interface DuplicateGroup {
  kind: DuplicateKind;
  /** All of them, earliest first; of copies the one. */
  photoIds: number[];
  /** The first of them. */
  photos: PhotoSummary[];
  /** The best to keep in sight: a favourite, else the largest, else the earliest. */
  keepId: number;
  /** Of copies: where the files are; else empty. */
  paths: string[];
}

export interface DuplicatePage {
  /** Groups of the kinds asked for. */
  total: number;
  /** Groups of each kind. */
  counts: Record<DuplicateKind, number>;
  groups: DuplicateGroup[];
}
