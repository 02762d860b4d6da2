import { de } from './de.ts';
import { en } from './en.ts';
import { currentLanguage, type Language } from './language.svelte.ts';

/** All texts of one language; `en.ts` says which there are. */
export type Texts = typeof en;

/** The texts of every language. */
export const catalogues: Record<Language, Texts> = { en, de };

/** The texts of the current language: `t.search.results(3)`. A component that reads them follows the language. */
export const t: Texts = new Proxy(en, {
  get: (_, key: keyof Texts) => catalogues[currentLanguage()][key],
});
