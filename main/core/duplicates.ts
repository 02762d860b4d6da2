import {
  type DuplicateGroup,
  type DuplicateKind,
  type DuplicatePage,
  duplicateKinds,
} from '../../shared/model/duplicates.ts';
import type { PhotoSummary } from '../../shared/model/photo.ts';
import type { ReadDb } from './db/connection.ts';
import { listFilesOfPhoto, listPhotosWithCopies } from './db/files.ts';
import { listVisible } from './db/photos.ts';
import { getLastEmbedded } from './db/predictions.ts';
import { getRevision } from './db/revisions.ts';
import type { Learner } from './learn/learner.ts';
import { pathOf } from './queue/process-file.ts';

export interface DuplicatesDeps {
  db: ReadDb;
  group: Learner['groupDuplicates'];
  activeModelId(): number;
  summaries(photoIds: readonly number[]): PhotoSummary[];
}

/** Photos of which one may be enough: nearly the same, bursts, copies. */
export interface Duplicates {
  /** What is hidden or gone is left out, and groups of which less than two photos are left. */
  list(request: { kind?: DuplicateKind | undefined; limit: number; offset: number }): Promise<DuplicatePage>;
}

interface FoundGroup {
  kind: DuplicateKind;
  photoIds: number[];
}

/** Photos of a group that are shown; a burst may have thousands. */
const MOST_SHOWN = 24;

/** Groups are worked out when they are first asked for, and again when photos have come (how long that takes: `docs/performance.md`). */
export function createDuplicates(deps: DuplicatesDeps): Duplicates {
  const { db } = deps;
  let grouped: { stamp: string; groups: Promise<FoundGroup[]> } | undefined;
  let visible: { stamp: string; groups: FoundGroup[] } | undefined;

  async function listGroups(): Promise<FoundGroup[]> {
    const stamp = `${deps.activeModelId()}:${getLastEmbedded(db)}`;
    if (grouped?.stamp !== stamp) {
      const groups = deps.group();
      grouped = { stamp, groups };
      groups.catch(() => {
        grouped = undefined;
      });
    }
    return grouped.groups;
  }

  async function listVisibleGroups(): Promise<FoundGroup[]> {
    const found = await listGroups();
    const stamp = `${grouped?.stamp}:${getRevision(db)}`;
    if (visible?.stamp !== stamp) {
      const shown = new Set(listVisible(db, [...found.flatMap(({ photoIds }) => photoIds)]));
      const near = found
        .map(({ kind, photoIds }) => ({ kind, photoIds: photoIds.filter((id) => shown.has(id)) }))
        .filter(({ photoIds }) => photoIds.length > 1);
      const copies = listVisible(db, listPhotosWithCopies(db)).sort((a, b) => b - a);
      visible = {
        stamp,
        groups: [...near, ...copies.map((id): FoundGroup => ({ kind: 'copies', photoIds: [id] }))],
      };
    }
    return visible.groups;
  }

  function describe({ kind, photoIds }: FoundGroup): DuplicateGroup[] {
    const photos = deps.summaries(photoIds.slice(0, MOST_SHOWN));
    const [first] = photos;
    if (!first) return [];
    const files = kind === 'copies' ? listFilesOfPhoto(db, first.id).filter(({ missing }) => !missing) : [];
    return [{ kind, photoIds, photos, keepId: pickBest(photos, first).id, paths: files.map(pathOf) }];
  }

  return {
    async list({ kind, limit, offset }) {
      const all = await listVisibleGroups();
      const asked = kind === undefined ? all : all.filter((group) => group.kind === kind);
      const counts = Object.fromEntries(
        duplicateKinds.map((one) => [one, all.filter((group) => group.kind === one).length]),
      ) as Record<DuplicateKind, number>;
      return { total: asked.length, counts, groups: asked.slice(offset, offset + limit).flatMap(describe) };
    },
  };
}

/** A favourite, else the largest, else the first. */
function pickBest(photos: readonly PhotoSummary[], first: PhotoSummary): PhotoSummary {
  const worth = ({ favourite, width, height }: PhotoSummary) => (favourite ? 1e12 : 0) + width * height;
  return photos.reduce((best, photo) => (worth(photo) > worth(best) ? photo : best), first);
}
