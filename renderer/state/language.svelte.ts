import { type Language, languages } from '../i18n/language.svelte.ts';
import { t } from '../i18n/texts.ts';
import type { Settings } from './browser-ports.ts';
import type { Toasts } from './toasts.svelte.ts';

/** Which language is wanted; `system` follows the computer. */
export type LanguageChoice = 'system' | Language;

/** All of them, in the order in which they are offered. */
export const languageChoices: readonly LanguageChoice[] = ['system', ...languages];
const KEY = 'bowerbird.language';

/** What the language depends on outside the interface's state. */
export interface LanguagePorts {
  /** The computer's languages as BCP 47 tags, the most wanted first. */
  systemLanguages: readonly string[];
  /** Puts a language into effect; fails where its texts can't be loaded. */
  applyLanguage: (language: Language) => Promise<void>;
}

/** The chosen language, remembered. */
export class LanguageState {
  choice = $state<LanguageChoice>('system');
  /** Settles once the language that was remembered is in effect, or could not be loaded. */
  readonly ready: Promise<void>;
  readonly #settings: Settings;
  readonly #ports: LanguagePorts;
  readonly #toasts: Toasts;

  constructor(settings: Settings, ports: LanguagePorts, toasts: Toasts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#toasts = toasts;
    const stored = settings.get(KEY);
    this.choice = languageChoices.find((choice) => choice === stored) ?? 'system';
    this.ready = this.#apply();
  }

  async set(choice: LanguageChoice): Promise<void> {
    this.choice = choice;
    this.#settings.set(KEY, choice);
    await this.#apply();
  }

  async #apply(): Promise<void> {
    try {
      await this.#ports.applyLanguage(this.choice === 'system' ? firstKnown(this.#ports.systemLanguages) : this.choice);
    } catch {
      this.#toasts.error(t.settings.languageFailed);
    }
  }
}

/** The first of these languages that there are texts in; English where there is none. */
function firstKnown(tags: readonly string[]): Language {
  for (const tag of tags) {
    const found = languages.find((language) => language === tag.toLowerCase().split('-')[0]);
    if (found) return found;
  }
  return 'en';
}
