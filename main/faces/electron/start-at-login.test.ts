import { execFileSync } from 'node:child_process';
import { expect, it, onTestFinished, vi } from 'vitest';
import { autostartEntry, autostartFile, setStartAtLogin } from './start-at-login.ts';

const { setLoginItemSettings } = vi.hoisted(() => ({ setLoginItemSettings: vi.fn() }));
vi.mock('electron', () => ({ app: { setLoginItemSettings } }));

it('lies where desktops look', () => {
  expect(autostartFile('/home/ann/.config')).toBe('/home/ann/.config/autostart/bowerbird.desktop');
});

it('is an entry with its arguments in quotes', () => {
  const entry = autostartEntry({
    program: '/opt/Bower bird/bowerbird',
    args: ['--hidden', '--data', '/home/a"b\\c/100%'],
  });
  expect(entry.split('\n')).toContain(
    String.raw`Exec="/opt/Bower bird/bowerbird" "--hidden" "--data" "/home/a\\"b\\\\c/100%%"`,
  );
});

it.skipIf(process.platform !== 'linux')('is read as it was meant by the rules of the specification', () => {
  const path = String.raw`/tmp/$HOME "quoted" back\slash`;
  const entry = autostartEntry({ program: '/bin/echo', args: [path] });
  const [, exec = ''] = /^Exec=(.*)$/mu.exec(entry) ?? [];
  // The entry's own escapes first; what is left is quoted as in a shell.
  const command = exec.replaceAll('\\\\', '\\').replaceAll('%%', '%');
  expect(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' })).toBe(`${path}\n`);
});

it('is left to Windows and macOS there, with blanks in quotes', () => {
  const { platform } = process;
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: platform }));
  Object.defineProperty(process, 'platform', { value: 'win32' });
  const args = ['--hidden', '--data', 'C:\\Users\\Ann B\\Photos'];
  setStartAtLogin(true, { program: 'bowerbird.exe', args });
  expect(setLoginItemSettings.mock.lastCall).toEqual([
    { openAtLogin: true, args: ['--hidden', '--data', '"C:\\Users\\Ann B\\Photos"'] },
  ]);
});
