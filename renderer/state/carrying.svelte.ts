import type { ApiClient } from '../../shared/api.ts';
import type { OutPort } from './browser-ports.ts';
import type { Corrections } from './corrections.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Carrying things out of the library and into it: one at a time. */
export abstract class Carrying<Work extends string> {
  /** What is under way. */
  working = $state<Work | null>(null);
  /** What the last work did, in sentences. */
  facts = $state.raw<readonly string[]>([]);
  protected readonly client: ApiClient;
  protected readonly toasts: Toasts;
  protected readonly out: OutPort;
  readonly #corrections: Corrections;

  constructor(client: ApiClient, toasts: Toasts, corrections: Corrections, out: OutPort) {
    this.client = client;
    this.toasts = toasts;
    this.#corrections = corrections;
    this.out = out;
  }

  /** Does it, unless something is under way; what goes wrong is told. */
  protected async work(kind: Work, work: () => Promise<void>): Promise<void> {
    if (this.working) return;
    this.working = kind;
    this.facts = [];
    try {
      await work();
    } catch (error) {
      this.toasts.error(error);
    } finally {
      this.working = null;
    }
  }

  /** Says what was taken in, and offers to undo it where it changed anything. */
  protected tell(words: string, changeId: number | null): void {
    if (changeId === null) this.toasts.show(words);
    else this.#corrections.offerUndo(words, changeId);
  }
}
