import type { ApiClient } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import type { Verdict } from '../../shared/model/label.ts';
import type { PhotoSummary } from '../../shared/model/photo.ts';
import type { TaughtLabel } from '../../shared/model/taught.ts';
import { t } from '../i18n/texts.ts';
import { ConnectionError } from '../transport/client.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { ExampleQueue } from './example-queue.svelte.ts';
import { NameField } from './name-field.svelte.ts';
import type { TaughtState } from './taught.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

type Said = Exclude<Verdict, 'none'>;

/** Photos that an example list begins with, and that come at a time. */
const EXAMPLES = 24;

/** Photos of which the user said the same; `total` counts all. */
export interface Examples {
  total: number;
  photos: readonly PhotoSummary[];
}

const NONE: Examples = { total: 0, photos: [] };

/** The page of one taught label. */
export class TaughtLabelState {
  /** Null: no page is open. */
  concept = $state<string | null>(null);
  accepted = $state.raw<Examples>(NONE);
  rejected = $state.raw<Examples>(NONE);
  /** Why there is nothing to show. */
  problem = $state<string | null>(null);
  /** Something that takes a moment is under way. */
  isWorking = $state(false);
  readonly parent: NameField;
  readonly queue: ExampleQueue;
  #turn = 0;
  readonly #client: ApiClient;
  readonly #taught: TaughtState;
  readonly #corrections: Corrections;
  readonly #toasts: Toasts;

  constructor(
    client: ApiClient,
    taught: TaughtState,
    corrections: Corrections,
    toasts: Toasts,
    /** What the user is asked about the label. */
    queue: ExampleQueue,
  ) {
    this.#client = client;
    this.#taught = taught;
    this.#corrections = corrections;
    this.#toasts = toasts;
    this.parent = new NameField(client);
    this.queue = queue;
  }

  /** What is known of it; null until it is there. */
  readonly label: TaughtLabel | null = $derived.by(() => this.#taught.find(this.concept));

  /** Opens the page of a label, or none. */
  async show(concept: string | null): Promise<void> {
    if (concept === this.concept) return;
    this.#turn++;
    this.concept = concept;
    this.accepted = NONE;
    this.rejected = NONE;
    this.problem = null;
    this.parent.reset('');
    await Promise.all([this.queue.show(concept), this.refresh()]);
  }

  /** Asks again for the label and its examples. */
  async refresh(): Promise<void> {
    const { concept } = this;
    if (concept === null) return;
    const turn = ++this.#turn;
    try {
      const [accepted, rejected] = await Promise.all([
        this.#list(concept, 'accepted', this.accepted.photos.length),
        this.#list(concept, 'rejected', this.rejected.photos.length),
        this.#taught.load(),
      ]);
      if (turn !== this.#turn) return;
      this.accepted = accepted;
      this.rejected = rejected;
      this.problem = null;
    } catch (error) {
      if (turn !== this.#turn || error instanceof ConnectionError) return;
      if (error instanceof AppError && error.code === 'not-found') this.problem = t.taught.gone;
      else this.problem = error instanceof Error ? error.message : String(error);
    }
  }

  /** Shows more photos of which the user said this. */
  async showMore(verdict: Said): Promise<void> {
    const { concept } = this;
    if (concept === null) return;
    const turn = this.#turn;
    const known = this[verdict];
    try {
      const more = await this.#client.listExamples({
        concept,
        verdict,
        limit: EXAMPLES,
        offset: known.photos.length,
      });
      if (turn === this.#turn) this[verdict] = { total: more.total, photos: [...known.photos, ...more.photos] };
    } catch (error) {
      this.#toasts.error(error);
    }
  }

  /** Takes back what was said of a photo: it is no example any more. */
  async takeOut(photoId: number, verdict: Said): Promise<void> {
    const { concept } = this;
    if (concept === null) return;
    const { total, photos } = this[verdict];
    this[verdict] = { total: total - 1, photos: photos.filter(({ id }) => id !== photoId) };
    this.#turn++;
    await this.#corrections.decide([photoId], concept, 'none');
    await this.refresh();
  }

  /** Learns it anew. */
  async retrain(): Promise<void> {
    await this.#work(async (concept) => {
      const [label] = await this.#client.trainTaught({ concept });
      if (!label) return;
      this.#taught.put(label);
      this.#toasts.show(t.taught.learntAgain(label.name));
    });
  }

  /** Goes back to what was learnt before the last time. */
  async restore(): Promise<void> {
    await this.#work(async (concept) => {
      const label = await this.#client.restoreTaught({ concept });
      this.#taught.put(label);
      this.#toasts.show(t.taught.restored(label.name));
    });
  }

  /** Puts the label under another one. @returns whether the core took it */
  async setParent(): Promise<boolean> {
    const parent = this.parent.value;
    if (parent === '') return false;
    return await this.#work(async (concept) => {
      const { label } = await this.#client.teach({ label: concept, parent });
      this.#taught.put(label);
      this.parent.reset('');
      this.#toasts.show(t.taught.moved(label.name, label.parent?.name ?? ''));
    });
  }

  /** Gives one of the user's own labels another name. @returns whether the core took it */
  async rename(name: string): Promise<boolean> {
    const { concept } = this;
    const text = name.trim();
    if (concept === null || text === '') return false;
    const isTaken = await this.#corrections.rename(concept, text);
    await this.#taught.load();
    return isTaken;
  }

  /** Forgets what was learnt of it. @returns whether the page has nothing to show any more */
  async forget(): Promise<boolean> {
    const { label } = this;
    return label !== null && (await this.#taught.forget(label));
  }

  async #list(concept: string, verdict: Said, shown: number): Promise<Examples> {
    return await this.#client.listExamples({ concept, verdict, limit: Math.max(EXAMPLES, shown), offset: 0 });
  }

  /** @returns whether it went well; otherwise the user was told */
  async #work(work: (concept: string) => Promise<void>): Promise<boolean> {
    const { concept } = this;
    if (concept === null || this.isWorking) return false;
    this.isWorking = true;
    try {
      await work(concept);
      return true;
    } catch (error) {
      this.#toasts.error(error);
      return false;
    } finally {
      this.isWorking = false;
    }
  }
}
