import type { ApiClient, Storage } from '../../shared/api.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Where the library lies and how much room it takes. */
export class StorageState {
  current = $state.raw<Storage | null>(null);
  readonly #client: ApiClient;
  readonly #toasts: Toasts;

  constructor(client: ApiClient, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    await this.#try(async () => {
      this.current = await this.#client.getStorage({});
    });
  }

  /** Opens the system's file manager there. */
  async show(): Promise<void> {
    await this.#try(async () => {
      await this.#client.showDataFolder({});
    });
  }

  async #try(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#toasts.error(error);
    }
  }
}
