/** A language that the interface can be in. */
export type Language = 'en' | 'de';

/** All of them, in the order in which they are offered. */
export const languages: readonly Language[] = ['en', 'de'];

// A page has one language, as it has one `<html lang>`; texts are read in too many places to hand it to each.
let current = $state<Language>('en');

/** The language of all texts; whatever reads it while it draws follows its changes. */
export function currentLanguage(): Language {
  return current;
}

/** Puts another language into effect, at once. */
export function useLanguage(language: Language): void {
  current = language;
}
