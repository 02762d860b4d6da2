import type { ApiClient, SuggestedExample } from '../../shared/api.ts';
import type { Verdict } from '../../shared/model/label.ts';
import type { PhotoSummary } from '../../shared/model/photo.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Photos that are asked for at a time. */
const ASKED = 12;
/** Photos whose pictures are fetched ahead. */
const AHEAD = 3;
/** After so many answers the label is learnt anew, and what is asked next follows from that. */
export const ANSWERS_A_LESSON = 3;

/** One step; `changeId` is what the core knows it by, null where nothing was said or it was refused. */
interface Step {
  example: SuggestedExample;
  verdict: Exclude<Verdict, 'none'> | null;
  changeId: Promise<number | null> | null;
}

/** What the user is asked of a label, one photo at a time, the answer that teaches most first. */
export class ExampleQueue {
  /** Those to come, the one that is asked about first; null until they are known. */
  items = $state.raw<readonly SuggestedExample[] | null>(null);
  /** Whether the label is being learnt from the answers. */
  isLearning = $state(false);
  #steps = $state.raw<readonly Step[]>([]);
  #concept: string | null = null;
  #sinceLesson = 0;
  #turn = 0;
  readonly #client: ApiClient;
  readonly #corrections: Corrections;
  readonly #toasts: Toasts;
  readonly #onLearnt: () => Promise<void>;

  /** @param onLearnt is told when a lesson is over */
  constructor(client: ApiClient, corrections: Corrections, toasts: Toasts, onLearnt: () => Promise<void>) {
    this.#client = client;
    this.#corrections = corrections;
    this.#toasts = toasts;
    this.#onLearnt = onLearnt;
  }

  /** The photo that is asked about. */
  get photo(): PhotoSummary | null {
    return this.items?.[0]?.photo ?? null;
  }

  /** Whether its answer teaches most, or a yes is expected. */
  get why(): SuggestedExample['why'] | null {
    return this.items?.[0]?.why ?? null;
  }

  get nextIds(): readonly number[] {
    return this.items?.slice(1, 1 + AHEAD).map(({ photo }) => photo.id) ?? [];
  }

  /** Photos of which something was said. */
  get said(): number {
    return this.#steps.filter(({ changeId }) => changeId !== null).length;
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  /** Begins anew: for a label, or for none. */
  async show(concept: string | null): Promise<void> {
    this.#concept = concept;
    this.#steps = [];
    this.#sinceLesson = 0;
    this.items = null;
    this.isLearning = false;
    await this.#ask();
  }

  /** Says that the photo is, or is not, what is asked, and goes on. */
  async answer(verdict: Exclude<Verdict, 'none'>): Promise<void> {
    const concept = this.#concept;
    const [example, ...rest] = this.items ?? [];
    if (concept === null || !example) return;
    const changeId = this.#corrections.decideQuietly([example.photo.id], concept, verdict);
    const step: Step = { example, verdict, changeId };
    this.#steps = [...this.#steps, step];
    this.items = rest;
    this.#sinceLesson++;
    // The core refused, which the user was told: it was as good as skipped.
    if ((await changeId) === null)
      this.#steps = this.#steps.map((other) => (other === step ? { ...step, changeId: null } : other));
    if (this.#sinceLesson >= ANSWERS_A_LESSON || this.items.length === 0) await this.#learn();
  }

  async skip(): Promise<void> {
    const [example, ...rest] = this.items ?? [];
    if (!example) return;
    this.#steps = [...this.#steps, { example, verdict: null, changeId: null }];
    this.items = rest;
    if (rest.length === 0) await this.#learn();
  }

  /** Goes back to the photo before and takes back what was said of it. */
  async undo(): Promise<void> {
    const step = this.#steps.at(-1);
    if (!step) return;
    this.#steps = this.#steps.slice(0, -1);
    const others = (this.items ?? []).filter(({ photo }) => photo.id !== step.example.photo.id);
    this.items = [step.example, ...others];
    const changeId = await step.changeId;
    if (changeId !== null) await this.#corrections.takeBack(changeId);
  }

  /** Learns from what was said, and asks what follows from it; the photo that is asked about stays. */
  async #learn(): Promise<void> {
    const concept = this.#concept;
    if (concept === null || this.isLearning) return;
    const turn = this.#turn;
    this.#sinceLesson = 0;
    this.isLearning = true;
    try {
      await this.#client.trainTaught({ concept });
      await this.#onLearnt();
    } catch (error) {
      this.#toasts.error(error);
    } finally {
      if (turn === this.#turn) this.isLearning = false;
    }
    if (concept === this.#concept) await this.#ask();
  }

  async #ask(): Promise<void> {
    const turn = ++this.#turn;
    const concept = this.#concept;
    if (concept === null) return;
    try {
      const limit = ASKED + this.#steps.length;
      const found = await this.#client.suggestExamples({ concept, limit });
      if (turn !== this.#turn) return;
      const [now] = this.items ?? [];
      const seen = new Set([...this.#steps.map(({ example }) => example.photo.id), now?.photo.id]);
      const next = found.filter(({ photo }) => !seen.has(photo.id)).slice(0, ASKED);
      this.items = now ? [now, ...next] : next;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.items ??= [];
      this.#toasts.error(error);
    }
  }
}
