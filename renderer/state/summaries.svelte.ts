import type { ApiClient, SearchQuery } from '../../shared/api.ts';
import type { ResultList } from '../../shared/layout/result-list.ts';
import type { MatchReason, PhotoSummary } from '../../shared/model/photo.ts';

/** Photos are kept for their names only; these are a few screens. */
const MAX_KEPT = 2000;
const MAX_PAGE = 500;
const noReasons: readonly MatchReason[] = [];

/** A photo, and the text that its reasons answer. */
interface Kept {
  photo: PhotoSummary;
  text: string;
}

/** Labels and dates of the photos on the screen, for their accessible names, and why they were found. */
export class Summaries {
  #byId = $state.raw<ReadonlyMap<number, Kept>>(new Map());
  #fresh = new Set<number>();
  #freshText = '';
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  get(id: number): PhotoSummary | undefined {
    return this.#byId.get(id)?.photo;
  }

  /** Why a photo answers this text; nothing where that is not known. */
  reasonsOf(id: number, text: string): readonly MatchReason[] {
    const kept = this.#byId.get(id);
    return kept && kept.text === text ? kept.photo.reasons : noReasons;
  }

  /** Fetches what is not known of a range of a result. Failure leaves the names short. */
  async ensure(result: Pick<ResultList, 'ids'>, query: SearchQuery, first: number, end: number): Promise<void> {
    if (query.text !== this.#freshText) this.expire();
    this.#freshText = query.text;
    const isKnown = (index: number) => this.#fresh.has(result.ids[index] ?? 0);
    let stop = Math.min(end, first + MAX_PAGE, result.ids.length);
    let start = first;
    while (start < stop && isKnown(start)) start++;
    while (stop > start && isKnown(stop - 1)) stop--;
    if (start >= stop) return;
    try {
      const page = await this.#client.search({ ...query, offset: start, limit: stop - start });
      const merged = new Map(this.#byId);
      for (const photo of page.photos) {
        // Last come those that were asked for last, so that they are kept.
        merged.delete(photo.id);
        merged.set(photo.id, { photo, text: query.text });
        if (query.text === this.#freshText) this.#fresh.add(photo.id);
      }
      this.#byId = new Map([...merged].slice(-MAX_KEPT));
    } catch {
      // Names are a help; the photos themselves do not depend on them.
    }
  }

  /** Takes over what the user just said, until it is asked for again. */
  setFavourite(id: number, favourite: boolean): void {
    const kept = this.#byId.get(id);
    if (kept) this.#byId = new Map(this.#byId).set(id, { ...kept, photo: { ...kept.photo, favourite } });
  }

  /** Labels may have changed: what is known stays until it is asked for again. */
  expire(): void {
    this.#fresh = new Set();
  }
}
