import type { ApiClient, ConceptSuggestion } from '../../shared/api.ts';

const MAX_SUGGESTIONS = 8;

type Named = Pick<ConceptSuggestion, 'name' | 'concept'>;

/** A field for the name of a label, with those that exist offered while it is typed. */
export class NameField {
  text = $state('');
  options = $state.raw<readonly ConceptSuggestion[]>([]);
  /** What was picked, as long as its name is not changed. */
  #picked: Named | null = null;
  #turn = 0;
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** What the core is told: the concept that was picked, else the words as they are typed; empty where there are none. */
  get value(): string {
    const typed = this.text.trim();
    return this.#picked?.name === typed ? this.#picked.concept : typed;
  }

  /** Shows a text, and offers nothing. */
  reset(text: string): void {
    this.text = text;
    this.#picked = null;
    this.close();
  }

  close(): void {
    this.#turn++;
    this.options = [];
  }

  /** The user typed. Without suggestions it works all the same. */
  async type(text: string): Promise<void> {
    this.text = text;
    const turn = ++this.#turn;
    const typed = text.trim();
    const options =
      typed === '' ? [] : await this.#client.suggestLabels({ text: typed, limit: MAX_SUGGESTIONS }).catch(() => []);
    if (turn === this.#turn) this.options = options;
  }

  /** Takes one that is offered. */
  pick(option: Named): void {
    this.reset(option.name);
    this.#picked = option;
  }
}
