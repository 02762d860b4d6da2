import type { ApiClient, LabelSuggestion } from '../../shared/api.ts';
import { completeFragment, fragmentsBeingTyped } from './query-text.ts';
import type { RecentSearches } from './recent-searches.svelte.ts';

const MAX_SUGGESTIONS = 8;

/** A line below the search box. */
export type Suggestion =
  | { kind: 'label'; label: LabelSuggestion }
  | { kind: 'recent'; text: string }
  /** Forgets the recent searches. */
  | { kind: 'clear' }
  /** Opens the page on all that can be typed. */
  | { kind: 'help' };

/** The text in the search box while it is typed, and what it may become. */
export class Suggestions {
  draft = $state('');
  labels = $state.raw<readonly LabelSuggestion[]>([]);
  #fragment = '';
  #turn = 0;
  readonly #client: ApiClient;
  readonly #recent: RecentSearches;

  constructor(client: ApiClient, recent: RecentSearches) {
    this.#client = client;
    this.#recent = recent;
  }

  /** Labels for what is typed; before anything is typed, what was searched for last. */
  readonly items: readonly Suggestion[] = $derived.by(() => {
    const help: Suggestion = { kind: 'help' };
    if (this.draft.trim() === '') {
      const recent = this.#recent.items.map((text): Suggestion => ({ kind: 'recent', text }));
      return recent.length > 0 ? [...recent, { kind: 'clear' }, help] : [help];
    }
    const labels = this.labels.map((label): Suggestion => ({ kind: 'label', label }));
    return labels.length > 0 ? [...labels, help] : [];
  });

  /** Shows a text that was not typed, such as that of the address. */
  reset(text: string): void {
    this.draft = text;
    this.close();
  }

  close(): void {
    this.#turn++;
    this.labels = [];
  }

  /** The user typed: looks for labels that the end of the text may mean. */
  async type(text: string): Promise<void> {
    this.draft = text;
    const turn = ++this.#turn;
    const fragments = fragmentsBeingTyped(text);
    try {
      for (const fragment of fragments) {
        const labels = await this.#client.suggest({ text: fragment, limit: MAX_SUGGESTIONS });
        if (turn !== this.#turn) return;
        if (labels.length > 0) {
          this.labels = labels;
          this.#fragment = fragment;
          return;
        }
      }
    } catch {
      // Suggestions are a help: without them the search works all the same, and it will say what is wrong.
    }
    if (turn === this.#turn) this.labels = [];
  }

  /** Takes a label over into the text. @returns the whole text */
  pick(label: LabelSuggestion): string {
    this.draft = completeFragment(this.draft, this.#fragment, label.query);
    this.close();
    return this.draft;
  }
}
