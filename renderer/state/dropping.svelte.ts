import { maxDragged } from '../../shared/bridge.ts';
import { t } from '../i18n/texts.ts';
import type { Transport } from '../transport/client.ts';
import type { LibraryState } from './library.svelte.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Folders that are dropped on the window, and photos that are dragged out of it. */
export class DroppingState {
  /** Something from outside is being dragged over the window. */
  isOver = $state(false);
  readonly #transport: Transport;
  readonly #library: LibraryState;
  readonly #toasts: Toasts;
  /** The photos that are being dragged out may pass over the window. */
  #isOwn = false;

  constructor(transport: Transport, library: LibraryState, toasts: Toasts) {
    this.#transport = transport;
    this.#library = library;
    this.#toasts = toasts;
  }

  /** Whether photos can be dragged out to other programs. */
  get canDragOut(): boolean {
    return this.#transport.dragOut !== undefined;
  }

  /** The pointer was pressed: whatever was dragged before has been dropped. */
  press(): void {
    this.#isOwn = false;
  }

  /** Drags photos out to another program, as many as can be at once. */
  dragOut(photoIds: readonly number[]): void {
    this.#isOwn = true;
    if (photoIds.length > maxDragged) this.#toasts.show(t.drop.tooMany(maxDragged));
    this.#transport.dragOut?.(photoIds.slice(0, maxDragged));
  }

  /** Something is over the window. @returns whether it may be dropped here */
  over(types: readonly string[]): boolean {
    this.isOver = !this.#isOwn && this.#transport.pathOf !== undefined && types.includes('Files');
    return this.isOver;
  }

  leave(): void {
    this.isOver = false;
  }

  /** Adds what was dropped: each that is a folder. The page that is shown says what could not be added. */
  async drop(files: readonly File[]): Promise<void> {
    const { pathOf } = this.#transport;
    const isWanted = this.isOver;
    this.isOver = false;
    if (!isWanted || !pathOf) return;
    for (const path of files.map((file) => pathOf(file)).filter((one) => one !== '')) {
      if (!(await this.#library.addFolder(path))) this.#library.tellAddProblem();
    }
  }
}
