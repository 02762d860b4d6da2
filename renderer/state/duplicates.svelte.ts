import type { ApiClient } from '../../shared/api.ts';
import type { DuplicateGroup, DuplicateKind, DuplicatePage } from '../../shared/model/duplicates.ts';
import { ConnectionError } from '../transport/client.ts';
import type { Corrections } from './corrections.svelte.ts';

/** Groups that are asked for at a time. */
const PAGE = 20;

/** Which groups are shown. */
export type DuplicateChoice = DuplicateKind | 'all';

/** Photos that are nearly the same, to be looked through. */
export class DuplicatesState {
  /** What was found last; it stays until something newer is there. */
  page = $state.raw<DuplicatePage | null>(null);
  kind = $state<DuplicateChoice>('all');
  problem = $state<string | null>(null);
  /** What the user wants to keep in sight where it is not what is proposed, by the group's first photo. */
  #kept = $state.raw<ReadonlyMap<number, number>>(new Map());
  #limit = PAGE;
  #turn = 0;
  readonly #client: ApiClient;
  readonly #corrections: Corrections;

  constructor(client: ApiClient, corrections: Corrections) {
    this.#client = client;
    this.#corrections = corrections;
  }

  get hasMore(): boolean {
    return this.page !== null && this.page.groups.length < this.page.total;
  }

  async show(kind: DuplicateChoice): Promise<void> {
    this.kind = kind;
    this.#limit = PAGE;
    await this.load();
  }

  async more(): Promise<void> {
    this.#limit += PAGE;
    await this.load();
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    const { kind } = this;
    try {
      const page = await this.#client.listDuplicates({
        ...(kind === 'all' ? {} : { kind }),
        limit: this.#limit,
        offset: 0,
      });
      if (turn !== this.#turn) return;
      this.page = page;
      this.problem = null;
    } catch (error) {
      if (turn !== this.#turn || error instanceof ConnectionError) return;
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** The photo of a group that stays in sight. */
  keptOf(group: DuplicateGroup): number {
    const chosen = this.#kept.get(keyOf(group));
    return chosen !== undefined && group.photoIds.includes(chosen) ? chosen : group.keepId;
  }

  keep(group: DuplicateGroup, photoId: number): void {
    this.#kept = new Map(this.#kept).set(keyOf(group), photoId);
  }

  /** Hides all but the one to keep; the message that says so offers to undo it. */
  async hideOthers(group: DuplicateGroup): Promise<void> {
    const kept = this.keptOf(group);
    const others = group.photoIds.filter((id) => id !== kept);
    if (others.length > 0 && (await this.#corrections.setHidden(others, true))) await this.load();
  }
}

/** What tells a group from others. */
export function keyOf({ photoIds }: DuplicateGroup): number {
  return photoIds[0] ?? 0;
}
