import type { ApiClient } from '../../shared/api.ts';
import type { TaughtGroup, TaughtLabel } from '../../shared/model/taught.ts';
import { t } from '../i18n/texts.ts';
import { ConnectionError } from '../transport/client.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** How far a label has come, worst first: what the user should know of it in a word. */
export type TaughtStage = 'no-examples' | 'behind' | 'too-few' | 'few' | 'ready';

/** With fewer examples nothing can be measured; with fewer than the second, the program is never sure of a photo. */
const FEWEST_MEASURED = 3;
const FEWEST_SURE = 5;

/** How far a label has come. */
export function stageOf(label: Pick<TaughtLabel, 'positives' | 'isBehind' | 'classifier'>): TaughtStage {
  if (label.positives === 0) return 'no-examples';
  if (label.isBehind || label.classifier === null) return 'behind';
  if (label.positives < FEWEST_MEASURED) return 'too-few';
  return label.positives < FEWEST_SURE ? 'few' : 'ready';
}

/** All that is taught. */
export class TaughtState {
  /** In the order in which the user began; null until they are known. */
  labels = $state.raw<readonly TaughtLabel[] | null>(null);
  /** Classifiers over several labels, learnt from folders and tables. */
  groups = $state.raw<readonly TaughtGroup[]>([]);
  problem = $state<string | null>(null);
  #turn = 0;
  readonly #client: ApiClient;
  readonly #toasts: Toasts;
  readonly #corrections: Corrections;

  constructor(client: ApiClient, toasts: Toasts, corrections: Corrections) {
    this.#client = client;
    this.#toasts = toasts;
    this.#corrections = corrections;
  }

  /** Asks again. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const [labels, groups] = await Promise.all([this.#client.listTaught({}), this.#client.listTaughtGroups({})]);
      if (turn !== this.#turn) return;
      this.labels = labels;
      this.groups = groups;
      this.problem = null;
    } catch (error) {
      if (turn !== this.#turn || error instanceof ConnectionError) return;
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** The taught label of a concept, as it was told last. */
  find(concept: string | null): TaughtLabel | null {
    return this.labels?.find((label) => label.concept === concept) ?? null;
  }

  findGroup(name: string | null): TaughtGroup | null {
    return this.groups.find((group) => group.name === name) ?? null;
  }

  /** Takes over what the core told of a label. */
  put(label: TaughtLabel): void {
    // What was asked before may be older.
    this.#turn++;
    const labels = this.labels ?? [];
    const isKnown = labels.some(({ concept }) => concept === label.concept);
    this.labels = isKnown
      ? labels.map((other) => (other.concept === label.concept ? label : other))
      : [...labels, label];
  }

  /** Forgets what was learnt of a label, and offers to learn it again. @returns whether the core did it */
  async forget({ concept, name }: Pick<TaughtLabel, 'concept' | 'name'>): Promise<boolean> {
    try {
      await this.#client.removeTaught({ concept });
    } catch (error) {
      this.#toasts.error(error);
      return false;
    }
    this.#corrections.offerRevert(t.taught.forgotten(name), async () => {
      // Its examples are the user's own word and are still there.
      this.put((await this.#client.teach({ label: concept })).label);
      return t.taught.learntAgain(name);
    });
    await this.load();
    return true;
  }

  /** Forgets a classifier over several labels; each of them stays. @returns whether the core did it */
  async forgetGroup(name: string): Promise<boolean> {
    try {
      await this.#client.removeTaughtGroup({ name });
    } catch (error) {
      this.#toasts.error(error);
      return false;
    }
    this.#toasts.show(t.taught.group.forgotten(name));
    await this.load();
    return true;
  }
}
