import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findAppFile, isAppUrl, parseMediaUrl } from './addresses.ts';

const folder = join('/', 'program', 'dist', 'renderer');

describe('findAppFile', () => {
  it.each([
    ['app://bowerbird/', 'index.html', 'text/html; charset=utf-8'],
    ['app://bowerbird/index.html?q=cat#top', 'index.html', 'text/html; charset=utf-8'],
    ['app://bowerbird/assets/main-1a2b.js', 'assets/main-1a2b.js', 'text/javascript; charset=utf-8'],
    ['app://bowerbird/assets/%6dain.css', 'assets/main.css', 'text/css; charset=utf-8'],
  ])('finds %s', (address, path, type) => {
    expect(findAppFile(folder, address)).toEqual({ path: join(folder, path), type });
  });

  it.each([
    'app://bowerbird/%2e%2e%2fmain/electron.js',
    'app://bowerbird/assets/%2e%2e%2f%2e%2e%2fsecret.json',
    'app://bowerbird/..%5cmain%5celectron.js',
    'app://bowerbird/c:%2fsecret.json',
    'app://bowerbird/a%00.js',
    'app://bowerbird/%ff.js',
    'app://bowerbird/library.sqlite',
    'app://bowerbird/noextension',
    'app://elsewhere/index.html',
    'app://bowerbird.elsewhere/index.html',
    'file:///etc/index.html',
    'photo://media/1/grid',
    '',
  ])('finds nothing for %j', (address) => {
    expect(findAppFile(folder, address)).toBeNull();
  });

  it('stays inside where the address itself goes up', () => {
    expect(findAppFile(folder, 'app://bowerbird/../../main/electron.js')?.path).toBe(
      join(folder, 'main', 'electron.js'),
    );
  });
});

describe('isAppUrl', () => {
  it.each([
    ['app://bowerbird/', true],
    ['app://bowerbird/?q=cat', true],
    ['app://bowerbird', false],
    ['app://bowerbird@elsewhere/', false],
    ['app://bowerbird.elsewhere/', false],
    ['https://bowerbird/', false],
    ['about:blank', false],
  ])('%s: %s', (address, own) => {
    expect(isAppUrl(address)).toBe(own);
  });
});

describe('parseMediaUrl', () => {
  it('takes id and size', () => {
    expect(parseMediaUrl('photo://media/17/grid')).toEqual({ id: 17, size: 'grid' });
    expect(parseMediaUrl('photo://media/1/preview')).toEqual({ id: 1, size: 'preview' });
  });

  it.each([
    'photo://media/0/grid',
    'photo://media/01/grid',
    'photo://media/-1/grid',
    'photo://media/1e3/grid',
    'photo://media/1/original',
    'photo://media/1/grid/',
    'photo://media/1/grid?x=1',
    'photo://media/1/../2/grid',
    'photo://media//etc/passwd',
    'photo://media/%2e%2e/grid',
    'photo://media/9999999999999999/grid',
    'photo://elsewhere/1/grid',
    'app://bowerbird/1/grid',
    'photo:1/grid',
    '',
  ])('refuses %j', (address) => {
    expect(parseMediaUrl(address)).toBeNull();
  });
});
