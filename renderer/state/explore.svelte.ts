import type { ApiClient, LabelTree } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import type { PhotoSummary } from '../../shared/model/photo.ts';
import { t } from '../i18n/texts.ts';
import { ConnectionError } from '../transport/client.ts';

/** Marks that are shown as cards, in their order. */
export const exploreMarks = ['unsure', 'corrected', 'favourite'] as const;

export type ExploreMark = (typeof exploreMarks)[number];

/** Photos with a mark: how many, and one of them as a cover. */
export interface MarkedPhotos {
  mark: ExploreMark;
  photos: number;
  coverId: number;
}

const MAX_LEVELS = 500;
const MAX_RECENT = 12;

/** What the library holds, to be browsed: what came last, marks, and the labels level by level. */
export class ExploreState {
  /** The level that is shown; the one before stays until it is there. */
  tree = $state.raw<LabelTree | null>(null);
  recent = $state.raw<readonly PhotoSummary[]>([]);
  marks = $state.raw<readonly MarkedPhotos[]>([]);
  problem = $state<string | null>(null);
  /** The photo that was opened from here, which gets the focus when the user is back. */
  openedId: number | null = null;
  #concept: string | null = null;
  #turn = 0;
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** Shows the top (null), or what is below a label or group. */
  async show(concept: string | null): Promise<void> {
    this.#concept = concept;
    await this.refresh();
  }

  /** Asks again. */
  async refresh(): Promise<void> {
    const turn = ++this.#turn;
    const concept = this.#concept;
    try {
      const [tree, recent, marks] = await Promise.all([
        this.#client.getLabelTree({ parent: concept, limit: MAX_LEVELS }),
        concept === null ? this.#findRecent() : this.recent,
        concept === null ? Promise.all(exploreMarks.map((mark) => this.#findMarked(mark))) : this.marks,
      ]);
      if (turn !== this.#turn) return;
      this.tree = tree;
      this.recent = recent;
      this.marks = marks;
      this.problem = null;
    } catch (error) {
      if (turn !== this.#turn || error instanceof ConnectionError) return;
      if (error instanceof AppError && error.code === 'not-found') this.problem = t.explore.gone;
      else this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  async #findRecent(): Promise<readonly PhotoSummary[]> {
    return (await this.#client.search({ text: '', order: 'added', limit: MAX_RECENT, offset: 0 })).photos;
  }

  async #findMarked(mark: ExploreMark): Promise<MarkedPhotos> {
    const { total, photos } = await this.#client.search({ text: queryOf(mark), order: 'date', limit: 1, offset: 0 });
    return { mark, photos: total, coverId: photos[0]?.id ?? 0 };
  }
}

/** What to search for to find photos with a mark. */
export function queryOf(mark: ExploreMark): string {
  return `is:${mark}`;
}
