import type { MenuItemConstructorOptions } from 'electron';
import type { HostCommand } from '../../../shared/bridge.ts';
import type { HostTexts } from './host-texts.ts';

export interface MenuOptions {
  platform: NodeJS.Platform;
  texts: HostTexts;
  /** Whether the tools for developers are left out. */
  isPackaged: boolean;
  /** Has the page do something; opens its window first where it is closed. */
  onCommand(command: HostCommand): void;
}

/** The program's menus, as the system's programs have them: on a Mac the first one is the program's own. */
export function createMenuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { platform, texts, isPackaged, onCommand } = options;
  const isMac = platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const item = (label: string, accelerator: string, command: HostCommand): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => onCommand(command),
  });
  const settings = item(texts.settings, 'CmdOrCtrl+,', 'settings');
  const quit: MenuItemConstructorOptions = { role: 'quit', label: texts.quit };
  const ofMac: MenuItemConstructorOptions = {
    role: 'appMenu',
    label: 'Bowerbird',
    submenu: [
      { role: 'about', label: texts.about },
      separator,
      settings,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      quit,
    ],
  };
  const file = [item(texts.addFolder, 'CmdOrCtrl+O', 'add-folder'), item(texts.search, 'CmdOrCtrl+F', 'search')];
  const close: MenuItemConstructorOptions = { role: 'close', label: texts.close, accelerator: 'CmdOrCtrl+W' };
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    ...(isPackaged ? [] : [separator, { role: 'toggleDevTools' } as const]),
  ];
  return [
    ...(isMac ? [ofMac] : []),
    { label: texts.file, submenu: [...file, separator, ...(isMac ? [close] : [settings, separator, close, quit])] },
    { role: 'editMenu', label: texts.edit },
    { label: texts.view, submenu: view },
    ...(isMac ? [{ role: 'windowMenu', label: texts.window } as const] : []),
    { role: 'help', label: texts.help, submenu: [item(texts.howToSearch, isMac ? 'Cmd+?' : 'F1', 'help')] },
  ];
}
