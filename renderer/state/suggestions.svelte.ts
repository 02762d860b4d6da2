import type { ApiClient, SearchSuggestion } from '../../shared/api.ts';
import { completeFragment, fragmentsBeingTyped } from './query-text.ts';
import type { RecentSearches } from './recent-searches.svelte.ts';

const MAX_SUGGESTIONS = 8;

/** A line below the search box. */
export type Suggestion =
  | { kind: 'found'; found: SearchSuggestion }
  | { kind: 'recent'; text: string }
  /** Forgets the recent searches. */
  | { kind: 'clear' }
  /** Opens the page on all that can be typed. */
  | { kind: 'help' };

/** The text in the search box while it is typed, and what it may become. */
export class Suggestions {
  draft = $state('');
  /** What the library has for what is being typed. */
  found = $state.raw<readonly SearchSuggestion[]>([]);
  #fragment = '';
  #turn = 0;
  readonly #client: ApiClient;
  readonly #recent: RecentSearches;

  constructor(client: ApiClient, recent: RecentSearches) {
    this.#client = client;
    this.#recent = recent;
  }

  /** What is suggested for what is typed; before anything is typed, what was searched for last. */
  readonly items: readonly Suggestion[] = $derived.by(() => {
    const help: Suggestion = { kind: 'help' };
    if (this.draft.trim() === '') {
      const recent = this.#recent.items.map((text): Suggestion => ({ kind: 'recent', text }));
      return recent.length > 0 ? [...recent, { kind: 'clear' }, help] : [help];
    }
    const found = this.found.map((one): Suggestion => ({ kind: 'found', found: one }));
    return found.length > 0 ? [...found, help] : [];
  });

  /** Shows a text that was not typed, such as that of the address. */
  reset(text: string): void {
    this.draft = text;
    this.close();
  }

  close(): void {
    this.#turn++;
    this.found = [];
  }

  /** The user typed: looks for what the end of the text may mean. */
  async type(text: string): Promise<void> {
    this.draft = text;
    const turn = ++this.#turn;
    const fragments = fragmentsBeingTyped(text);
    try {
      for (const fragment of fragments) {
        const found = await this.#client.suggest({ text: fragment, limit: MAX_SUGGESTIONS });
        if (turn !== this.#turn) return;
        if (found.length > 0) {
          this.found = found;
          this.#fragment = fragment;
          return;
        }
      }
    } catch {
      // Suggestions are a help: without them the search works all the same, and it will say what is wrong.
    }
    if (turn === this.#turn) this.found = [];
  }

  /** Takes a suggestion over into the text. @returns the whole text */
  pick({ query }: SearchSuggestion): string {
    this.draft = completeFragment(this.draft, this.#fragment, query);
    this.close();
    return this.draft;
  }
}
