import type { Settings } from './browser-ports.ts';

/** Which colours are wanted; `system` follows the computer. */
export type Theme = 'system' | 'light' | 'dark';

const order: readonly Theme[] = ['system', 'light', 'dark'];
const KEY = 'bowerbird.theme';

/** The chosen colours, remembered. */
export class ThemeState {
  current = $state<Theme>('system');
  readonly #settings: Settings;
  readonly #apply: (theme: Theme) => void;

  /** @param apply puts it into effect */
  constructor(settings: Settings, apply: (theme: Theme) => void) {
    this.#settings = settings;
    this.#apply = apply;
    const stored = settings.get(KEY);
    this.current = order.find((theme) => theme === stored) ?? 'system';
    apply(this.current);
  }

  /** Goes on to the next one. */
  toggle(): void {
    this.current = order[(order.indexOf(this.current) + 1) % order.length] ?? 'system';
    this.#settings.set(KEY, this.current);
    this.#apply(this.current);
  }
}
