import type { Settings } from './browser-ports.ts';

const KEY = 'bowerbird.recent';
const MAX_KEPT = 8;

/** What was searched for last, the newest first, remembered on this computer only. */
export class RecentSearches {
  items = $state.raw<readonly string[]>([]);
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.items = read(settings.get(KEY));
  }

  add(text: string): void {
    const wanted = text.trim();
    if (wanted === '') return;
    const others = this.items.filter((item) => item.toLowerCase() !== wanted.toLowerCase());
    this.#keep([wanted, ...others].slice(0, MAX_KEPT));
  }

  clear(): void {
    this.#keep([]);
  }

  #keep(items: readonly string[]): void {
    this.items = items;
    this.#settings.set(KEY, JSON.stringify(items));
  }
}

/** What is stored may be from another version, or from nobody. */
function read(stored: string | null): string[] {
  try {
    const items: unknown = JSON.parse(stored ?? '[]');
    if (!Array.isArray(items)) return [];
    return items.filter((item) => typeof item === 'string' && item !== '').slice(0, MAX_KEPT);
  } catch {
    return [];
  }
}
