import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app } from 'electron';

/** What starts the program when the user logs in. */
export interface LoginStart {
  program: string;
  args: readonly string[];
}

/** Where desktops of Linux look for what is to be started. @param configFolder `~/.config`, or where the user has it */
export function autostartFile(configFolder: string): string {
  return join(configFolder, 'autostart', 'bowerbird.desktop');
}

/** In a desktop entry an argument stands in quotes, and some signs behind a backslash; `%` begins a placeholder. */
function quote(argument: string): string {
  // Once for the string of the entry, once for the argument within it.
  const inQuotes = argument.replace(/["`$\\]/gu, '\\$&').replaceAll('%', '%%');
  return `"${inQuotes.replaceAll('\\', '\\\\')}"`;
}

/** The entry that desktops of Linux read (Desktop Entry Specification, Autostart Specification). */
export function autostartEntry({ program, args }: LoginStart): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Bowerbird',
    `Exec=${[program, ...args].map(quote).join(' ')}`,
    'Icon=bowerbird',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
  ];
  return `${lines.join('\n')}\n`;
}

/** Has the system start the program at login, or no longer. @throws the system's error where its file can't be written */
export function setStartAtLogin(isOn: boolean, start: LoginStart): void {
  if (process.platform !== 'linux') {
    // Windows joins them with blanks as they are.
    const args = start.args.map((argument) => (/\s/u.test(argument) ? `"${argument}"` : argument));
    app.setLoginItemSettings({ openAtLogin: isOn, args });
    return;
  }
  const file = autostartFile(app.getPath('appData'));
  if (isOn) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, autostartEntry(start));
  } else rmSync(file, { force: true });
}
