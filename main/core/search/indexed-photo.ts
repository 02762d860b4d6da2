import type { SearchablePhoto } from '../db/searchable.ts';
import { typeOfFormat } from './filters.ts';
import { type KeyTable, toPlainCase } from './key-table.ts';
import { FULL_MATCH, toMatchCode } from './match-code.ts';
import type { IndexedEntry, IndexedPhoto } from './segment.ts';

/** One concept that a photo may show. */
export interface FoundConcept {
  concept: number;
  /** 0..1 */
  probability: number;
  source: 'model' | 'user';
  isFound: boolean;
  isSure: boolean;
  isMostSpecific: boolean;
}

/** Labels of a photo, as far as a search needs them. */
type ShownLabels = readonly { confidence: number; certainty: 'fact' | 'guess' }[];

/** A photo as the index holds it; keys that are missing are made. */
export function toIndexedPhoto(
  photo: SearchablePhoto,
  { concepts, labels }: { concepts: readonly FoundConcept[]; labels: ShownLabels },
  keys: KeyTable,
): IndexedPhoto {
  const attributes = new Set(
    photo.files.map((file) => keys.ofAttribute('folder', [file.folderPath, file.directory].filter(Boolean).join('/'))),
  );
  attributes.add(keys.ofAttribute('type', typeOfFormat(photo.format)));
  if (photo.camera) attributes.add(keys.ofAttribute('camera', photo.camera));
  if (photo.lens) attributes.add(keys.ofAttribute('lens', photo.lens));
  if (photo.favourite) attributes.add(keys.ofAttribute('is', 'favourite'));
  if (photo.hidden) attributes.add(keys.ofAttribute('is', 'hidden'));
  if (photo.files.length > 1) attributes.add(keys.ofAttribute('is', 'copy'));
  if (photo.decisions.length > 0) attributes.add(keys.ofAttribute('is', 'corrected'));
  if (labels.length > 0 && labels.every(({ certainty }) => certainty === 'guess'))
    attributes.add(keys.ofAttribute('is', 'unsure'));
  return {
    id: photo.id,
    takenAtMs: photo.takenAtMs,
    aspect: (photo.widthPx / photo.heightPx) * 1000,
    latitude: photo.latitude ?? Number.NaN,
    longitude: photo.longitude ?? Number.NaN,
    bestPercent: Math.round(labels.reduce((best, { confidence }) => Math.max(best, confidence), 0) * 100),
    fileNames: [...new Set(photo.files.map(({ name }) => toPlainCase(name).replaceAll('\n', ' ')))],
    entries: [
      ...concepts.map((entry): IndexedEntry => {
        const code = toMatchCode({ ...entry, isUsersWord: entry.source === 'user' });
        return { key: keys.ofConcept(entry.concept), code, isFound: entry.isFound };
      }),
      ...[...attributes].map((key): IndexedEntry => ({ key, code: FULL_MATCH, isFound: true })),
    ],
  };
}
