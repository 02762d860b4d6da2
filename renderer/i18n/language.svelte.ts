import { en } from './en.ts';

/** All texts of one language; `en.ts` says which there are. */
export type Texts = typeof en;

/** English comes with the page; the others are loaded when they are wanted. */
const load = {
  en: async () => en,
  de: async () => (await import('./de.ts')).de,
} satisfies Record<string, () => Promise<Texts>>;

/** A language that the interface can be in. */
export type Language = keyof typeof load;

/** All of them, in the order in which they are offered. */
export const languages: readonly Language[] = ['en', 'de'];

// A page has one language, as it has one `<html lang>`; texts are read in too many places to hand it to each.
let current = $state.raw<Texts>(en);
let wanted: Language = 'en';

/** The texts of the language now; whatever reads them while it draws follows the language. */
export function currentTexts(): Texts {
  return current;
}

/**
 * Puts another language into effect as soon as its texts are there; the last one wanted wins.
 * @throws TypeError where they can't be loaded; then all stays as it is
 */
export async function useLanguage(language: Language): Promise<void> {
  wanted = language;
  const texts = await load[language]();
  if (wanted === language) current = texts;
}
