import type { ApiClient } from '../../shared/api.ts';
import { t } from '../i18n/texts.ts';
import type { Toasts } from './toasts.svelte.ts';

/** So many take longer than a moment. */
const MANY = 50;

/** Moves photos to the system's trash: asked about first, for it can't be undone from here. */
export class TrashState {
  /** Photos that the user is being asked about; null while he is not. */
  asked = $state.raw<readonly number[] | null>(null);
  isMoving = $state(false);
  readonly #client: ApiClient;
  readonly #toasts: Toasts;
  readonly #onMoved: (photoIds: readonly number[]) => void;

  /** @param onMoved is told which photos were to be moved, when they have been */
  constructor(client: ApiClient, toasts: Toasts, onMoved: (photoIds: readonly number[]) => void) {
    this.#client = client;
    this.#toasts = toasts;
    this.#onMoved = onMoved;
  }

  /** Asks whether these photos should go to the trash. */
  ask(photoIds: readonly number[]): void {
    if (photoIds.length > 0 && !this.isMoving) this.asked = photoIds;
  }

  cancel(): void {
    this.asked = null;
  }

  /** Moves what was asked about, and says what became of it. */
  async confirm(): Promise<void> {
    const photoIds = this.asked;
    if (!photoIds) return;
    this.asked = null;
    this.isMoving = true;
    if (photoIds.length >= MANY) this.#toasts.show(t.trash.moving(photoIds.length));
    try {
      const { photos, failed } = await this.#client.trashPhotos({ photoIds: [...photoIds] });
      if (photos > 0) this.#toasts.show(t.trash.done(photos));
      const [first] = failed;
      if (first) this.#toasts.error(t.trash.failed(failed.length, first.path, first.reason));
      if (photos > 0) this.#onMoved(photoIds);
    } catch (error) {
      this.#toasts.error(error);
    } finally {
      this.isMoving = false;
    }
  }
}
