import { expect, it } from 'vitest';
import type { Language } from '../i18n/language.svelte.ts';
import { fakeSettings } from './fake-transport.ts';
import { LanguageState } from './language.svelte.ts';
import { Toasts } from './toasts.svelte.ts';

function open(settings = fakeSettings(), ...systemLanguages: string[]) {
  const applied: Language[] = [];
  const toasts = new Toasts();
  const state = new LanguageState(
    settings,
    { systemLanguages, applyLanguage: async (language) => void applied.push(language) },
    toasts,
  );
  return { state, applied, settings };
}

it('puts a language into effect and remembers it', async () => {
  const { state, applied, settings } = open();
  await state.set('de');
  expect(applied).toEqual(['en', 'de']);
  const again = open(settings, 'en-US');
  await again.state.ready;
  expect([again.state.choice, again.applied]).toEqual(['de', ['de']]);
  await again.state.set('system');
  expect(again.applied).toEqual(['de', 'en']);
});

it('follows the first of the computer’s languages that it speaks, and is English otherwise', () => {
  expect(open(fakeSettings(), 'de-AT', 'en').applied).toEqual(['de']);
  expect(open(fakeSettings(), 'fr-FR', 'DE', 'en').applied).toEqual(['de']);
  expect(open(fakeSettings(), 'fr', 'nl').applied).toEqual(['en']);
  expect(open(fakeSettings()).applied).toEqual(['en']);
});

it('takes what nobody knows for the system’s', () => {
  const settings = fakeSettings();
  settings.set('bowerbird.language', 'tlh');
  const { state, applied } = open(settings, 'de');
  expect([state.choice, applied]).toEqual(['system', ['de']]);
});

it('says it where the texts of a language can’t be loaded', async () => {
  const toasts = new Toasts();
  const applyLanguage = async () => {
    throw new TypeError('Failed to fetch');
  };
  const state = new LanguageState(fakeSettings(), { systemLanguages: ['de'], applyLanguage }, toasts);
  await state.ready;
  expect(toasts.items.map(({ kind, text }) => [kind, text])).toEqual([
    ['error', 'The texts of that language could not be loaded.'],
  ]);
  for (const { id } of toasts.items) toasts.dismiss(id);
});
