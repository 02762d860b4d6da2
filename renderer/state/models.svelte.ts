import type { ApiClient } from '../../shared/api.ts';
import type { ModelInfo } from '../../shared/model/pack.ts';
import { t } from '../i18n/texts.ts';
import type { Toasts } from './toasts.svelte.ts';

/** The model packs that the library knows. */
export class ModelsState {
  items = $state.raw<readonly ModelInfo[] | null>(null);
  readonly #client: ApiClient;
  readonly #toasts: Toasts;

  constructor(client: ApiClient, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    try {
      this.items = await this.#client.listModels({});
    } catch (error) {
      this.#toasts.error(error);
    }
  }

  async use(model: ModelInfo): Promise<void> {
    try {
      const used = await this.#client.useModel({ id: model.id });
      this.#toasts.show(t.models.nowUsed(used.name));
    } catch (error) {
      this.#toasts.error(error);
    }
    await this.load();
  }
}
