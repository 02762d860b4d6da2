import { AppError } from '../../shared/errors.ts';
import { isInRanges } from '../../shared/model/concept.ts';
import {
  type MatchReason,
  type PhotoDetails,
  type PhotoFile,
  type PhotoSummary,
  placeIdOf,
  waitingFileOf,
} from '../../shared/model/photo.ts';
import type { ReadDb } from './db/connection.ts';
import { getDescriptionsOf } from './db/descriptions.ts';
import { getBestFiles, listFilesOfPhoto, listFilesToDoById, type PhotoFileRow } from './db/files.ts';
import { listModels } from './db/models.ts';
import { getPhoto, getPlaceholders } from './db/photos.ts';
import { listSearchableById, type SearchablePhoto } from './db/searchable.ts';
import type { ConceptSpace } from './labels/concept-space.ts';
import type { DerivedConcept } from './labels/derived-concept.ts';
import type { Labeller } from './labels/labeller.ts';
import type { Places } from './places/places.ts';
import { pathOf, toWallClockMs } from './queue/process-file.ts';

export interface PhotoViewDeps {
  db: ReadDb;
  space: ConceptSpace;
  labeller: Labeller;
  places: Places;
  activeModelId(): number;
}

/** Photos, and files that wait to be looked at, as lists show them, in the order of the ids; what is gone is left out. */
export function getSummaries(
  deps: PhotoViewDeps,
  wanted: readonly { id: number; score: number }[],
  asked: readonly { text: string; concepts: readonly number[] }[],
): PhotoSummary[] {
  const rows = listSearchableById(
    deps.db,
    deps.activeModelId(),
    wanted.map(({ id }) => id),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const files = getBestFiles(deps.db, [...byId.keys()]);
  const placeholders = getPlaceholders(deps.db, [...byId.keys()]);
  const waiting = getWaitingSummaries(
    deps.db,
    wanted.flatMap(({ id }) => waitingFileOf(id) ?? []),
  );
  return wanted.flatMap(({ id, score }) => {
    const place = waiting.get(id);
    if (place) return [place];
    const row = byId.get(id);
    const file = files.get(id);
    return row && file ? [toSummary(deps, row, file, placeholders.get(id), score, asked)] : [];
  });
}

/** All that is known of files that nobody has looked at yet, by the ids of their places. */
function getWaitingSummaries(db: ReadDb, fileIds: readonly number[]): ReadonlyMap<number, PhotoSummary> {
  if (fileIds.length === 0) return new Map();
  return new Map(
    listFilesToDoById(db, fileIds).map((file) => {
      const id = placeIdOf(file.id);
      return [id, { ...UNKNOWN, id, path: pathOf(file), takenAt: toLocalIso(toWallClockMs(file.mtimeMs)) }];
    }),
  );
}

/** Of a photo that nobody has looked at; most have this shape. */
const UNKNOWN: Omit<PhotoSummary, 'id' | 'path' | 'takenAt'> = {
  score: 1,
  width: 4,
  height: 3,
  favourite: false,
  hidden: false,
  placeholder: null,
  labels: [],
  matched: [],
  reasons: [],
};

/** All that is known of one photo. @throws AppError not-found */
export function getDetails(deps: PhotoViewDeps, id: number): PhotoDetails {
  const photo = getPhoto(deps.db, id);
  const row = listSearchableById(deps.db, deps.activeModelId(), [id])[0];
  const files = listFilesOfPhoto(deps.db, id);
  const first = files[0];
  if (!photo || !row || !first) throw new AppError('not-found', `There is no photo number ${id} in the library.`);
  const model = listModels(deps.db).find((other) => other.id === row.modelId);
  return {
    ...toSummary(deps, row, first, photo.placeholder, 1, []),
    hash: Buffer.from(photo.hash).toString('hex'),
    format: photo.format,
    takenAtSource: photo.takenAtSource,
    description: getDescriptionsOf(deps.db, [id]).get(id) ?? null,
    cameraInfo: {
      camera: photo.camera,
      lens: photo.lens,
      exposureSeconds: photo.exposureSeconds,
      fNumber: photo.fNumber,
      iso: photo.iso,
      focalLengthMm: photo.focalLengthMm,
      latitude: photo.latitude,
      longitude: photo.longitude,
    },
    place:
      photo.latitude === null || photo.longitude === null
        ? null
        : deps.places.findNear(photo.latitude, photo.longitude),
    files: files.map(toPhotoFile),
    rejected: row.decisions
      .filter((decision) => decision.verdict === -1)
      .flatMap(({ concept }) => {
        const number = deps.space.numberOf(concept);
        return number === undefined ? [] : [{ name: deps.space.concept(number).name, concept }];
      }),
    model: model ? { id: model.packId, version: model.version } : null,
  };
}

function toSummary(
  { space, labeller }: PhotoViewDeps,
  row: SearchablePhoto,
  file: PhotoFileRow,
  placeholder: Uint8Array | null | undefined,
  score: number,
  asked: readonly { text: string; concepts: readonly number[] }[],
): PhotoSummary {
  const { concepts, labels } = labeller.contentOf(row);
  const reasons = asked.flatMap((label) => findReason(space, label, concepts));
  return {
    id: row.id,
    path: pathOf(file),
    score: Math.round(Math.min(score, 1) * 10_000) / 10_000,
    takenAt: toLocalIso(row.takenAtMs),
    width: row.widthPx,
    height: row.heightPx,
    favourite: row.favourite,
    hidden: row.hidden,
    placeholder: placeholder ? Buffer.from(placeholder).toString('base64') : null,
    labels: labels.map(labeller.describe),
    matched: [...new Set(reasons.map(({ name }) => name))],
    reasons,
  };
}

/** Of all that is known of a photo and answers to a label, the most specific; of these the surest. */
function findReason(
  space: ConceptSpace,
  asked: { text: string; concepts: readonly number[] },
  concepts: readonly DerivedConcept[],
): MatchReason[] {
  const ranges = asked.concepts.flatMap((concept) => space.rangesOf(concept));
  const [best] = concepts
    .filter(({ concept }) => isInRanges(ranges, concept))
    .sort(
      (a, b) =>
        Number(b.isFound) - Number(a.isFound) ||
        Number(b.isMostSpecific) - Number(a.isMostSpecific) ||
        b.probability - a.probability,
    );
  if (!best) return [];
  const { id, name } = space.concept(best.concept);
  return [
    {
      asked: asked.text,
      name,
      concept: id,
      confidence: Math.round(best.probability * 1000) / 1000,
      source: best.source,
    },
  ];
}

/** Local wall-clock time as if it were UTC, as `2026-06-14T18:22:05`. */
export function toLocalIso(takenAtMs: number): string {
  return new Date(takenAtMs).toISOString().slice(0, 19);
}

function toPhotoFile(file: PhotoFileRow): PhotoFile {
  const state = file.missing ? 'missing' : file.offline ? 'offline' : 'present';
  return { path: pathOf(file), sizeBytes: file.sizeBytes, state };
}
