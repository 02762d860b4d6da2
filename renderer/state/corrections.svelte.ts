import type { ApiClient, DecisionResult, DescriptionResult } from '../../shared/api.ts';
import type { Verdict } from '../../shared/model/label.ts';
import { t } from '../i18n/texts.ts';
import type { Toasts } from './toasts.svelte.ts';

/** So many steps can be taken back one after the other. */
const MAX_STEPS = 100;

/** Something that can be taken back. */
interface Step {
  /** Of the core; null where it is none. */
  changeId: number | null;
  /** Null where it was said quietly. */
  toastId: number | null;
  /** Takes it back, and gives the words for that. */
  revert(): Promise<string>;
}

/** A label by its id and its words. */
interface LabelName {
  concept: string;
  name: string;
}

/** What the user says of photos, and taking it back. */
export class Corrections {
  readonly #client: ApiClient;
  readonly #toasts: Toasts;
  readonly #onChange: () => void;
  #steps: Step[] = [];

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

  /** Hides photos or shows them again, and offers to undo it. @returns null where the core refused */
  async setHidden(photoIds: number[], hidden: boolean): Promise<DecisionResult | null> {
    return await this.#say(
      () => this.#client.setHidden({ photoIds, hidden }),
      (result) => (hidden ? t.hidden.done(result.photos) : t.hidden.undone(result.photos)),
    );
  }

  /** Describes photos, or empties their descriptions, and offers to undo it. @returns null where the core refused */
  async describe(photoIds: number[], description: string): Promise<DescriptionResult | null> {
    return await this.#say(
      () => this.#client.setDescription({ photoIds, description }),
      (result) => (result.description === null ? t.description.emptied : t.description.saved),
    );
  }

  /**
   * Says it without a message, where the user sees anyway that it was heard.
   * @returns what `takeBack` takes; null where the core refused, which the user was told
   */
  async decideQuietly(photoIds: number[], label: string, verdict: Verdict): Promise<number | null> {
    try {
      const { changeId } = await this.#client.decide({ photoIds, label, verdict });
      this.#dismissOffer();
      this.#steps = [...this.#steps, { changeId, toastId: null, revert: () => this.#revert(changeId) }].slice(
        -MAX_STEPS,
      );
      this.#onChange();
      return changeId;
    } catch (error) {
      this.#toasts.error(error);
      return null;
    }
  }

  /** Says what a change did that was made elsewhere, and offers to undo it. */
  offerUndo(text: string, changeId: number): void {
    this.#offerUndo(text, () => this.#revert(changeId), changeId);
    this.#onChange();
  }

  /**
   * The same for what no single change of the core is.
   * @param revert takes it back and gives the words for that
   */
  offerRevert(text: string, revert: () => Promise<string>): void {
    this.#offerUndo(text, revert);
    this.#onChange();
  }

  /** Takes one thing back without a message; what is taken back already is left as it is. */
  async takeBack(changeId: number): Promise<void> {
    const step = this.#steps.find((candidate) => candidate.changeId === changeId);
    if (!step) return;
    this.#forget(step);
    try {
      await this.#client.undo({ changeId });
    } catch (error) {
      this.#toasts.error(error);
    }
    this.#onChange();
  }

  /** Says that they are `by` rather than `label`, and offers to undo it. @returns null where the core refused */
  async replace(photoIds: number[], label: LabelName, by: string): Promise<DecisionResult | null> {
    return await this.#say(
      () => this.#client.replaceLabel({ photoIds, label: label.concept, by }),
      (result) => t.rename.replaced(label.name, result.label.name, t.search.results(result.photos)),
    );
  }

  /** Gives an own label another name on all photos, and offers to undo it. @returns whether the core took it */
  async rename(concept: string, name: string): Promise<boolean> {
    try {
      const renamed = await this.#client.renameLabel({ concept, name });
      if (renamed.name === renamed.before) return true;
      this.#offerUndo(t.rename.renamed(renamed.before, renamed.name), async () => {
        await this.#client.renameLabel({ concept, name: renamed.before });
        return t.rename.undone(renamed.before);
      });
      this.#onChange();
      return true;
    } catch (error) {
      this.#toasts.error(error);
      return false;
    }
  }

  /** Takes back the last thing that was said and not yet taken back. */
  async undoLast(): Promise<void> {
    const step = this.#steps.at(-1);
    if (step) await this.#undo(step);
    else this.#toasts.show(t.corrected.nothingToUndo);
  }

  async #say<R extends { changeId: number }>(send: () => Promise<R>, words: (result: R) => string): Promise<R | null> {
    try {
      const result = await send();
      this.#offerUndo(words(result), () => this.#revert(result.changeId), result.changeId);
      this.#onChange();
      return result;
    } catch (error) {
      this.#toasts.error(error);
      this.#onChange();
      return null;
    }
  }

  /** @param revert takes the step back and gives the words for it */
  #offerUndo(text: string, revert: () => Promise<string>, changeId: number | null = null): void {
    // One offer at a time; the steps before it can still be undone by key.
    this.#dismissOffer();
    const run = () => {
      if (this.#steps.includes(step)) void this.#undo(step);
    };
    const step: Step = { changeId, toastId: this.#toasts.show(text, { label: t.undo, run }), revert };
    this.#steps = [...this.#steps, step].slice(-MAX_STEPS);
  }

  #dismissOffer(): void {
    const last = this.#steps.at(-1);
    if (last && last.toastId !== null) this.#toasts.dismiss(last.toastId);
  }

  async #undo(step: Step): Promise<void> {
    this.#forget(step);
    try {
      this.#toasts.show(await step.revert());
    } catch (error) {
      this.#toasts.error(error);
    }
    this.#onChange();
  }

  /** The words after a change of the core was undone. */
  async #revert(changeId: number): Promise<string> {
    const { photos } = await this.#client.undo({ changeId });
    return t.corrected.undone(photos);
  }

  #forget(step: Step): void {
    this.#steps = this.#steps.filter((candidate) => candidate !== step);
    if (step.toastId !== null) this.#toasts.dismiss(step.toastId);
  }
}
