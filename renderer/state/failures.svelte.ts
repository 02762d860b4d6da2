import type { ApiClient } from '../../shared/api.ts';
import type { Failure } from '../../shared/model/status.ts';
import { t } from '../i18n/en.ts';
import type { Toasts } from './toasts.svelte.ts';

const PAGE = 100;

/** Files that could not be read: a growing list from the start of all of them. */
export class FailuresState {
  total = $state(0);
  items = $state.raw<readonly Failure[] | null>(null);
  #shown = PAGE;
  readonly #client: ApiClient;
  readonly #toasts: Toasts;

  constructor(client: ApiClient, toasts: Toasts) {
    this.#client = client;
    this.#toasts = toasts;
  }

  async load(): Promise<void> {
    try {
      const { total, failures } = await this.#client.listFailures({ limit: this.#shown, offset: 0 });
      this.total = total;
      this.items = failures;
    } catch (error) {
      this.#toasts.error(error);
    }
  }

  async loadMore(): Promise<void> {
    this.#shown += PAGE;
    await this.load();
  }

  /** Tries one again, or all. */
  async retry(fileId?: number): Promise<void> {
    try {
      const { files } = await this.#client.retryFailures(fileId === undefined ? {} : { fileIds: [fileId] });
      this.#toasts.show(t.problems.retrying(files));
    } catch (error) {
      this.#toasts.error(error);
    }
    await this.load();
  }
}
