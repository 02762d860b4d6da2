// The licences of what others wrote and the program carries: which are allowed, and their texts for whoever gets the program.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import satisfies from 'spdx-satisfies';
import { listPagePackages, listRuntimePackages } from './packages.mjs';
import { inRoot } from './paths.mjs';

/** Licences that ask for no more than to be named, and the MPL, which covers its own files only (docs/dependencies.md). */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/** Packages that may be under the LGPL: each is a library of its own that a user can put another in the place of. */
const LOADED_AS_LIBRARY = /^(?:libheif-js|@img\/sharp-libvips-.+|@img\/sharp-win32-.+)$/u;
const LGPL = ['LGPL-3.0', 'LGPL-3.0-or-later'];

/** What packages are under that say nothing in their package.json; each has a licence file that says this. */
const UNSTATED = { 'svelte-toolbelt': 'MIT' };

const MIT_TEXT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** What is inside and is no package, with the file that says under what. */
const DATA_PARTS = [
  { name: 'EfficientNet-Lite2', licence: 'Apache-2.0', file: 'models/efficientnet-lite2-imagenet/LICENSE' },
  { name: 'WordNet', licence: 'WordNet', file: 'vocabulary/LICENSE' },
  { name: 'GeoNames', licence: 'CC-BY-4.0', file: 'places/README.md' },
  { name: 'Sample photos', licence: '', file: 'samples/README.md' },
];

/**
 * A part of the program that others wrote.
 * @typedef {{ name: string, version: string, licence: string, text: string }} LicencePart
 * `version` and `licence` are empty where there is none to tell; the text then says it.
 */

/** @param {import('./packages.mjs').Package} entry @returns {string} an SPDX expression, empty where nothing is known */
function licenceOf({ name, licence }) {
  return licence || (UNSTATED[name] ?? '');
}

/**
 * Packages whose licence the program may not carry.
 * @param {readonly import('./packages.mjs').Package[]} packages
 * @returns {string[]} a line for each
 */
export function findRefused(packages) {
  const isAllowed = (entry) => {
    const allowed = LOADED_AS_LIBRARY.test(entry.name) ? [...ALLOWED, ...LGPL] : ALLOWED;
    try {
      return satisfies(licenceOf(entry), allowed);
    } catch {
      // No expression that can be read: nothing that could be allowed.
      return false;
    }
  };
  return packages
    .filter((entry) => !isAllowed(entry))
    .map((entry) => `${entry.name} ${entry.version}: ${licenceOf(entry) || 'no licence stated'}`);
}

/** @returns {import('./packages.mjs').Package[]} all that may become part of the program, each once */
export function listShippedPackages() {
  const all = [...listRuntimePackages(), ...listPagePackages()];
  return [...new Map(all.map((entry) => [entry.folder, entry])).values()];
}

function authorOf({ folder }) {
  const { author, name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const said = typeof author === 'string' ? author : author?.name;
  return said ?? `the authors of ${name}`;
}

/** @throws {Error} where a package brings no text and its licence is none whose text is here */
function textOf(entry) {
  const names = readdirSync(entry.folder).filter((name) => /^(?:licen[cs]e|copying|notice)/iu.test(name));
  const texts = names.map((name) => readFileSync(join(entry.folder, name), 'utf8').trim());
  if (texts.length > 0) return texts.join('\n\n');
  if (licenceOf(entry) === 'MIT') return `Copyright (c) ${authorOf(entry)}\n\n${MIT_TEXT}`;
  const readme = join(entry.folder, 'README.md');
  if (LOADED_AS_LIBRARY.test(entry.name) && existsSync(readme)) {
    const lgpl = readFileSync(inRoot('node_modules', 'libheif-js', 'LICENSE'), 'utf8');
    return `${readFileSync(readme, 'utf8').trim()}\n\n${lgpl.trim()}`;
  }
  throw new Error(`${entry.name} has no licence text: ${entry.folder}`);
}

/**
 * Licences of all packages that the program has inside, and of its data.
 * @param {ReadonlySet<string>} inPage names of packages that were built into the page
 * @returns {LicencePart[]} by name
 */
function collectLicences(inPage) {
  const packages = [...listRuntimePackages(), ...listPagePackages().filter(({ name }) => inPage.has(name))];
  const parts = packages.map((entry) => ({
    name: entry.name,
    version: entry.version,
    licence: licenceOf(entry),
    text: textOf(entry),
  }));
  const data = DATA_PARTS.map(({ name, licence, file }) => ({
    name,
    version: '',
    licence,
    text: readFileSync(inRoot('assets', ...file.split('/')), 'utf8').trim(),
  }));
  const byName = new Map([...data, ...parts].map((part) => [`${part.name}@${part.version}`, part]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Writes `third-party-licences.json` for the page and `THIRD_PARTY_LICENSES.txt` for people.
 * @param {ReadonlySet<string>} inPage names of packages that were built into the page
 */
export function writeLicences(inPage) {
  const parts = collectLicences(inPage);
  writeFileSync(inRoot('dist', 'renderer', 'third-party-licences.json'), JSON.stringify(parts));
  const line = '='.repeat(78);
  const chapters = parts.map(({ name, version, licence, text }) => {
    const title = [name, version, licence && `(${licence})`].filter(Boolean).join(' ');
    return `${line}\n${title}\n${line}\n\n${text}\n`;
  });
  const intro =
    'Bowerbird contains work of others, under the licences below. Those of Electron and Chromium, where the program\nruns in a window of its own, are in LICENSE.electron.txt and LICENSES.chromium.html.\n';
  writeFileSync(inRoot('dist', 'THIRD_PARTY_LICENSES.txt'), `${intro}\n${chapters.join('\n')}`);
}
