import type { ApiClient } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import { unpackResult } from '../../shared/layout/result-list.ts';
import type { Label, Verdict } from '../../shared/model/label.ts';
import type { PhotoDetails } from '../../shared/model/photo.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Photos after the one that is shown whose pictures and labels are fetched ahead. */
const AHEAD = 3;

/** One step through the queue; `changeId` is what the core knows it by, null where nothing was said or it was refused. */
interface Step {
  id: number;
  changeId: Promise<number | null> | null;
}

/**
 * The queue of photos whose labels are all guesses, one at a time. It is taken down once, when the user comes in, so that
 * nothing moves while the answers change what is unsure.
 */
export class UnsureState {
  /** Null until it is known. */
  ids = $state.raw<readonly number[] | null>(null);
  /** Place in the queue; its length when all were seen. */
  at = $state(0);
  #steps = $state.raw<readonly Step[]>([]);
  #details = $state.raw<ReadonlyMap<number, PhotoDetails>>(new Map());
  #turn = 0;
  readonly #client: ApiClient;
  readonly #corrections: Corrections;
  readonly #toasts: Toasts;

  constructor(client: ApiClient, corrections: Corrections, toasts: Toasts) {
    this.#client = client;
    this.#corrections = corrections;
    this.#toasts = toasts;
  }

  /** The photo that is asked about. */
  get id(): number | null {
    return this.ids?.[this.at] ?? null;
  }

  /** What is known of it; null until it is there. */
  get photo(): PhotoDetails | null {
    return this.id === null ? null : (this.#details.get(this.id) ?? null);
  }

  /** What it may be, the most likely first. */
  readonly guesses: readonly Label[] = $derived.by(
    () => this.photo?.labels.filter((label) => label.certainty === 'guess') ?? [],
  );

  get total(): number {
    return this.ids?.length ?? 0;
  }

  /** Photos of which something was said. */
  get said(): number {
    return this.#steps.filter((step) => step.changeId !== null).length;
  }

  get skipped(): number {
    return this.#steps.length - this.said;
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  get isDone(): boolean {
    return this.ids !== null && this.at >= this.ids.length;
  }

  /** Photos that come next, for their pictures to be fetched ahead. */
  get nextIds(): readonly number[] {
    return this.ids?.slice(this.at + 1, this.at + 1 + AHEAD) ?? [];
  }

  /** Takes the queue down anew. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.ids = null;
    this.at = 0;
    this.#steps = [];
    this.#details = new Map();
    try {
      const layout = await this.#client.getResultLayout({ text: 'is:unsure', order: 'date' });
      if (turn !== this.#turn) return;
      this.ids = [...unpackResult(layout).ids];
      await this.#fetchAhead();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.ids = [];
      this.#toasts.error(error);
    }
  }

  /** Says that the photo is, or is not, its best guess, and goes on. */
  async answer(verdict: Exclude<Verdict, 'none'>): Promise<void> {
    const [best] = this.guesses;
    if (best) await this.#say(best.concept, verdict);
  }

  /** Says what the photo shows: another guess, or any word; goes on. */
  async name(label: string): Promise<void> {
    const text = label.trim();
    if (text !== '') await this.#say(text, 'accepted');
  }

  async skip(): Promise<void> {
    const { id } = this;
    if (id === null) return;
    this.#steps = [...this.#steps, { id, changeId: null }];
    await this.#goOn();
  }

  /** Goes back to the photo before and takes back what was said of it. */
  async undo(): Promise<void> {
    const step = this.#steps.at(-1);
    if (!step) return;
    this.#steps = this.#steps.slice(0, -1);
    this.at = Math.max(this.ids?.indexOf(step.id) ?? 0, 0);
    const changeId = await step.changeId;
    if (changeId !== null) await this.#corrections.takeBack(changeId);
  }

  async #say(label: string, verdict: Verdict): Promise<void> {
    const { id } = this;
    if (id === null) return;
    const changeId = this.#corrections.decideQuietly([id], label, verdict);
    const step = { id, changeId };
    this.#steps = [...this.#steps, step];
    await Promise.all([this.#goOn(), changeId]);
    // The core refused, which the user was told: it was as good as skipped.
    if ((await changeId) === null)
      this.#steps = this.#steps.map((other) => (other === step ? { id, changeId: null } : other));
  }

  async #goOn(): Promise<void> {
    this.at++;
    await this.#fetchAhead();
  }

  async #fetchAhead(): Promise<void> {
    const turn = this.#turn;
    const wanted = this.ids?.slice(this.at, this.at + 1 + AHEAD) ?? [];
    await Promise.all(wanted.filter((id) => !this.#details.has(id)).map((id) => this.#fetch(id, turn)));
  }

  async #fetch(id: number, turn: number): Promise<void> {
    let details: PhotoDetails | null = null;
    try {
      details = await this.#client.getPhoto({ id });
    } catch (error) {
      // What can't be asked now is asked again when it is its turn, or skipped.
      if (!(error instanceof AppError) || error.code !== 'not-found') return;
    }
    if (turn !== this.#turn) return;
    if (details?.labels.some((label) => label.certainty === 'guess'))
      this.#details = new Map(this.#details).set(id, details);
    else await this.#drop(id);
  }

  /** Takes a photo out that is gone, or that there is nothing more to ask about. */
  async #drop(id: number): Promise<void> {
    const place = this.ids?.indexOf(id) ?? -1;
    if (place < 0) return;
    this.ids = this.ids?.filter((other) => other !== id) ?? null;
    if (place < this.at) this.at--;
    await this.#fetchAhead();
  }
}
