import type { ApiClient, DecisionResult } from '../../shared/api.ts';
import type { Verdict } from '../../shared/model/label.ts';
import { t } from '../i18n/en.ts';
import type { Toasts } from './toasts.svelte.ts';

/** So many steps can be taken back one after the other. */
const MAX_STEPS = 100;

/** What the user says of photos, and taking it back. */
export class Corrections {
  readonly #client: ApiClient;
  readonly #toasts: Toasts;
  readonly #onChange: () => void;
  #steps: { changeId: number; toastId: number }[] = [];

  /** @param onChange is told when labels have changed in the core */
  constructor(client: ApiClient, toasts: Toasts, onChange: () => void) {
    this.#client = client;
    this.#toasts = toasts;
    this.#onChange = onChange;
  }

  /** Says it, and offers to undo it. @returns null where the core refused, which the user was told */
  async decide(photoIds: number[], label: string, verdict: Verdict): Promise<DecisionResult | null> {
    return await this.#say(
      () => this.#client.decide({ photoIds, label, verdict }),
      (result) => t.corrected[verdict](result.label.name, result.photos),
    );
  }

  /** Marks favourites or takes the mark away, and offers to undo it. @returns null where the core refused */
  async setFavourite(photoIds: number[], favourite: boolean): Promise<DecisionResult | null> {
    return await this.#say(
      () => this.#client.setFavourite({ photoIds, favourite }),
      (result) => (favourite ? t.corrected.favourite(result.photos) : t.corrected.noFavourite(result.photos)),
    );
  }

  /** Takes back the last thing that was said and not yet taken back. */
  async undoLast(): Promise<void> {
    const step = this.#steps.at(-1);
    if (step) await this.#undo(step.changeId);
    else this.#toasts.show(t.corrected.nothingToUndo);
  }

  async #say(
    send: () => Promise<DecisionResult>,
    words: (result: DecisionResult) => string,
  ): Promise<DecisionResult | null> {
    try {
      const result = await send();
      // One offer at a time; the steps before it can still be undone by key.
      this.#dismissOffer();
      const toastId = this.#toasts.show(words(result), {
        label: t.undo,
        run: () => void this.#undo(result.changeId),
      });
      this.#steps = [...this.#steps, { changeId: result.changeId, toastId }].slice(-MAX_STEPS);
      this.#onChange();
      return result;
    } catch (error) {
      this.#toasts.error(error);
      this.#onChange();
      return null;
    }
  }

  #dismissOffer(): void {
    const last = this.#steps.at(-1);
    if (last) this.#toasts.dismiss(last.toastId);
  }

  async #undo(changeId: number): Promise<void> {
    const step = this.#steps.find((candidate) => candidate.changeId === changeId);
    if (!step) return;
    this.#steps = this.#steps.filter((candidate) => candidate !== step);
    this.#toasts.dismiss(step.toastId);
    try {
      const { photos } = await this.#client.undo({ changeId });
      this.#toasts.show(t.corrected.undone(photos));
    } catch (error) {
      this.#toasts.error(error);
    }
    this.#onChange();
  }
}
