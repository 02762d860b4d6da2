import { expect, test } from 'vitest';
import { findPathFault } from './whole-path.ts';

test('whole paths of three systems are taken, of shares and with odd names too', () => {
  const paths = [
    '/',
    '/home/me/Photos',
    '/home/me/a..b/...',
    '/home/me/back\\slash\\..\\in the name',
    '/home/me/nul',
    '/home/me/line\nbreak',
    '/dev/shm/photos',
    '/devices',
    '/process',
    'C:\\Photos',
    'd:/Photos',
    'C:\\Photos\\nullable\\console.jpg',
    '\\\\nas\\photos\\2019',
  ];
  expect(paths.filter((path) => findPathFault(path) !== undefined)).toEqual([]);
});

test('paths that depend on where the program runs, lead upwards or to devices are not', () => {
  const whole = ['', 'Photos', './Photos', '~/Photos', 'C:Photos', '\\Photos', '//nas/photos', 'file:///home', '/a\0b'];
  const devices = ['\\\\.\\PhysicalDrive0', '\\\\?\\C:\\Photos', '\\\\.\\pipe\\x', '\\\\?/C:/x'];
  expect(new Set([...whole, ...devices].map(findPathFault))).toEqual(
    new Set(['Give the whole path, such as /home/me/Photos or C:\\Photos.']),
  );
  const upwards = [
    '/..',
    '/home/me/../you',
    '/home/..',
    'C:\\Photos\\..\\x',
    'C:/Photos/../x',
    '\\\\nas\\photos\\..\\x',
  ];
  expect(new Set(upwards.map(findPathFault))).toEqual(new Set(['Give the path without “..”.']));
  const system = [
    '/dev',
    '/dev/zero',
    '/dev/shmx',
    '/proc/self/root',
    '/sys/',
    'C:\\nul',
    'C:\\a\\COM1.txt',
    'c:/con .x/b',
  ];
  for (const path of system) expect(findPathFault(path)).toContain('belongs to the system');
});
