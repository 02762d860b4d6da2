import type { ApiClient } from '../../shared/api.ts';
import type { TaughtLabel } from '../../shared/model/taught.ts';
import { t } from '../i18n/texts.ts';
import type { Corrections } from './corrections.svelte.ts';
import { NameField } from './name-field.svelte.ts';
import type { TaughtState } from './taught.svelte.ts';

/** A label that exists. */
type Named = Pick<TaughtLabel, 'name' | 'concept'>;

/**
 * Teaching a label: its name, what it is a kind of, and photos that show it. The photos are those that were there when it
 * was begun, or those that are selected after it was begun.
 */
export class TeachState {
  /** Whether the form is shown. */
  isOpen = $state(false);
  /** Whether the user is selecting photos for it; the form waits. */
  isPicking = $state(false);
  photoIds = $state.raw<readonly number[]>([]);
  isTeaching = $state(false);
  problem = $state<string | null>(null);
  readonly name: NameField;
  readonly parent: NameField;
  readonly #client: ApiClient;
  readonly #taught: TaughtState;
  readonly #corrections: Corrections;

  constructor(client: ApiClient, taught: TaughtState, corrections: Corrections) {
    this.#client = client;
    this.#taught = taught;
    this.#corrections = corrections;
    this.name = new NameField(client);
    this.parent = new NameField(client);
  }

  /** Shows the form. While photos are being selected for a label, it is that label's. */
  open(start: { name?: string; label?: Named; photoIds?: readonly number[] } = {}): void {
    if (!this.isPicking || start.label) {
      this.name.reset(start.name ?? '');
      this.parent.reset('');
      if (start.label) this.name.pick(start.label);
    }
    this.isPicking = false;
    this.photoIds = start.photoIds ?? [];
    this.problem = null;
    this.isOpen = true;
  }

  /** Lets the user select photos; the form comes back with them by `open`. */
  pick(): void {
    this.isOpen = false;
    this.isPicking = true;
  }

  /** Leaves the form, or the selecting for it. */
  cancel(): void {
    this.isOpen = false;
    this.isPicking = false;
  }

  /** Whether there is all that is needed. */
  get isReady(): boolean {
    return this.name.text.trim() !== '' && this.photoIds.length > 0;
  }

  /** Teaches, and offers to undo it. @returns what was learnt; null where the core refused, which is told in the form */
  async teach(): Promise<TaughtLabel | null> {
    if (!this.isReady || this.isTeaching) return null;
    this.isTeaching = true;
    this.problem = null;
    try {
      await this.#taught.load();
      const label = this.name.value;
      const parent = this.parent.value;
      const result = await this.#client.teach({
        label,
        photoIds: [...this.photoIds],
        ...(parent === '' ? {} : { parent }),
      });
      const wasTaught = this.#taught.find(result.label.concept) !== null;
      this.#taught.put(result.label);
      this.#offerUndo(result.label, result.changeIds, wasTaught);
      this.isOpen = false;
      return result.label;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      return null;
    } finally {
      this.isTeaching = false;
    }
  }

  #offerUndo({ concept, name, positives }: TaughtLabel, changeIds: readonly number[], wasTaught: boolean): void {
    this.#corrections.offerRevert(t.teach.learnt(name, positives), async () => {
      for (const changeId of [...changeIds].reverse()) await this.#client.undo({ changeId });
      if (!wasTaught) await this.#client.removeTaught({ concept });
      await this.#taught.load();
      return t.teach.undone(name);
    });
  }
}
