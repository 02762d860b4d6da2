// Which packages the program is made of, read from the lock file: what it loads when it runs, and what is built into its page.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

/**
 * Packages that others name but that never run: install scripts, headers and types. They are not packed
 * (electron-builder.yml), and what only they need is not either.
 */
const NEVER_RUN = /^(?:adm-zip|global-agent|node-addon-api|@types\/.+|@emnapi\/.+)$/u;

/** Folders whose code is built into the page. */
const PAGE_FOLDERS = ['renderer', 'shared'];

/**
 * @typedef {{ name: string, version: string, licence: string, folder: string }} Package
 * `licence` is an SPDX expression as the package states it, empty where it states none; `folder` is where it is installed.
 */

/** The lock file's entries by path, as npm 7 and later write it. */
function readLock() {
  return JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
}

/** Node's own way: beside the package that asks, then in each folder above. @returns {string | undefined} a path in the lock file */
function resolveFrom(lock, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (path in lock) return path;
    if (folder === '') return undefined;
  }
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** All that these packages need, they themselves included, as far as it is installed. @returns {Package[]} by name */
function listClosure(names) {
  const lock = readLock();
  const seen = new Set();
  const visit = (from, name) => {
    const path = NEVER_RUN.test(name) ? undefined : resolveFrom(lock, from, name);
    if (path === undefined || seen.has(path) || !existsSync(inRoot(path))) return;
    seen.add(path);
    const { dependencies = {}, optionalDependencies = {} } = lock[path];
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) visit(path, needed);
  };
  for (const name of names) visit('', name);
  return [...seen].sort().map((path) => ({
    name: nameOf(path),
    version: lock[path].version,
    licence: lock[path].license ?? '',
    folder: inRoot(path),
  }));
}

/** The package that an import names; null for a file or a part of Node. */
function packageOf(specifier) {
  const match = /^(@[\w.-]+\/[\w.-]+|[a-z][\w.-]*)(?:\/|$)/u.exec(specifier);
  return match === null || specifier.startsWith('node:') ? null : match[1];
}

function listImports(folder) {
  const names = new Set();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!/[.](?:ts|svelte)$/u.test(entry.name) || entry.name.endsWith('.test.ts')) continue;
    const source = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/gu)) {
      const name = packageOf(specifier);
      if (name !== null) names.add(name);
    }
  }
  return names;
}

/** What is loaded from `node_modules` when the program runs. @returns {Package[]} */
export function listRuntimePackages() {
  return listClosure(Object.keys(readLock()[''].dependencies));
}

/** What the page's code imports, and all that this needs: the most that can be built into it. @returns {Package[]} */
export function listPagePackages() {
  const names = new Set(['svelte']);
  for (const folder of PAGE_FOLDERS) for (const name of listImports(inRoot(folder))) names.add(name);
  return listClosure([...names]);
}
