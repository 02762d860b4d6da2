import { en } from './en.ts';
import { currentTexts, type Texts } from './language.svelte.ts';

/** The texts of the current language: `t.search.results(3)`. A component that reads them follows the language. */
export const t: Texts = new Proxy(en, {
  get: (_, key: keyof Texts) => currentTexts()[key],
});
