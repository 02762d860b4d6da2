import { ConnectionError } from '../transport/client.ts';

/** A short message at the edge of the window. */
export interface Toast {
  id: number;
  kind: 'info' | 'error';
  text: string;
  action?: { label: string; run: () => void } | undefined;
}

const SHOWN_MS = { plain: 5000, withAction: 10_000, error: 12_000 };
const MAX_SHOWN = 3;

/** The messages that are shown now. */
export class Toasts {
  items = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  show(text: string, action?: Toast['action']): number {
    return this.#add({ kind: 'info', text, action }, action ? SHOWN_MS.withAction : SHOWN_MS.plain);
  }

  /** Says in words what went wrong. A lost connection has its own banner and is not said twice. */
  error(error: unknown): void {
    if (error instanceof ConnectionError) return;
    const text = error instanceof Error ? error.message : String(error);
    if (this.items.some((item) => item.text === text)) return;
    this.#add({ kind: 'error', text }, SHOWN_MS.error);
  }

  dismiss(id: number): void {
    this.hold(id);
    this.items = this.items.filter((item) => item.id !== id);
  }

  /** Keeps a message for as long as the user is on it. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** The user left the message: it goes after a while. */
  release(id: number): void {
    this.hold(id);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), SHOWN_MS.plain),
    );
  }

  #add(toast: Omit<Toast, 'id'>, shownMs: number): number {
    const id = this.#nextId++;
    this.items = [...this.items, { ...toast, id }].slice(-MAX_SHOWN);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), shownMs),
    );
    return id;
  }
}
