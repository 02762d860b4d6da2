import type { Settings } from './browser-ports.ts';

/** Which colours are wanted; `system` follows the computer. */
export type Theme = 'system' | 'light' | 'dark';

/** All of them, in the order in which they are offered. */
export const themes: readonly Theme[] = ['system', 'light', 'dark'];
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
    this.current = themes.find((theme) => theme === stored) ?? 'system';
    apply(this.current);
  }

  set(theme: Theme): void {
    this.current = theme;
    this.#settings.set(KEY, theme);
    this.#apply(theme);
  }
}
