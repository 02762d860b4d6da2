// Tells whether dist/ was built from the sources as they are now, by a walk over their names, sizes and times.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inRoot, root } from './paths.mjs';

/** All that the build reads. */
const SOURCES = [
  'shared',
  'main',
  'renderer',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
  'scripts/lib/build.mjs',
  'scripts/lib/licences.mjs',
  'scripts/lib/packages.mjs',
];

const stampFile = inRoot('dist', '.stamp');

function addFile(hash, path) {
  const { size, mtimeMs } = statSync(path);
  hash.update(`${relative(root, path)}\0${size}\0${mtimeMs}\n`);
}

function addFolder(hash, folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') addFolder(hash, path);
    } else if (!entry.name.endsWith('.test.ts')) addFile(hash, path);
  }
}

/** @returns {string} a hash that changes when any source of the build does */
export function stampOfSources() {
  const hash = createHash('sha256');
  for (const name of SOURCES) {
    const path = inRoot(name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) addFolder(hash, path);
    else if (stat) addFile(hash, path);
  }
  return hash.digest('hex');
}

/** @returns {boolean} whether dist/ was built from the sources as they are now */
export function isUpToDate() {
  try {
    return readFileSync(stampFile, 'utf8') === stampOfSources();
  } catch {
    return false;
  }
}

/** @param {string} stamp of the sources as they were *before* the build, so that an edit during it counts as new */
export function writeStamp(stamp) {
  writeFileSync(stampFile, stamp);
}
