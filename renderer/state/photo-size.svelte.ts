import type { Settings } from './browser-ports.ts';

/** How large photos are shown in the grid. */
export type PhotoSize = 'small' | 'medium' | 'large';

/** All of them, in the order in which they are offered. */
export const photoSizes: readonly PhotoSize[] = ['small', 'medium', 'large'];

/** Height of a row, as a share of what suits the window. A large one still needs no more pixels than a thumbnail has. */
const SCALES: Record<PhotoSize, number> = { small: 0.68, medium: 1, large: 1.36 };
const KEY = 'bowerbird.photo-size';

/** The chosen size, remembered. */
export class PhotoSizeState {
  current = $state<PhotoSize>('medium');
  readonly #settings: Settings;
  readonly #apply: (rowScale: number) => void;

  /** @param apply puts it into effect */
  constructor(settings: Settings, apply: (rowScale: number) => void) {
    this.#settings = settings;
    this.#apply = apply;
    const stored = settings.get(KEY);
    this.current = photoSizes.find((size) => size === stored) ?? 'medium';
    apply(SCALES[this.current]);
  }

  set(size: PhotoSize): void {
    this.current = size;
    this.#settings.set(KEY, size);
    this.#apply(SCALES[size]);
  }
}
