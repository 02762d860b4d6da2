import type { ApiClient, LabelSuggestion, SearchOrder, SearchQuery } from '../../shared/api.ts';
import { type ResultList, unpackResult } from '../../shared/layout/result-list.ts';
import { waitingFileOf } from '../../shared/model/photo.ts';
import { ConnectionError } from '../transport/client.ts';

const MAX_NEAR = 8;
const NO_IDS = new Int32Array();

/** The search that is shown, and what it found. */
export class SearchState {
  text = $state('');
  order = $state.raw<SearchOrder>('date');
  /** Whether the photos are wanted that are less likely than a result has to be. */
  isWeaker = $state(false);
  /** What was found last; it stays until something newer is there, so that nothing blinks. */
  result = $state.raw<ResultList | null>(null);
  /** What `result` answers; spans of its terms are places in this text. */
  shown = $state.raw<SearchQuery | null>(null);
  problem = $state<string | null>(null);
  /** Where nothing was found: labels of the library that are near; null until they are known. */
  near = $state.raw<readonly LabelSuggestion[] | null>(null);
  readonly #client: ApiClient;
  readonly #onResult: (result: ResultList, query: SearchQuery) => void;
  #turn = 0;

  /** @param onResult is told of every answer and of what was asked */
  constructor(client: ApiClient, onResult: (result: ResultList, query: SearchQuery) => void) {
    this.#client = client;
    this.#onResult = onResult;
  }

  get total(): number {
    return this.result?.total ?? 0;
  }

  get hasQuery(): boolean {
    return this.text.trim() !== '';
  }

  /** What is asked for. */
  get query(): SearchQuery {
    const { text, order } = this;
    if (this.isWeaker) return { text, order, weaker: true };
    return this.hasQuery || order !== 'date' ? { text, order } : { text, order, waiting: true };
  }

  /** The photos of the result, without the files that wait to be looked at. */
  readonly photoIds = $derived.by(() => {
    if (this.result === null) return NO_IDS;
    return this.result.waiting > 0 ? this.result.ids.filter((id) => waitingFileOf(id) === undefined) : this.result.ids;
  });

  /** Whether `result` still answers something else. */
  get isLoading(): boolean {
    return this.problem === null && (this.shown === null || keyOf(this.query) !== keyOf(this.shown));
  }

  /** Whether some photos may answer it better than others; otherwise they are by date anyway. */
  get canOrder(): boolean {
    return (
      this.total > 1 &&
      (this.result?.terms ?? []).some(({ kind, negated }) => (kind === 'label' || kind === 'similar') && !negated)
    );
  }

  /** Photos that are less sure, beside those that are shown. */
  get weakerCount(): number {
    return this.isWeaker || !this.hasQuery ? 0 : (this.result?.weaker ?? 0);
  }

  /** Shows another search; the same one is not asked for again. */
  async show(text: string, order: SearchOrder | null, isWeaker = false): Promise<void> {
    this.text = text;
    this.order = order ?? (this.hasQuery ? 'relevance' : 'date');
    this.isWeaker = isWeaker && this.hasQuery;
    if (this.isLoading || this.problem !== null) await this.refresh();
  }

  /** Asks again. */
  async refresh(): Promise<void> {
    const turn = ++this.#turn;
    const { query } = this;
    try {
      const result = unpackResult(await this.#client.getResultLayout(query));
      // Someone asked for something newer meanwhile.
      if (turn !== this.#turn) return;
      const isSame = this.shown !== null && keyOf(this.shown) === keyOf(query);
      if (!isSame || result.total > 0) this.near = null;
      this.result = result;
      this.shown = query;
      this.problem = null;
      this.#onResult(result, query);
    } catch (error) {
      if (turn !== this.#turn || error instanceof ConnectionError) return;
      this.problem = error instanceof Error ? error.message : String(error);
      return;
    }
    if (this.total === 0 && this.hasQuery) await this.#findNear(turn, query.text);
  }

  async #findNear(turn: number, text: string): Promise<void> {
    try {
      const near = await this.#client.getNearest({ text, limit: MAX_NEAR });
      if (turn === this.#turn) this.near = near;
    } catch {
      // They are a help; that nothing was found is said all the same.
    }
  }
}

/** Identifies the list of photos that is asked for. */
export function keyOf({ text, order, weaker }: SearchQuery): string {
  return `${order}:${weaker === true ? 'weaker' : ''}:${text}`;
}
