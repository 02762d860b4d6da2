import { expect, it } from 'vitest';
import { fakeSettings } from './fake-transport.ts';
import { type Theme, ThemeState } from './theme.svelte.ts';

it('puts the colours into effect and remembers them; what nobody knows counts as the system’s', () => {
  const settings = fakeSettings();
  const applied: Theme[] = [];
  new ThemeState(settings, (theme) => applied.push(theme)).set('dark');
  expect([applied, new ThemeState(settings, () => {}).current]).toEqual([['system', 'dark'], 'dark']);
  settings.set('bowerbird.theme', 'pink');
  expect(new ThemeState(settings, () => {}).current).toBe('system');
});
