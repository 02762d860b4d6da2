import type { ApiClient } from '../../shared/api.ts';
import type { AdaptedLabels } from '../../shared/model/adapted.ts';

/** What corrections have taught of the model's own labels. */
export class AdaptedState {
  /** Null until it is known. */
  current = $state.raw<AdaptedLabels | null>(null);
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  async load(): Promise<void> {
    try {
      this.current = await this.#client.listAdapted({});
    } catch {
      // What was known before is shown on; the next visit asks again.
    }
  }

  /** Whether what corrections have taught of a label is in use. */
  isApplied(concept: string): boolean {
    return this.current?.labels.some((label) => label.concept === concept && label.applied) ?? false;
  }
}
