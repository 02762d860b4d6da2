import type { ApiClient, Facet, Facets, SearchQuery } from '../../shared/api.ts';
import type { Settings } from './browser-ports.ts';

/** Kinds of facets, in the order in which they are shown. */
export const facetKinds = [
  'labels',
  'years',
  'cameras',
  'folders',
  'types',
  'certainties',
] as const satisfies (keyof Facets)[];

export type FacetKind = (typeof facetKinds)[number];

const MAX_PER_KIND = 12;
const OPEN_KEY = 'bowerbird.narrow';
const none: Facets = { labels: [], years: [], cameras: [], folders: [], types: [], certainties: [] };

/** Ways to narrow the result that is shown. They are asked for when it is there already, and only while they are seen. */
export class FacetsState {
  /** Those of the result before stay until the new ones are there; null where none are known. */
  current = $state.raw<Facets | null>(null);
  /** Beside the photos, where there is room for both. */
  isOpenBeside = $state(true);
  /** Above the photos, where there is not. */
  isOpenAbove = $state(false);
  readonly #client: ApiClient;
  readonly #settings: Settings;
  #query: SearchQuery | null = null;
  #isStale = false;
  #watchers = 0;
  #turn = 0;

  constructor(client: ApiClient, settings: Settings) {
    this.#client = client;
    this.#settings = settings;
    this.isOpenBeside = settings.get(OPEN_KEY) !== 'closed';
  }

  /** Kinds that have something to choose. */
  readonly groups: readonly { kind: FacetKind; facets: readonly Facet[] }[] = $derived(
    facetKinds.map((kind) => ({ kind, facets: this.current?.[kind] ?? [] })).filter((group) => group.facets.length > 0),
  );

  isOpen(isBeside: boolean): boolean {
    return isBeside ? this.isOpenBeside : this.isOpenAbove;
  }

  toggle(isBeside: boolean): void {
    if (isBeside) {
      this.isOpenBeside = !this.isOpenBeside;
      this.#settings.set(OPEN_KEY, this.isOpenBeside ? 'open' : 'closed');
    } else this.isOpenAbove = !this.isOpenAbove;
  }

  /** They are seen from now on. @returns they are no longer */
  watch(): () => void {
    this.#watchers++;
    if (this.#isStale) void this.#load();
    return () => {
      this.#watchers--;
    };
  }

  /** A result is shown, another one or the same one anew. */
  found(query: SearchQuery, total: number): void {
    this.#turn++;
    this.#query = query;
    this.#isStale = query.text.trim() !== '' && total > 1;
    if (!this.#isStale) this.current = none;
    else if (this.#watchers > 0) void this.#load();
  }

  async #load(): Promise<void> {
    const query = this.#query;
    if (!query) return;
    const turn = ++this.#turn;
    this.#isStale = false;
    try {
      const { text, weaker } = query;
      const facets = await this.#client.getFacets({ text, limit: MAX_PER_KIND, ...(weaker ? { weaker } : {}) });
      if (turn === this.#turn) this.current = facets;
    } catch {
      // They are a help: the result is there without them, and the next change asks again.
      if (turn === this.#turn) this.#isStale = true;
    }
  }
}

/** The end of a path, which is what tells folders apart: `2019/Italy` of `/photos/2019/Italy`. */
export function endOfPath(path: string, segments = 2): string {
  return path
    .split(/[\\/]/u)
    .filter((segment) => segment !== '')
    .slice(-segments)
    .join('/');
}
