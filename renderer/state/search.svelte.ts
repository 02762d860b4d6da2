import type { ApiClient, LabelSuggestion, QueryTerm, ResultLayout, SearchOrder } from '../../shared/api.ts';
import { ConnectionError } from '../transport/client.ts';
import { beginnings } from './query-text.ts';

/** Why a search found nothing, and what is near. */
export interface Explanation {
  /** Photos that each term has by itself; null where it was not asked, because nobody knows the word. */
  terms: { term: QueryTerm; photos: number | null }[];
  near: LabelSuggestion[];
}

const MAX_NEAR = 8;

/** The search that is shown, and what it found. */
export class SearchState {
  text = $state('');
  order = $state.raw<SearchOrder>('date');
  /** What was found last; it stays until something newer is there, so that nothing blinks. */
  result = $state.raw<ResultLayout | null>(null);
  /** Text and order that `result` answers. */
  shownKey = $state<string | null>(null);
  problem = $state<string | null>(null);
  explanation = $state.raw<Explanation | null>(null);
  readonly #client: ApiClient;
  readonly #onResult: (result: ResultLayout, key: string) => void;
  #turn = 0;

  /** @param onResult is told of every answer and the key of what was asked */
  constructor(client: ApiClient, onResult: (result: ResultLayout, key: string) => void) {
    this.#client = client;
    this.#onResult = onResult;
  }

  get total(): number {
    return this.result?.total ?? 0;
  }

  get hasQuery(): boolean {
    return this.text.trim() !== '';
  }

  /** What identifies the list of photos that is asked for. */
  get key(): string {
    return `${this.order}:${this.text}`;
  }

  /** Whether `result` still answers something else. */
  get isLoading(): boolean {
    return this.key !== this.shownKey && this.problem === null;
  }

  /** Shows another search; the same one is not asked for again. */
  async show(text: string, order: SearchOrder | null): Promise<void> {
    this.text = text;
    this.order = order ?? (this.hasQuery ? 'relevance' : 'date');
    if (this.key !== this.shownKey || this.problem !== null) await this.refresh();
  }

  /** Asks again. */
  async refresh(): Promise<void> {
    const turn = ++this.#turn;
    const key = this.key;
    try {
      const result = await this.#client.getResultLayout({ text: this.text, order: this.order });
      // Someone asked for something newer meanwhile.
      if (turn !== this.#turn) return;
      this.result = result;
      this.shownKey = key;
      this.problem = null;
      this.explanation = null;
      this.#onResult(result, key);
      if (result.total === 0 && this.hasQuery) this.explanation = await this.#explain(result);
    } catch (error) {
      if (turn !== this.#turn || error instanceof ConnectionError) return;
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  async #explain(result: ResultLayout): Promise<Explanation> {
    const terms = await Promise.all(
      result.terms.map(async (term) => {
        if (term.meanings.length === 0) return { term, photos: null };
        const page = await this.#client.search({ text: term.text, limit: 0, offset: 0, order: 'relevance' });
        return { term, photos: page.total };
      }),
    );
    const missing = terms.filter(({ term, photos }) => !term.negated && !photos).map(({ term }) => term.text);
    return { terms, near: await this.#near(missing) };
  }

  /** Labels of the library that begin as the words do, for as many letters as possible. */
  async #near(words: string[]): Promise<LabelSuggestion[]> {
    const near = new Map<string, LabelSuggestion>();
    for (const word of words) {
      for (const text of beginnings(word)) {
        if (near.size >= MAX_NEAR) break;
        const found = await this.#client.suggest({ text, limit: MAX_NEAR - near.size });
        for (const suggestion of found) near.set(suggestion.concept, suggestion);
        if (found.length > 0) break;
      }
    }
    return [...near.values()];
  }
}
