import type { MenuItemConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import { createMenuTemplate } from './app-menu.ts';
import { hostTextsOf } from './host-texts.ts';

function menuOf(platform: NodeJS.Platform, isPackaged = true) {
  const commands: string[] = [];
  const onCommand = (command: string) => commands.push(command);
  const template = createMenuTemplate({ platform, texts: hostTextsOf('en'), isPackaged, onCommand });
  const submenuOf = ({ submenu }: MenuItemConstructorOptions) => (Array.isArray(submenu) ? submenu : []);
  const all = template.flatMap(submenuOf);
  return {
    tops: template.map(({ label }) => label?.replace('&', '')),
    all,
    commands,
    first: submenuOf(template[0] ?? {}),
  };
}

it('is as on a Mac: settings and quit are in the menu of the program, and there is one for windows', () => {
  const { tops, first } = menuOf('darwin');
  expect(tops).toEqual(['Bowerbird', 'File', 'Edit', 'View', 'Window', 'Help']);
  expect(first.map(({ role, label }) => role ?? label).filter(Boolean)).toEqual([
    'about',
    'Settings…',
    'services',
    'hide',
    'hideOthers',
    'unhide',
    'quit',
  ]);
});

it.each(['win32', 'linux'] as const)('has on %s what belongs there in the first menu', (platform) => {
  const { tops, first } = menuOf(platform);
  expect(tops).toEqual(['File', 'Edit', 'View', 'Help']);
  expect(first.at(-1)).toMatchObject({ role: 'quit' });
});

it('uses no key twice, and each item does what it says', () => {
  for (const platform of ['darwin', 'win32', 'linux'] as const) {
    const { all, commands } = menuOf(platform);
    const keys = all.map(({ accelerator }) => accelerator).filter(Boolean);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { click } of all) click?.(undefined as never, undefined, undefined as never);
    expect(commands.toSorted()).toEqual(['add-folder', 'help', 'search', 'settings']);
  }
});

it('has the tools for developers only where it runs from its sources', () => {
  const hasTools = (isPackaged: boolean) =>
    menuOf('linux', isPackaged).all.some(({ role }) => role === 'toggleDevTools');
  expect([hasTools(true), hasTools(false)]).toEqual([false, true]);
});
