import type { ApiClient, LabelSuggestion } from '../../shared/api.ts';
import { completeFragment, fragmentsBeingTyped } from './query-text.ts';

const MAX_SUGGESTIONS = 8;

/** The text in the search box while it is typed, and the labels it may become. */
export class Suggestions {
  draft = $state('');
  items = $state.raw<readonly LabelSuggestion[]>([]);
  #fragment = '';
  #turn = 0;
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** Shows a text that was not typed, such as that of the address. */
  reset(text: string): void {
    this.draft = text;
    this.close();
  }

  close(): void {
    this.#turn++;
    this.items = [];
  }

  /** The user typed: looks for labels that the end of the text may mean. */
  async type(text: string): Promise<void> {
    this.draft = text;
    const turn = ++this.#turn;
    const fragments = fragmentsBeingTyped(text);
    try {
      for (const fragment of fragments) {
        const items = await this.#client.suggest({ text: fragment, limit: MAX_SUGGESTIONS });
        if (turn !== this.#turn) return;
        if (items.length > 0) {
          this.items = items;
          this.#fragment = fragment;
          return;
        }
      }
    } catch {
      // Suggestions are a help: without them the search works all the same, and it will say what is wrong.
    }
    if (turn === this.#turn) this.items = [];
  }

  /** Takes a suggestion over into the text. @returns the whole text */
  pick(item: LabelSuggestion): string {
    this.draft = completeFragment(this.draft, this.#fragment, item.name);
    this.close();
    return this.draft;
  }
}
