import type { ApiClient, ResultLayout, SearchOrder } from '../../shared/api.ts';
import type { PhotoSummary } from '../../shared/model/photo.ts';

/** Photos are kept for their names only; these are a few screens. */
const MAX_KEPT = 2000;
const MAX_PAGE = 500;

/** Labels and dates of the photos on the screen, for their accessible names. */
export class Summaries {
  #byId = $state.raw<ReadonlyMap<number, PhotoSummary>>(new Map());
  #fresh = new Set<number>();
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  get(id: number): PhotoSummary | undefined {
    return this.#byId.get(id);
  }

  /** Fetches what is not known of a range of a result. Failure leaves the names short. */
  async ensure(result: ResultLayout, order: SearchOrder, first: number, end: number): Promise<void> {
    const stop = Math.min(end, first + MAX_PAGE, result.ids.length);
    if (result.ids.slice(first, stop).every((id) => this.#fresh.has(id))) return;
    try {
      const page = await this.#client.search({ text: result.query, order, offset: first, limit: stop - first });
      const merged = [...this.#byId.entries(), ...page.photos.map((photo) => [photo.id, photo] as const)];
      this.#byId = new Map(merged.slice(-MAX_KEPT));
      for (const photo of page.photos) this.#fresh.add(photo.id);
    } catch {
      // Names are a help; the photos themselves do not depend on them.
    }
  }

  /** Labels may have changed: what is known stays until it is asked for again. */
  expire(): void {
    this.#fresh = new Set();
  }
}
