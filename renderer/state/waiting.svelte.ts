import type { ApiClient } from '../../shared/api.ts';
import { waitingFileOf } from '../../shared/model/photo.ts';
import type { Toasts } from './toasts.svelte.ts';

/** So many are named at once: what is on some screens. */
const MAX_WANTED = 500;

/** Places of the timeline whose files nobody has looked at yet; ids are those of the places. */
export class WaitingState {
  /** The place that the user opened, until its photo is there. */
  openingId = $state<number | null>(null);
  #wanted = '';
  readonly #client: ApiClient;
  readonly #toasts: Toasts;

  constructor(client: ApiClient, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  /** Has files looked at before others, in this order: what the user sees. Ids of photos are passed over. */
  async lookFirst(ids: readonly number[]): Promise<void> {
    const fileIds = ids.flatMap((id) => waitingFileOf(id) ?? []).slice(0, MAX_WANTED);
    const wanted = fileIds.join();
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    try {
      await this.#client.lookFirst({ fileIds });
    } catch {
      // They come in their turn.
      this.#wanted = '';
    }
  }

  /** Has a file looked at now. @returns the photo; null where there is none, which is told, or where another was opened */
  async open(id: number): Promise<number | null> {
    const fileId = waitingFileOf(id);
    if (fileId === undefined) return id;
    this.openingId = id;
    try {
      const { photoId } = await this.#client.lookNow({ fileId });
      return this.openingId === id ? photoId : null;
    } catch (error) {
      if (this.openingId === id) this.#toasts.error(error);
      return null;
    } finally {
      if (this.openingId === id) this.openingId = null;
    }
  }
}
