import type { ApiClient } from '../../shared/api.ts';
import { AppError } from '../../shared/errors.ts';
import type { Mistake, TeachingReport, ThresholdPoint } from '../../shared/model/teaching-report.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { TaughtState } from './taught.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** What a report tells of: a taught label, or a classifier over several. */
export type ReportTarget = { concept: string } | { group: string };

/** How well something was learnt, as it is shown in pictures; made when it is asked for. */
export class TeachingReportState {
  report = $state.raw<TeachingReport | null>(null);
  isLoading = $state(false);
  problem = $state<string | null>(null);
  /** Where the bound of "found" is while it is dragged, and until the core has it; null: where the report says. */
  #dragged = $state<number | null>(null);
  #target: ReportTarget | null = null;
  #turn = 0;
  readonly #client: ApiClient;
  readonly #taught: TaughtState;
  readonly #corrections: Corrections;
  readonly #toasts: Toasts;

  constructor(client: ApiClient, taught: TaughtState, corrections: Corrections, toasts: Toasts) {
    this.#client = client;
    this.#taught = taught;
    this.#corrections = corrections;
    this.#toasts = toasts;
  }

  /** Is about something else now; nothing is made before `load`. */
  show(target: ReportTarget | null): void {
    if (JSON.stringify(target) === JSON.stringify(this.#target)) return;
    this.#turn++;
    this.#target = target;
    this.report = null;
    this.isLoading = false;
    this.problem = null;
    this.#dragged = null;
  }

  /** Makes the report, or makes it anew. */
  async load(): Promise<void> {
    const target = this.#target;
    if (!target) return;
    const turn = ++this.#turn;
    this.isLoading = true;
    this.problem = null;
    try {
      const report = await this.#client.getTeachingReport(target);
      if (turn !== this.#turn) return;
      this.report = report;
      this.#dragged = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      // The user ended it and knows.
      const isCancelled = error instanceof AppError && error.code === 'cancelled';
      this.problem = isCancelled ? null : error instanceof Error ? error.message : String(error);
    } finally {
      if (turn === this.#turn) this.isLoading = false;
    }
  }

  /** The bound of "found" as it is shown; null where there is none. */
  get threshold(): number | null {
    return this.#dragged ?? this.report?.foundProbability ?? null;
  }

  /** What precision and recall are with that bound; null where they were not measured. */
  get atThreshold(): ThresholdPoint | null {
    const { threshold } = this;
    if (threshold === null) return null;
    const points = this.report?.thresholds ?? [];
    return points.find(({ probability }) => probability >= threshold) ?? points.at(-1) ?? null;
  }

  /** Shows another bound, as long as it is dragged. */
  dragThreshold(probability: number): void {
    this.#dragged = probability;
  }

  /** Sets the bound where it was dragged to, or with null back to what was measured. */
  async setThreshold(probability: number | null): Promise<void> {
    const target = this.#target;
    if (!this.report || !target || !('concept' in target)) return;
    this.#dragged = probability;
    const turn = this.#turn;
    try {
      const label = await this.#client.setTaughtThreshold({ concept: target.concept, probability });
      this.#taught.put(label);
      if (turn !== this.#turn || !label.classifier || !this.report) return;
      const { foundProbability, factProbability, isThresholdChosen } = label.classifier;
      this.report = { ...this.report, foundProbability, factProbability, isThresholdChosen };
    } catch (error) {
      this.#toasts.error(error);
    }
    if (turn === this.#turn) this.#dragged = null;
  }

  /** The answer was right and what the user said before was not: says so, and offers to undo it. */
  async correct(mistake: Mistake): Promise<void> {
    const { photoId, truth, answer } = mistake;
    const photoIds = [photoId];
    this.settle(mistake);
    if (truth && answer) await this.#corrections.replace(photoIds, truth, answer.concept);
    else if (truth) await this.#corrections.decide(photoIds, truth.concept, 'rejected');
    else if (answer) await this.#corrections.decide(photoIds, answer.concept, 'accepted');
  }

  /** It is as the user said: the mistake is not shown any more. */
  settle(mistake: Mistake): void {
    if (!this.report) return;
    this.report = { ...this.report, mistakes: this.report.mistakes.filter((other) => other !== mistake) };
  }

  /** Ends what takes too long. */
  async cancel(): Promise<void> {
    await this.#client.cancelTeaching({}).catch((error: unknown) => this.#toasts.error(error));
  }
}
