import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asar from '@electron/asar';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findRefused, listShippedPackages } from '../../scripts/lib/licences.mjs';
import { findProblems, targetOf } from '../../scripts/lib/package-contents.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const icons = join(root, 'assets', 'icons');

describe('licences', () => {
  const entry = { version: '1.0.0', folder: '' };

  it('are all allowed of what becomes part of the program', () => {
    expect(findRefused(listShippedPackages())).toEqual([]);
  });

  it('are refused where they ask for more than to be named, or are not stated', () => {
    const packages = [
      { ...entry, name: 'good', licence: 'MIT' },
      { ...entry, name: 'either', licence: '(MIT OR GPL-3.0)' },
      { ...entry, name: 'both', licence: 'MIT AND GPL-3.0' },
      { ...entry, name: 'strong', licence: 'AGPL-3.0' },
      { ...entry, name: 'silent', licence: '' },
      { ...entry, name: 'odd', licence: 'SEE LICENSE IN FILE' },
      { ...entry, name: 'libheif-js', licence: 'LGPL-3.0' },
      { ...entry, name: 'built-in', licence: 'LGPL-3.0' },
    ];
    expect(findRefused(packages).map((line) => line.split(' ')[0])).toEqual([
      'both',
      'strong',
      'silent',
      'odd',
      'built-in',
    ]);
  });
});

describe('what is in a package', () => {
  it('knows by its content what system and processor a binary is for', () => {
    const folder = join(root, 'node_modules', 'better-sqlite3', 'prebuilds');
    const names = readdirSync(folder);
    expect(names.length).toBeGreaterThanOrEqual(8);
    // Which C library a binary of Linux wants is not in its first lines.
    const wanted = names.map((name) => basename(name, '.node').replace('linuxmusl', 'linux'));
    expect(names.map((name) => targetOf(join(folder, name)))).toEqual(wanted);
    expect(targetOf(join(root, 'package.json'))).toBeNull();
  });

  it('names everything that is wrong', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bowerbird-contents-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const files = {
      'dist/main/electron.js': '',
      'dist/main/electron.js.map': '',
      'dist/main/cli.js': '',
      'node_modules/vitest/index.js': '',
      'node_modules/sharp/test/index.js': '',
      'node_modules/better-sqlite3/prebuilds/win32-x64.node': readFileSync(
        join(root, 'node_modules/better-sqlite3/prebuilds/win32-x64.node'),
      ),
    };
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, 'app', path, '..'), { recursive: true });
      writeFileSync(join(folder, 'app', path), content);
    }
    await asar.createPackageWithOptions(join(folder, 'app'), join(folder, 'app.asar'), { unpack: '*.node' });
    const problems = findProblems(folder, 'linux-x64');
    expect(problems).toEqual(
      expect.arrayContaining([
        'missing: THIRD_PARTY_LICENSES.txt',
        'missing: node_modules/better-sqlite3/prebuilds/linux-x64.node',
        'for another system (win32-x64): node_modules/better-sqlite3/prebuilds/win32-x64.node',
        'source map: dist/main/electron.js.map',
        'command line: dist/main/cli.js',
        'not needed to run: node_modules/vitest/index.js',
        'test: node_modules/sharp/test/index.js',
      ]),
    );
    expect(findProblems(folder, 'linux-ia32')).toContain('no budget for linux-ia32');
  });
});

describe('icons', () => {
  it('are there in every size, and the page shows the same drawing', async () => {
    const names = readdirSync(join(icons, 'linux'));
    const sizes = await Promise.all(
      names.map(async (name) => {
        const { width, height, format } = await sharp(join(icons, 'linux', name)).metadata();
        return `${width}x${height}.${format}`;
      }),
    );
    expect(sizes).toEqual(names);
    expect(names).toEqual(expect.arrayContaining(['16x16.png', '48x48.png', '256x256.png', '512x512.png']));
    expect(readFileSync(join(root, 'renderer/public/icon.svg'))).toEqual(readFileSync(join(icons, 'icon.svg')));
  });

  it('are what Windows and macOS read', () => {
    const ico = readFileSync(join(icons, 'icon.ico'));
    const count = ico.readUInt16LE(4);
    const edges = Array.from({ length: count }, (_, index) => ico.readUInt8(6 + 16 * index) || 256);
    expect(edges).toEqual([16, 24, 32, 48, 64, 128, 256]);
    const icns = readFileSync(join(icons, 'icon.icns'));
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
    for (const type of ['ic07', 'ic08', 'ic09', 'ic10']) expect(icns.includes(type)).toBe(true);
  });
});
