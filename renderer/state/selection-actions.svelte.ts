import type { ApiClient, ConceptSuggestion, LabelsOf } from '../../shared/api.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { Selection } from './selection.svelte.ts';

const MAX_LABELS = 30;
const MAX_SUGGESTIONS = 8;

/** What can be said of all selected photos at once; each is one step that one undo takes back. */
export class SelectionActions {
  /** What the selected photos show; null while it is counted. */
  labels = $state.raw<LabelsOf | null>(null);
  /** Labels that the word being typed may mean. */
  suggestions = $state.raw<readonly ConceptSuggestion[]>([]);
  readonly #client: ApiClient;
  readonly #selection: Selection;
  readonly #corrections: Corrections;
  #turn = 0;
  #suggestTurn = 0;

  constructor(client: ApiClient, selection: Selection, corrections: Corrections) {
    this.#client = client;
    this.#selection = selection;
    this.#corrections = corrections;
  }

  /** Counts what the selected photos show. Failure leaves nothing to choose from. */
  async loadLabels(): Promise<void> {
    const turn = ++this.#turn;
    this.labels = null;
    const answer = await this.#client
      .getLabelsOf({ photoIds: this.#selection.toArray(), limit: MAX_LABELS })
      .catch((): LabelsOf => ({ labels: [], counted: 0 }));
    if (turn === this.#turn) this.labels = answer;
  }

  async suggest(text: string): Promise<void> {
    const turn = ++this.#suggestTurn;
    const typed = text.trim();
    const items =
      typed === '' ? [] : await this.#client.suggestLabels({ text: typed, limit: MAX_SUGGESTIONS }).catch(() => []);
    if (turn === this.#suggestTurn) this.suggestions = items;
  }

  /** Gives all a label: a known one, or any word. */
  async add(label: string): Promise<void> {
    this.#suggestTurn++;
    this.suggestions = [];
    if (label.trim() !== '') await this.#decide(label.trim(), 'accepted');
  }

  /** Says of all that they are not something. */
  async reject(concept: string): Promise<void> {
    await this.#decide(concept, 'rejected');
  }

  async setFavourite(favourite: boolean): Promise<void> {
    if (this.#selection.count > 0) await this.#corrections.setFavourite(this.#selection.toArray(), favourite);
  }

  async setHidden(hidden: boolean): Promise<void> {
    if (this.#selection.count > 0) await this.#corrections.setHidden(this.#selection.toArray(), hidden);
  }

  async #decide(label: string, verdict: 'accepted' | 'rejected'): Promise<void> {
    if (this.#selection.count > 0) await this.#corrections.decide(this.#selection.toArray(), label, verdict);
  }
}
