import type { ApiClient } from '../../shared/api.ts';
import type { HeatMap } from '../../shared/model/area.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Where in the open photo one of its labels is. */
export class HeatMapState {
  /** The label that was asked for. */
  label = $state.raw<{ concept: string; name: string } | null>(null);
  /** Null until it is known. */
  map = $state.raw<HeatMap | null>(null);
  #turn = 0;
  readonly #client: ApiClient;
  readonly #toasts: Toasts;

  constructor(client: ApiClient, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  /** Shows where a label is, or no longer where it is shown already. */
  async toggle(photoId: number, label: { concept: string; name: string }): Promise<void> {
    const wasShown = this.label?.concept === label.concept;
    this.clear();
    if (wasShown) return;
    const turn = this.#turn;
    this.label = { concept: label.concept, name: label.name };
    try {
      const map = await this.#client.getHeatMap({ photoId, concept: label.concept });
      if (turn === this.#turn) this.map = map;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.clear();
      this.#toasts.error(error);
    }
  }

  clear(): void {
    this.#turn++;
    this.label = null;
    this.map = null;
  }
}
